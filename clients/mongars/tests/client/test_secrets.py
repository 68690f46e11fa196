"""Tokens, passwords and tickets are in no output, even if the server repeats them."""

from __future__ import annotations

import io
import logging
import pickle
import traceback
from collections.abc import Iterator
from pathlib import Path

import pytest

from mongars_client import APIError, MonGARSError

from .kinds import Kind
from .server import CHAT, CUT, PASSWORD, Reply, ScriptedServer, refused

TICKET = "dTE.1795252378.c2lnbmF0dXJl"


def shown(error: BaseException) -> str:
    """All that is to be seen of an error, with the variables of our frames."""
    frames = [frame for frame, _ in traceback.walk_tb(error.__traceback__) if "tests" not in frame.f_code.co_filename]
    assert frames
    variables = repr([frame.f_locals for frame in frames])
    return "".join((*traceback.format_exception(error), repr(error), repr(vars(error)), variables))


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """All that is logged, at every level."""
    text = io.StringIO()
    handler = logging.StreamHandler(text)
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield text
    root.removeHandler(handler)
    root.setLevel(level)


def test_what_the_server_repeats_is_shown_nowhere(kind: Kind, server: ScriptedServer, log: io.StringIO) -> None:
    client = kind.client(server, max_retries=0)
    kind.run(client.users.list())
    (token,) = server.change(lambda script: script.tokens)
    said = f"no {token} and no {PASSWORD}"
    for reply in (
        Reply(403, {"detail": said}, {"X-Said": said}),
        refused(422, [{"loc": ["body", said], "msg": said, "input": {"password": PASSWORD}}]),
        refused(403, {"error": said, "more": said}),
        Reply(500, said.encode()),
        Reply(200, f"<p>{said}</p>".encode()),
        Reply(200, [said]),
    ):
        server.say(CHAT, reply)
        server.say("/api/v1/user/list", reply)
        for call in (lambda: client.conversation.chat("x"), client.users.list):
            with pytest.raises(MonGARSError) as caught:
                kind.run(call())
            for secret in (PASSWORD, token, token[:60]):
                assert secret not in shown(caught.value)
                assert secret.encode() not in pickle.dumps(caught.value)
    assert "send_request_headers" in log.getvalue()
    for secret in (PASSWORD, token, token[:60]):
        assert secret not in log.getvalue()


def test_a_login_shows_its_password_nowhere(kind: Kind, server: ScriptedServer, log: io.StringIO) -> None:
    echo = refused(422, [{"type": "x", "loc": ["body", "password"], "msg": PASSWORD, "input": PASSWORD}])
    server.say("/token", refused(401, PASSWORD), echo, Reply(200, {"token": PASSWORD}), CUT)
    client = kind.client(server, max_retries=0)
    for _ in range(4):
        with pytest.raises(MonGARSError) as caught:
            kind.run(client.users.list())
        assert PASSWORD not in shown(caught.value)
    wrong = "no-such-pass-42"
    server.say("/token", refused(401, wrong))
    with pytest.raises(MonGARSError) as other:
        kind.run(client.auth.login("u1", wrong))
    assert wrong not in shown(other.value)
    assert PASSWORD not in log.getvalue()


def test_passwords_of_accounts_are_shown_nowhere(kind: Kind, server: ScriptedServer) -> None:
    client = kind.client(server)
    secrets = ("first-secret-1", "other-secret-2")
    said = " ".join(secrets)
    server.say("/api/v1/user/register", refused(500, said))
    server.say("/api/v1/user/register/admin", refused(500, said))
    server.say("/api/v1/user/change-password", refused(500, said))
    for call in (
        lambda: client.users.register("u2", secrets[0]),
        lambda: client.users.register_admin("u2", secrets[0]),
        lambda: client.users.change_password(*secrets),
    ):
        with pytest.raises(APIError) as caught:
            kind.run(call())
        assert secrets[0] not in shown(caught.value)
    assert secrets[1] not in shown(caught.value)


def test_no_repr_has_a_secret(kind: Kind, server: ScriptedServer) -> None:
    client = kind.client(server)
    ticket, login = kind.run(client.auth.ticket()), kind.run(client.auth.login("u1", PASSWORD))
    assert (ticket.ticket, ticket["ticket"], ticket.ttl) == (TICKET, TICKET, 45)
    things = [client, client.with_options(timeout=3), client.users, client._session, ticket, login]
    shown = "".join(map(repr, things)) + "".join(map(str, things))
    for secret in (PASSWORD, TICKET, login.access_token):
        assert secret not in shown
    assert repr(client) == f"{type(client).__name__}({server.url!r})"
    with pytest.raises(TypeError, match="cannot be pickled"):
        pickle.dumps(client)


def test_netrc_and_proxies_of_the_environment_are_not_looked_at(
    kind: Kind, server: ScriptedServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path / ".netrc"
    netrc.write_text("machine 127.0.0.1 login somebody password else\ndefault login somebody password else\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1")
    kind.run(kind.client(server).users.list())
    assert server.requests[-1].headers["authorization"].startswith("Bearer ")
    assert "authorization" not in server.requests[0].headers
