"""Keys, passwords and tokens stand in nothing that leaves a client: whatever a server tells of what it was shown."""

from __future__ import annotations

import pickle
import traceback
from typing import Any

import pytest

from openapi_facade.auth.credentials import Account, Login
from openapi_facade.secrets import hidden
from openapi_facade.settings import ServerSettings

from . import single, tree
from .driven import Maker, Sessions
from .notes_openapi import get_note, log_in
from .notes_server import CUT, Reply, refusal, token
from .test_credentials import exchange, keys

KEY = "k3y/of+the n0tes'"
FORMS = ("k3y/of+the n0tes", "k3y%2Fof%2Bthe%20n0tes", "k3y%2fof", "k3y/of+the&#x27;")


def outputs(error: BaseException) -> str:
    """All that an error shows, of itself and of the frames that it passed, those of tests apart."""
    frames = traceback.TracebackException.from_exception(error, capture_locals=True)
    frames.stack = traceback.StackSummary.from_list(
        [
            each
            for each in frames.stack
            if "/tests/clients/test_" not in each.filename and "driven.py" not in each.filename
        ]
    )
    return f"{error} {error!r} {vars(error)} {pickle.dumps(error)!r} {''.join(frames.format())}"


@pytest.mark.parametrize(
    "told",
    [
        refusal(401, "who", f"unknown: {KEY}"),
        refusal(401, KEY, "unknown", shown=KEY),
        Reply(401, f"<p>Bearer {KEY}</p>".encode()),
        Reply(401, b"", {"x-shown": KEY, "x-quoted": "k3y%2Fof%2Bthe%20n0tes%27"}),
        Reply(200, f'"{KEY}"'.encode()),
        CUT,
    ],
    ids=["words", "facts", "html", "headers", "result", "nothing"],
)
def test_a_key_that_the_server_tells(clients: Maker, told: Reply, caplog: pytest.LogCaptureFixture) -> None:
    clients.server.say(told)
    with caplog.at_level(1), caplog.at_level(1, "httpcore"), caplog.at_level(1, "httpx"):
        client = clients(key=KEY, retries=0)
        error = client.error("get", "tea")
        client.close()
    assert KEY in clients.server.shown[0]
    records = repr([vars(record) for record in caplog.records if record.name.partition(".")[0] in LOGGERS])
    shown = f"{outputs(error)} {client.target!r} {client.target._session!r} {records}"
    assert [form for form in FORMS if form in shown] == []


LOGGERS = ("notes", "notes_tree", "notes_service", "httpcore", "httpx", "openapi_facade")


@pytest.mark.parametrize("clients", [(tree, "sync"), (tree, "async")], indirect=True)
def test_headers_of_an_error(clients: Maker) -> None:
    """Those that carry credentials, and one whose name is a secret, are left out."""
    left_out = {"set-cookie": "a=b", "www-authenticate": "Bearer x", "x-k3y-of-notes": "1"}
    clients.server.say(Reply(401, b"", {"x-request-id": "r1", **left_out}))
    client = clients(key="K3y-of-Notes")
    headers = client.error("get", "tea").headers
    client.close()
    assert headers["x-request-id"] == "r1"
    assert left_out.keys().isdisjoint(headers)


def test_a_key_that_cannot_be_sent(clients: Maker) -> None:
    shown = outputs(clients.error("localhost", key=f"{KEY}\n"))
    assert [form for form in FORMS if form in shown] == []


def test_a_password_and_a_token(made: Sessions, caplog: pytest.LogCaptureFixture) -> None:
    """The token that was, too, which a server may tell later; and another's, which nobody here knows."""
    other = token(60)
    session = made(login=Login(account=Account("alice", "pa55-of-alice")), exchange=exchange(made), retries=1)
    with caplog.at_level(1):
        session.call(get_note, "tea")
        own = made.server.shown[-1].removeprefix("Bearer ")
        made.server.say(Reply(503, b"", {"retry-after": "0"}), refusal(418, "x", f"pa55-of-alice {own} {other} {KEY}"))
        error = session.with_options(headers={"X-Api-Key": KEY}).error("call", get_note, "tea")
    session.close()
    shown = outputs(error) + repr([vars(each) for each in caplog.records if each.name in LOGGERS])
    assert [each for each in ("pa55-of-alice", own, other, *FORMS) if each in shown] == []
    assert "*** *** *** ***" in str(error)


def test_a_key_that_was_shown_before(made: Sessions) -> None:
    session = made(login=Login(provider=keys("f1rst-key", "s3cond-key")))
    session.call(get_note, "tea")
    made.server.say(refusal(418, "x", "not f1rst-key, nor s3cond-key"))
    error = session.error("call", get_note, "tea")
    session.close()
    assert str(error) == "GET /notes/tea: 418 not ***, nor ***"


@pytest.mark.parametrize(
    ("login", "secret"),
    [
        (Login(account=Account("alice", "wrong-pa55")), "wrong-pa55"),
        (Login(KEY, further=["wrong-pa55"], provider=keys(7, 7)), "wrong-pa55"),
    ],
    ids=["account", "provider"],
)
def test_what_a_login_has_is_shown_by_no_frame(made: Sessions, login: Login, secret: str) -> None:
    """Whoever made it, and did not wrap it."""
    session = made(login=login, exchange=exchange(made))
    shown = f"{outputs(session.error('call', get_note, 'tea'))} {login!r}"
    session.close()
    assert [each for each in (secret, *FORMS) if each in shown] == []


def test_a_secret_in_a_body_that_was_sent(made: Sessions) -> None:
    """A call of the client's own with a password in it, of which the session knows nothing."""
    session = made()
    error = session.error("call", log_in, username="alice", password=hidden("0ther-pa55"))
    session.close()
    assert error.status_code == 401
    assert "0ther-pa55" not in outputs(error)


@pytest.mark.parametrize(
    ("options", "secret"),
    [
        ({"base_url": "http://alice:pa55word@localhost"}, "pa55word"),
        ({"base_url": "http://alice:pa55/word@localhost"}, "pa55"),
        ({"base_url": "localhost", "proxy": "http://alice:pa55word@["}, "pa55word"),
        ({"base_url": "localhost", "proxy": "http://alice:pa55word@proxy", "retries": -1}, "pa55word"),
        ({"base_url": "localhost", "cert": ("no", "file", "pa55word")}, "pa55word"),
    ],
)
@pytest.mark.parametrize("kind", [single.Client, single.AsyncClient])
def test_a_configuration_that_cannot_work(kind: Any, options: dict[str, Any], secret: str) -> None:
    with pytest.raises(single.NotesError) as caught:
        kind(**options)
    assert caught.value.kind == "config"
    assert secret not in outputs(caught.value)


def test_settings_show_and_pickle_what_may_be_shown() -> None:
    proxy, cert = "http://alice:pa55word@proxy", None
    settings = ServerSettings("https://notes.example/api/", proxy=proxy, cert=cert, timeout=(1, 2))
    assert settings.http_url == "https://notes.example:443/api"
    assert "pa55word" not in repr(settings)
    assert pickle.loads(pickle.dumps(settings)) == settings
    with pytest.raises(AttributeError):
        settings.retries = 1  # type: ignore[misc]
    context = settings.ssl_context()
    with pytest.raises(TypeError, match="cannot be pickled"):
        pickle.dumps(ServerSettings("localhost", verify=context))
