"""Who one is: keys, accounts whose token is renewed in time, callables, and the environment's names."""

from __future__ import annotations

import base64
import json
import logging
import pickle
import threading
import time
import traceback
from collections.abc import Iterator
from typing import Any

import pytest

import cheshire_cat_api as ccat
from cheshire_cat_api._async import session as async_session
from cheshire_cat_api._sync import session as sync_session
from cheshire_cat_api.testing import EmbeddedCat
from cheshire_cat_api.testing._cat import auth as cats_auth
from cheshire_cat_openapi.operations import API_VERSION
from openapi_facade.auth import tokens
from openapi_facade.auth.tokens import Token, is_jwt

from .server import STATUS, Heard, response, talking

ADMIN = {"username": "admin", "password": "admin"}


@pytest.fixture
def locked() -> Iterator[EmbeddedCat]:
    """A Cat with a key for HTTP and another for the chat."""
    with EmbeddedCat(api_key="http-key", ws_key="ws-key") as cat:
        yield cat


def logins(cat: EmbeddedCat) -> int:
    """How often a token was asked for."""
    return sum(each.path == "/auth/token" for each in cat.requests)


def jwt(payload: dict[str, Any]) -> str:
    """A token as the Cat makes them, but for the signature."""
    parts = [{"alg": "HS256", "typ": "JWT"}, payload]
    return ".".join(base64.urlsafe_b64encode(json.dumps(each).encode()).rstrip(b"=").decode() for each in parts) + ".x"


# --- Keys ------------------------------------------------------------------------------------------------------------


def test_a_key_is_shown_as_bearer(locked: EmbeddedCat) -> None:
    with ccat.CatClient(ccat.Config(locked.url, auth_key="http-key")) as client:
        assert client.status.status().version == API_VERSION
    assert locked.requests[-1].headers["authorization"] == "Bearer http-key"


def test_an_open_server_is_shown_nothing(cat: EmbeddedCat, client: ccat.CatClient) -> None:
    client.status.status()
    assert "authorization" not in cat.requests[-1].headers


@pytest.mark.parametrize(
    ("fields", "shown"),
    [
        ({"auth_key": "one"}, "one"),
        ({"auth_key": "one", "auth_key_ws": "two"}, "two"),
        ({"auth_key": "one", "auth_key_ws": ""}, ""),
        ({}, ""),
        ({"credential": lambda: "three"}, "three"),
        ({"credential": lambda: "three", "auth_key_ws": "two"}, "two"),
    ],
)
def test_what_the_chat_shows(fields: dict[str, Any], shown: str) -> None:
    assert ccat.CatClient(ccat.Config(**fields))._cat_session.ws_token() == shown


def test_a_chat_with_a_key_of_its_own(locked: EmbeddedCat) -> None:
    config = ccat.Config(locked.url, auth_key="http-key", auth_key_ws="ws-key")
    with ccat.CatClient(config) as client:
        client.connect_ws(timeout=5)
        assert client.is_ws_connected
        assert client.status.status().version == API_VERSION


# --- Accounts --------------------------------------------------------------------------------------------------------


def test_an_account_logs_in_on_the_first_call_and_once(locked: EmbeddedCat) -> None:
    with ccat.CatClient(ccat.Config(locked.url, **ADMIN)) as client:
        assert logins(locked) == 0
        assert [user.username for user in client.users.read_users()] == ["admin", "user"]
        client.plugins.get_available_plugins()
    assert logins(locked) == 1
    login, first, _ = locked.requests
    assert "authorization" not in login.headers
    assert is_jwt(first.headers["authorization"].removeprefix("Bearer "))


def test_the_chat_shows_the_same_token(locked: EmbeddedCat) -> None:
    with ccat.CatClient(ccat.Config(locked.url, **ADMIN)) as client:
        client.status.status()
        client.connect_ws(timeout=5)
        assert client.is_ws_connected
    assert logins(locked) == 1
    assert locked.requests[-1].user == "admin"


