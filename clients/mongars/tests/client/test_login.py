"""Who a client says it is: an account whose token is renewed once, a token, or a callable (CONTRACT §2)."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs

import pytest

from mongars_client import AuthenticationError, ConfigError, DecodeError, MonGARSError, NotFoundError
from mongars_openapi import operations

from .kinds import Kind
from .server import CUT, PASSWORD, Reply, Scripted, ScriptedServer, refused, token

LIST = "GET /api/v1/user/list"


def test_an_account_logs_in_with_a_form_once(kind: Kind, server: ScriptedServer) -> None:
    client = kind.client(server)
    results = kind.together([client.users.list] * 5)
    assert [each.users for each in results] == [["adm", "u1"]] * 5
    assert server.asked.count("POST /token") == 1
    assert server.asked[0] == "POST /token"
    assert parse_qs(server.bodies("/token")[0].decode()) == {"username": ["u1"], "password": [PASSWORD]}
    assert server.requests[0].headers["content-type"] == "application/x-www-form-urlencoded"
    assert "authorization" not in server.requests[0].headers


def test_a_token_is_renewed_before_its_end(kind: Kind, server: ScriptedServer) -> None:
    server.change(lambda script: setattr(script, "token_life", -5.0))  # by its `exp`, it is over when it comes
    client = kind.client(server)
    kind.run(client.users.list())
    server.change(lambda script: setattr(script, "token_life", 3600.0))
    kind.together([client.users.list] * 5)
    assert server.asked.count("POST /token") == 2
    assert not [each for each in server.requests[2:] if "authorization" in each.headers and each.path == "/token"]


def test_a_refused_token_is_renewed_once_however_many_calls_wait(kind: Kind, server: ScriptedServer) -> None:
    client = kind.client(server)
    kind.run(client.users.list())
    server.change(lambda script: script.accepted.clear())  # as where it is started anew
    results = kind.together([client.users.list] * 5)
    assert [each.users for each in results] == [["adm", "u1"]] * 5
    assert server.asked.count("POST /token") == 2


def test_a_chat_that_is_refused_for_its_token_is_sent_once_more(kind: Kind, server: ScriptedServer) -> None:
    client = kind.client(server)
    kind.run(client.users.list())
    server.change(lambda script: script.accepted.clear())
    assert kind.run(client.conversation.chat("x")).response == "words"
    assert server.asked[-3:] == ["POST /api/v1/conversation/chat", "POST /token", "POST /api/v1/conversation/chat"]


def test_a_new_token_that_is_refused_too_is_no_loop(kind: Kind, server: ScriptedServer) -> None:
    client = kind.client(server)
    server.say("/api/v1/user/list", *[refused(401, "Invalid token: missing subject")] * 2)
    with pytest.raises(AuthenticationError, match="missing subject"):
        kind.run(client.users.list())
    assert server.asked == ["POST /token", LIST, "POST /token", LIST]


def test_a_refused_login_says_so(kind: Kind, server: ScriptedServer) -> None:
    client = kind.client(server, username="u1", password="wrong-wrong-1")
    for _ in range(2):
        with pytest.raises(AuthenticationError, match="POST /token: 401 Invalid credentials") as caught:
            kind.run(client.users.list())
    assert (caught.value.status_code, caught.value.detail) == (401, "Invalid credentials")
    assert server.asked == ["POST /token"] * 2


@pytest.mark.parametrize("body", [{}, {"access_token": ""}, {"access_token": 5}, {"access_token": "a b"}])
def test_an_answer_without_a_token_says_so(kind: Kind, server: ScriptedServer, body: dict[str, object]) -> None:
    server.say("/token", Reply(200, body))
    with pytest.raises(DecodeError, match="there is no token in the answer"):
        kind.run(kind.client(server).users.list())


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"username": "u1"}, "password: missing"),
        ({"password": "secret-pass"}, "username: missing"),
        ({"username": "", "password": "secret-pass"}, "username: empty"),
        ({"username": "u1", "password": ""}, "password: empty"),
        ({"username": "u1", "password": 5}, "password: not text"),
        ({"token": ""}, "token: empty"),
        ({"token": 5}, "token: a int"),
        ({"token": "a\n"}, "token: has spaces"),
        ({"token": "t", "username": "u1", "password": "secret-pass"}, "token: given beside"),
        ({"token": "t", "timeout": -1}, "timeout: -1"),
        ({"token": "t", "max_retries": -1}, "retries: -1"),
    ],
)
def test_a_configuration_that_cannot_work_is_refused(kind: Kind, options: dict[str, Any], words: str) -> None:
    from mongars_client import AsyncMonGARS, MonGARS

    with pytest.raises(ConfigError, match=words) as caught:
        (AsyncMonGARS if kind.asynchronous else MonGARS)("http://localhost:8000", **options)
    assert "secret-pass" not in repr(caught.value)
    assert isinstance(caught.value, ValueError)


def test_no_credentials_are_told_of(kind: Kind, server: ScriptedServer) -> None:
    client = kind.client(server, token=None)
    assert kind.run(client.health.healthz()).status == "ok"
    with pytest.raises(AuthenticationError, match="give the client username and password, or a token"):
        kind.run(client.users.list())


def test_a_token_is_shown_as_it_is(kind: Kind, server: ScriptedServer) -> None:
    mine = token(3600)
    server.change(lambda script: script.accepted.add(mine))
    client = kind.client(server, token=mine)
    kind.run(client.users.list())
    assert server.requests[-1].headers["authorization"] == f"Bearer {mine}"
    server.change(lambda script: script.accepted.clear())
    with pytest.raises(AuthenticationError, match="Signature verification failed"):
        kind.run(client.users.list())
    assert server.asked == [LIST, LIST]


def test_a_callable_gives_the_token_and_once_more_when_it_is_refused(kind: Kind, server: ScriptedServer) -> None:
    given = [token(3600), token(3600)]
    server.change(lambda script: script.accepted.add(given[1]))
    asked: list[str] = []

    def give() -> str:
        asked.append(given[len(asked)])
        return asked[-1]

    async def give_later() -> str:
        return give()

    client = kind.client(server, token=give_later if kind.asynchronous else give)
    assert kind.run(client.users.list()).users == ["adm", "u1"]
    assert asked == given


def test_a_synchronous_client_refuses_to_await() -> None:
    async def give() -> str:
        return "t"

    kind = Kind(False)
    with pytest.raises(ConfigError, match="works with the asynchronous client only"):
        kind.client("http://localhost:1", token=give).users.list()
    kind.end()


def test_login_shows_another_account_from_then_on_in_every_view(kind: Kind, server: ScriptedServer) -> None:
    client = kind.client(server, token=None)
    view = client.with_options(max_retries=0)
    found = kind.run(client.auth.login("u2", PASSWORD))
    assert (found.token_type, found["issued_by"]) == ("bearer", "a newer server")
    assert found.access_token == server.change(lambda script: script.tokens[-1])
    kind.run(view.users.list())
    assert server.requests[-1].headers["authorization"] == f"Bearer {found.access_token}"
    with pytest.raises(AuthenticationError):
        kind.run(client.auth.login("u3", "wrong"))
    kind.run(client.users.list())
    assert server.requests[-1].headers["authorization"] == f"Bearer {found.access_token}"


def test_a_changed_password_is_the_one_of_the_next_login(kind: Kind, server: ScriptedServer) -> None:
    client = kind.client(server)
    kind.run(client.users.change_password(PASSWORD, "another-pass-1"))

    def changed(script: Scripted) -> None:
        script.passwords["u1"] = "another-pass-1"
        script.accepted.clear()

    server.change(changed)
    assert kind.run(client.users.list()).users == ["adm", "u1"]
    server.say("/api/v1/user/change-password", refused(404, "User not found"))
    with pytest.raises(NotFoundError):
        kind.run(client.users.change_password("another-pass-1", "never-known-1"))
    server.change(lambda script: script.accepted.clear())
    assert kind.run(client.users.list()).users == ["adm", "u1"]


def test_what_needs_no_token_asks_for_none(kind: Kind, server: ScriptedServer) -> None:
    client = kind.client(server, username="new", password="not-yet-known")
    assert kind.run(client.users.register("new", "not-yet-known")).is_admin is False
    assert kind.run(client.users.register_admin("new", "not-yet-known")).is_admin is True
    assert kind.run(client.health.ready()).status == "ready"
    assert not [each for each in server.requests if "authorization" in each.headers or each.path == "/token"]


def test_a_login_that_breaks_off_is_repeated(kind: Kind, server: ScriptedServer) -> None:
    server.say("/token", CUT)
    assert kind.run(kind.client(server).users.list()).users == ["adm", "u1"]


def test_a_client_of_the_environment(kind: Kind, server: ScriptedServer, monkeypatch: pytest.MonkeyPatch) -> None:
    from mongars_client import AsyncMonGARS, MonGARS

    client_class = AsyncMonGARS if kind.asynchronous else MonGARS
    with pytest.raises(ConfigError, match="MONGARS_URL is not set"):
        client_class.from_env()
    monkeypatch.setenv("MONGARS_URL", server.url)
    monkeypatch.setenv("MONGARS_USERNAME", "u9")
    monkeypatch.setenv("MONGARS_PASSWORD", PASSWORD)
    client = client_class.from_env(timeout=5)
    assert kind.run(client.users.list()).users == ["adm", "u1"]
    assert b"username=u9" in server.bodies("/token")[0]
    kind.run(client.close())


def test_every_error_of_a_login_is_of_the_tree(kind: Kind) -> None:
    with pytest.raises(MonGARSError):
        kind.run(kind.client("http://127.0.0.1:9", max_retries=0).users.list())


def test_what_shows_no_token_shows_none_within_a_time_for_several_calls(kind: Kind, server: ScriptedServer) -> None:
    session = kind.client(server)._session.anonymous()

    async def within() -> Any:
        return await session.ending("starting", 20).call(operations.healthz)

    found = kind.run(within() if kind.asynchronous else session.ending("starting", 20).call(operations.healthz))
    assert (found.status, server.asked) == ("ok", ["GET /healthz"])