def test_many_threads_log_in_once(locked: EmbeddedCat) -> None:
    with ccat.CatClient(ccat.Config(locked.url, **ADMIN)) as client:
        barrier = threading.Barrier(8)

        def run() -> None:
            barrier.wait()
            client.status.status()

        threads = [threading.Thread(target=run) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert logins(locked) == 1
    assert len(locked.requests) == 9


def test_a_wrong_password_is_forbidden(locked: EmbeddedCat) -> None:
    with (
        ccat.CatClient(ccat.Config(locked.url, username="admin", password="teatime!")) as client,
        pytest.raises(ccat.Forbidden) as caught,
    ):
        client.status.status()
    assert "/auth/token" in str(caught.value)
    assert "teatime!" not in "".join(traceback.format_exception(caught.value)) + repr(vars(caught.value))
    assert b"teatime!" not in pickle.dumps(caught.value)


class Clock:
    """The time of this machine, for the client."""

    def __init__(self) -> None:
        self.ahead = 0.0

    def time(self) -> float:
        return time.time() + self.ahead


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    ours = Clock()
    monkeypatch.setattr(tokens, "time", ours)
    return ours


def test_a_token_is_renewed_a_minute_before_its_end(locked: EmbeddedCat, clock: Clock) -> None:
    with ccat.CatClient(ccat.Config(locked.url, **ADMIN)) as client:
        client.status.status()
        clock.ahead = cats_auth.TOKEN_LIFETIME - 65
        client.status.status()
        assert logins(locked) == 1
        clock.ahead = cats_auth.TOKEN_LIFETIME - 55
        client.status.status()
        assert logins(locked) == 2
        assert client._cat_session.ws_token() == locked.requests[-1].headers["authorization"].removeprefix("Bearer ")


def test_a_token_is_renewed_on_the_first_403_of_an_ended_one(
    locked: EmbeddedCat, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Token, "due", property(lambda token: False))  # a call that began before it was due
    with ccat.CatClient(ccat.Config(locked.url, **ADMIN)) as client:
        client.status.status()
        clock.ahead = cats_auth.TOKEN_LIFETIME + 1
        monkeypatch.setattr(cats_auth, "time", clock)
        client.memory.create_memory_point("declarative", "tea")
        assert logins(locked) == 2
        client.memory.create_memory_point("declarative", "more tea")
    assert logins(locked) == 2
    assert [each.path for each in locked.requests if "points" in each.path] == 3 * [
        "/memory/collections/declarative/points"
    ]


def test_an_ended_token_is_renewed_once_for_all_threads(
    locked: EmbeddedCat, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All of them show the ended one, and get 403 for it."""
    monkeypatch.setattr(Token, "due", property(lambda token: False))
    with ccat.CatClient(ccat.Config(locked.url, **ADMIN)) as client:
        client.status.status()
        clock.ahead = cats_auth.TOKEN_LIFETIME + 1
        monkeypatch.setattr(cats_auth, "time", clock)
        barrier = threading.Barrier(8)
        stored: list[str] = []

        def run() -> None:
            barrier.wait()
            stored.append(client.memory.create_memory_point("declarative", "tea").content)

        threads = [threading.Thread(target=run) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert stored == ["tea"] * 8
        assert logins(locked) == 2
        assert len(list(client.memory.iter_points("declarative"))) == 8


def test_a_403_of_a_token_that_has_not_ended_is_one(locked: EmbeddedCat) -> None:
    with ccat.CatClient(ccat.Config(locked.url, username="user", password="user")) as client:
        for _ in range(3):
            with pytest.raises(ccat.Forbidden, match="MEMORY:DELETE"):
                client.memory.wipe_conversation_history()
    assert logins(locked) == 1


def test_a_servers_clock_that_goes_differently(clock: Clock) -> None:
    """What counts is how long the token lives by the server's clock."""
    clock.ahead = -100_000
    now = clock.time()
    token = Token.received(jwt({"exp": now + 100_000 + 600}), server_time=now + 100_000)
    assert token.ends == pytest.approx(now + 600, abs=5)
    assert token.renew_at == pytest.approx(now + 540, abs=5)
    assert not token.due
    clock.ahead += 550
    assert token.due
    assert not token.ended
    clock.ahead += 51
    assert token.ended


def test_a_servers_clock_that_is_late(clock: Clock) -> None:
    """It puts whole seconds into the token, and its date is up to two seconds old: the end is nearer than it seems."""
    clock.ahead = 0.9 - time.time() % 1
    now = clock.time()
    token = Token.received(jwt({"exp": int(now + 600)}), server_time=int(now) - 1)
    clock.ahead += int(now + 600) - now  # and the server refuses it
    assert token.ended


@pytest.mark.parametrize("payload", [{}, {"exp": None}, {"exp": "soon"}, {"exp": True}, {"exp": 10**400}])
def test_a_token_without_an_end_is_kept(payload: dict[str, Any]) -> None:
    token = Token.received(jwt(payload), None)
    assert not token.due
    assert not token.ended


def test_a_short_lived_token_is_not_renewed_on_every_call(locked: EmbeddedCat, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cats_auth, "TOKEN_LIFETIME", 30)
    with ccat.CatClient(ccat.Config(locked.url, **ADMIN)) as client:
        for _ in range(3):
            client.status.status()
    assert logins(locked) == 1


@pytest.mark.parametrize(
    "date", ["Mon, 01 Jan 0001 00:00:00 +2300", f"Fri, 31 Dec 2020 23:59:59 +{'9' * 22}", "Fri, 31 Dec 99999 00:00:00"]
)
def test_a_login_at_a_time_that_is_none(date: str) -> None:
    def answer(heard: Heard) -> bytes:
        token = {"access_token": jwt({"exp": time.time() + 600})}
        return response(200, token if heard.target == "/auth/token" else STATUS, Date=date)

    with talking(answer, **ADMIN) as (client, server):
        assert [client.status.status().version for _ in range(2)] == [API_VERSION] * 2
        assert [each.target for each in server.heard] == ["/auth/token", "/", "/"]


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"access_token": None},
        {"access_token": 5},
        [],
        *({"access_token": each} for each in ("", "a\nb", " a", "é")),
    ],
)
def test_a_login_without_a_token_in_the_answer(answer: Any) -> None:
    with talking(lambda heard: response(200, answer), **ADMIN) as (client, server):
        with pytest.raises(ccat.DecodeError):
            client.status.status()
        assert [each.target for each in server.heard] == ["/auth/token"]
    with talking(lambda heard: response(200, answer or STATUS), auth_key="k") as (client, server):
        with pytest.raises(ccat.DecodeError):
            client.auth.login("admin", "admin")
        server.answer = lambda heard: response(200, STATUS)
        client.status.status()
        assert server.heard[-1].headers["authorization"] == "Bearer k"


def test_a_login_that_hangs_ends_with_the_call_that_needs_it() -> None:
    with talking(lambda heard: iter(()) if server.done.wait() else None, timeout=0.3, **ADMIN) as (client, server):
        began = time.monotonic()
        with pytest.raises(ccat.TimedOut):
            client.status.status()
        assert time.monotonic() - began < 3


def test_nobody_waits_longer_than_they_may_for_the_login_of_another(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (sync_session, async_session):
        monkeypatch.setattr(module, "LOGIN_TIMEOUT", 0.2)
    asked, go_on = threading.Event(), threading.Event()

    def answer(heard: Heard) -> bytes:
        if heard.target != "/auth/token":
            return response(200, STATUS)
        asked.set()
        go_on.wait(30)
        return response(200, {"access_token": "t"})

    with talking(answer, **ADMIN) as (client, server):
        first = threading.Thread(target=client.status.status)
        first.start()
        assert asked.wait(10)
        hasty = client.with_options(timeout=0.2)
        for waits in (hasty.status.status, client._cat_session.ws_token, lambda: hasty.auth.login("user", "user")):
            began = time.monotonic()
            with pytest.raises(ccat.TimedOut, match="login of another call"):
                waits()
            assert time.monotonic() - began < 3
        go_on.set()
        first.join(10)
        assert hasty.status.status().version == API_VERSION
        assert [each.target for each in server.heard] == ["/auth/token", "/", "/"]


def test_a_call_within_a_call_ends_with_it() -> None:
    with talking(lambda heard: iter(()) if vault.done.wait() else None) as (patient, vault):
        key = lambda: patient.request("GET", "/custom/key").text  # noqa: E731
        with talking(lambda heard: response(200, STATUS), timeout=0.3, credential=key) as (client, server):
            began = time.monotonic()
            with pytest.raises(ccat.TimedOut, match="/custom/key"):
                client.status.status()
            assert time.monotonic() - began < 3
            assert server.heard == []


def test_login_turns_a_client_into_another_user(locked: EmbeddedCat) -> None:
    with ccat.CatClient(ccat.Config(locked.url)) as client:
        view = client.with_options(timeout=9)
        with pytest.raises(ccat.Forbidden):
            client.status.status()
        with pytest.raises(ccat.Forbidden):
            client.auth.login("admin", "wrong-password")
        with pytest.raises(ccat.Forbidden):
            client.status.status()
        client.auth.login("admin", "admin")
        assert client.users.read_users()
        assert view.users.read_users()
        client.auth.login("user", "user")
        with pytest.raises(ccat.Forbidden):
            client.users.read_users()


# --- Callables -------------------------------------------------------------------------------------------------------


def test_a_callable_is_asked_for_every_call_and_again_after_a_403(locked: EmbeddedCat) -> None:
    given = iter(["http-key", "old-key", "http-key", "old-key", "old-key"])
    with ccat.CatClient(ccat.Config(locked.url, credential=lambda: next(given))) as client:
        client.status.status()
        client.status.status()
        assert [each.headers["authorization"].removeprefix("Bearer ") for each in locked.requests] == [
            "http-key",
            "old-key",
            "http-key",
        ]
        with pytest.raises(ccat.Forbidden):
            client.status.status()
    assert list(given) == []


def test_a_callable_that_gives_nothing_any_more() -> None:
    """What was refused is not shown again."""
    given = iter(["old-key", ""])
    statuses = iter([403, 200])
    answer = lambda heard: response(next(statuses), STATUS)  # noqa: E731
    with talking(answer, credential=lambda: next(given)) as (client, server):
        assert client.status.status().version == API_VERSION
    assert [each.headers.get("authorization") for each in server.heard] == ["Bearer old-key", None]


@pytest.mark.parametrize("last", ["key", ""])
def test_a_view_depends_on_what_a_callable_gave_last(last: str) -> None:
    given = iter(["key", jwt({}), last])
    with talking(lambda heard: response(200, STATUS), credential=lambda: next(given)) as (client, _):
        for _ in range(2):
            client.status.status()
        with pytest.raises(ccat.ConfigError, match="JWT"):
            client.as_user("alice")
        client.status.status()
        assert client.as_user("alice")


def test_what_a_callable_gave_lately_is_hidden() -> None:
    """The one that is shown too, however often it was shown before."""
    given = iter(["key-0", *(f"key-{number}" for number in range(8)), "key-0", "key-8", "key-9"])
    heard: list[str] = []

    def answer(request: Heard) -> bytes:
        heard.append(request.headers["authorization"])
        return response(500, " ".join(heard))

    with talking(answer, credential=lambda: next(given), retries=0) as (client, _):
        for _ in range(12):
            with pytest.raises(ccat.ServerFailure) as caught:
                client.status.status()
    assert "key-0" not in caught.value.body
    assert "key-9" not in caught.value.body


def test_what_a_callable_raises_reaches_the_caller(locked: EmbeddedCat) -> None:
    def vault() -> str:
        raise LookupError("the vault is closed")

    with (
        ccat.CatClient(ccat.Config(locked.url, credential=vault)) as client,
        pytest.raises(LookupError, match="the vault"),
    ):
        client.status.status()
    assert locked.requests == []


async def coroutine() -> str:
    return "http-key"


@pytest.mark.parametrize("given", [lambda: None, lambda: 5, lambda: b"key", lambda: "a\nb", lambda: "è", coroutine])
def test_a_callable_that_gives_no_key(given: Any, locked: EmbeddedCat) -> None:
    with (
        ccat.CatClient(ccat.Config(locked.url, credential=given)) as client,
        pytest.raises(ccat.ConfigError, match="credential"),
    ):
        client.status.status()


@pytest.mark.parametrize(
    "fields",
    [
        {"auth_key": "k", **ADMIN},
        {"auth_key": "k", "credential": lambda: "k"},
        {"credential": lambda: "k", **ADMIN},
        {"username": "admin"},
        {"password": "admin"},
        {"username": "", "password": "admin"},
        {"username": 5, "password": "admin"},
        {"credential": "k"},
    ],
)
def test_ways_that_do_not_go_together(fields: dict[str, Any]) -> None:
    with pytest.raises(ccat.ConfigError):
        ccat.Config(**fields)


# --- The environment -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("environ", "url", "key", "ws_key"),
    [
        ({}, "http://localhost:1865", "", None),
        ({"CCAT_CORE_HOST": "cat.example.org"}, "http://cat.example.org:1865", "", None),
        ({"CCAT_CORE_HOST": "cat", "CCAT_CORE_PORT": "8000"}, "http://cat:8000", "", None),
        ({"CCAT_CORE_USE_SECURE_PROTOCOLS": "true"}, "https://localhost:1865", "", None),
        ({"CCAT_CORE_USE_SECURE_PROTOCOLS": "1"}, "https://localhost:1865", "", None),
        ({"CCAT_CORE_USE_SECURE_PROTOCOLS": "false"}, "http://localhost:1865", "", None),
        ({"CCAT_CORE_USE_SECURE_PROTOCOLS": ""}, "http://localhost:1865", "", None),
        ({"CCAT_API_KEY": "one"}, "http://localhost:1865", "one", None),
        ({"CCAT_API_KEY": "one", "CCAT_API_KEY_WS": "two"}, "http://localhost:1865", "one", "two"),
        ({"CCAT_API_KEY": "one", "CCAT_API_KEY_WS": ""}, "http://localhost:1865", "one", ""),
        ({"CCAT_CORE_HOST": "", "CCAT_CORE_PORT": "", "CCAT_API_KEY": ""}, "http://localhost:1865", "", None),
    ],
)
def test_from_env(
    environ: dict[str, str], url: str, key: str, ws_key: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    for config in (ccat.Config.from_env(), ccat.Config.from_env(environ)):
        assert (config.http_url, config.auth_key, config.auth_key_ws) == (url, key, ws_key)


def test_from_env_and_fields_of_ones_own() -> None:
    config = ccat.Config.from_env({"CCAT_CORE_HOST": "cat", "CCAT_API_KEY": "k"}, user_id="alice", base_url="other")
    assert (config.http_url, config.auth_key, config.user_id) == ("http://other:1865", "k", "alice")


def test_from_env_says_which_value_cannot_work() -> None:
    with pytest.raises(ccat.ConfigError, match="CCAT_CORE_PORT"):
        ccat.Config.from_env({"CCAT_CORE_PORT": "many"})
    with pytest.raises(ccat.ConfigError, match="CCAT_CORE_USE_SECURE_PROTOCOLS"):
        ccat.Config.from_env({"CCAT_CORE_USE_SECURE_PROTOCOLS": "yes"})


def test_a_config_alone_never_reads_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CCAT_API_KEY", "k")
    monkeypatch.setenv("CCAT_CORE_HOST", "cat")
    assert ccat.Config().auth_key == ""
    assert ccat.Config().http_url == "http://localhost:1865"


# --- Secrets ---------------------------------------------------------------------------------------------------------


def echo(heard: Heard) -> bytes:
    """A server that tells everything it heard, as debug pages do."""
    if heard.target == "/auth/token":
        return response(200, {"access_token": jwt({"exp": time.time() + 3600})})
    shown = f"<html>{heard.headers} {heard.body!r} {heard.headers.get('authorization', '')}</html>"
    return response(500, shown.encode(), X_Debug=heard.headers.get("authorization", "-"))


@pytest.mark.parametrize(
    ("fields", "secrets"),
    [
        ({"auth_key": "k-7f3a9c"}, ["k-7f3a9c"]),
        ({"auth_key": 'k"7f/3a\\9c'}, ['k"7f/3a\\9c']),
        ({"username": "admin", "password": "p-51be0d"}, ["p-51be0d", "eyJ"]),
        ({"credential": lambda: "c-7f3a9c"}, ["c-7f3a9c"]),
    ],
)
def test_a_server_that_tells_what_it_heard(
    fields: dict[str, Any], secrets: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with talking(echo, **fields) as (client, _):
        with pytest.raises(ccat.ServerFailure) as caught:
            client.status.status()
        shown = [repr(client), repr(vars(client)), repr(client._cat_config)]
    error = caught.value
    shown += [str(error), repr(error), repr(vars(error)), *traceback.format_exception(error)]
    # httpcore, at its level DEBUG, tells each header of an answer.
    assert any("X-Debug" in record.getMessage() for record in caplog.records if record.name == "httpcore.http11")
    shown += [record.getMessage() for record in caplog.records]
    shown.append(repr(pickle.dumps(error)))
    for secret in secrets:
        assert not [text for text in shown if secret in text]
    assert "***" in error.body


def test_the_token_of_a_login_is_a_secret() -> None:
    """One that does not look like a JWT too."""

    def answer(heard: Heard) -> bytes:
        return response(200, {"access_token": "t-7f3a9c"}) if heard.target == "/auth/token" else echo(heard)

    with talking(answer) as (client, _):
        client.auth.login("admin", "admin")
        with pytest.raises(ccat.ServerFailure) as caught:
            client.status.status()
    assert "t-7f3a9c" not in caught.value.body
    assert "Bearer ***" in caught.value.body


def test_a_key_in_an_address_is_hidden() -> None:
    """As a server shows it that has put it there: quoted."""
    answer = response(500, b"/?token=k%207f%2F3a9c")
    with (
        talking(lambda heard: answer, auth_key="k 7f/3a9c") as (client, _),
        pytest.raises(ccat.ServerFailure) as caught,
    ):
        client.status.status()
    assert caught.value.body == "/?token=***"


def test_a_password_that_the_server_echoes_is_not_kept(client: ccat.CatClient) -> None:
    with pytest.raises(ccat.BadRequest) as caught:
        client.users.create_user("hatter", "s3c!")
    assert "password" in caught.value.detail
    assert "s3c!" not in caught.value.body + repr(pickle.dumps(caught.value))


def test_a_result_that_is_none_does_not_show_its_token() -> None:
    token = jwt({"exp": 1})
    with (
        talking(lambda heard: response(200, [{"access_token": token}])) as (client, _),
        pytest.raises(ccat.DecodeError) as caught,
    ):
        client.auth.auth_token("admin", "admin")
    assert token not in caught.value.body
    assert caught.value.body


def test_no_key_follows_a_redirect() -> None:
    with talking(lambda heard: response(200, STATUS), auth_key="k") as (_, elsewhere):
        location = f"{elsewhere.url}/"
        with talking(lambda heard: response(307, Location=location), auth_key="k") as (client, _server):
            for call in (client.status.status, lambda: client.request("GET", "/custom")):
                with pytest.raises(ccat.ApiError, match="redirects are not followed") as caught:
                    call()
                assert caught.value.headers["location"] == location
        assert elsewhere.heard == []


def test_what_is_a_token() -> None:
    assert is_jwt(jwt({"exp": 1}))
    for text in ("", "key", "a.b.c", "a.b", jwt({"exp": 1}) + ".x", "é.é.é", "..", "MQ.MQ.MQ"):
        assert not is_jwt(text)
