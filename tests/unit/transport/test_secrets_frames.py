"""No traceback shows a secret: not in a message, nor in the locals of any frame of the client's, nor in a pickle.

Error trackers keep the locals of each frame; `rich` and `cgitb` show them to people. The caller's own frames are the
caller's affair: here, those are all in this file.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import pickle
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from typing import Any

import pytest

import cheshire_cat_api as ccat
from openapi_facade.auth.tokens import Token
from openapi_facade.secrets import Secret, SecretBytes, concealed, concealing, hidden
from openapi_facade.transport.options import Options, checked_headers

from .server import Heard, Server, response

SECRET = "hunter2-7f3a9c"
FORMS = (SECRET, base64.b64encode(f"bob:{SECRET}".encode()).decode())


def chain(error: BaseException) -> Iterator[BaseException]:
    """An error and all that it remembers, whether or not that would be printed."""
    waiting: list[BaseException | None] = [error]
    seen: set[int] = set()
    while waiting:
        each = waiting.pop()
        if each is not None and id(each) not in seen:
            seen.add(id(each))
            yield each
            waiting += [each.__cause__, each.__context__]


def shown(error: BaseException) -> Iterator[tuple[str, str]]:
    """All that can be seen of an error, and where."""
    for each in chain(error):
        yield "message", f"{each} {each!r} {vars(each)!r}"
        for frame, line in traceback.walk_tb(each.__traceback__):
            if frame.f_code.co_filename != __file__:
                for name, value in frame.f_locals.items():
                    yield f"{frame.f_code.co_filename}:{line} {name}", repr(value)
                    yield f"{frame.f_code.co_filename}:{line} vars({name})", _inside(value)
    if isinstance(error, ccat.CatError):
        yield "pickle", repr(pickle.dumps(error))


def _inside(value: object) -> str:
    """The attributes of our objects, as cgitb shows those that a line names; and parts of a long text, as rich does."""
    if isinstance(value, str):
        return repr(value[:200])
    return (
        repr(vars(value))
        if type(value).__module__.startswith("cheshire_cat_api._") and hasattr(value, "__dict__")
        else ""
    )


def leaks(error: BaseException) -> list[str]:
    return [f"{place}: {text}" for place, text in shown(error) if any(form in text for form in FORMS)]


Call = Callable[[Any], Any]


def fail(kind: str, config: ccat.Config, call: Call) -> BaseException:
    """The error of a call, in one of the clients."""

    async def awaited() -> None:
        async with ccat.AsyncCatClient(config) as client:
            await call(client)

    def threaded() -> None:
        with ccat.CatClient(config) as client:
            call(client)

    try:
        asyncio.run(awaited()) if kind == "async" else threaded()
    except Exception as error:
        return error
    raise AssertionError("it did not fail")


KINDS = pytest.mark.parametrize("kind", ["sync", "async"])
CALLS: dict[str, Call] = {
    "create_user": lambda client: client.users.create_user("alice", SECRET),
    "create_user by name": lambda client: client.users.create_user(username="alice", password=SECRET),
    "update_user": lambda client: client.users.update_user("1", password=SECRET),
    "auth_token": lambda client: client.auth.auth_token("alice", SECRET),
    "login": lambda client: client.auth.login("alice", SECRET),
    "llm": lambda client: client.llm.upsert_llm_setting("LLMOpenAI", {"openai_api_key": SECRET}),
    "plugin": lambda client: client.plugins.upsert_plugin_settings("p", {"deep": [{"password": SECRET}]}),
    "setting": lambda client: client.settings.create_setting({"name": "a", "value": {"token": SECRET}}),
    "request": lambda client: client.request("POST", "/custom", json={"secret": SECRET}),
    "form": lambda client: client.request("POST", "/custom", data={"password": SECRET}),
    "header": lambda client: client.request("GET", "/custom", headers={"Authorization": f"Bearer {SECRET}"}),
    "bytes": lambda client: client.request("GET", "/custom", headers={"X-Api-Key": SECRET.encode()}),
    "view": lambda client: client.with_options(headers={"access_token": SECRET}).status.status(),
    "basic": lambda client: client.with_options(headers={"Authorization": f"Basic {FORMS[1]}"}).status.status(),
}


def echo(status: int) -> Callable[[Heard], bytes]:
    """A server that tells all that it has heard."""
    return lambda heard: response(
        status,
        [f"{heard.headers}"]
        if status == 200
        else {"error": [{"loc": ["body", "password"], "msg": f"{heard.headers}", "input": heard.body.decode()}]},
        X_Echo=heard.headers.get("authorization", "-"),
    )


@KINDS
@pytest.mark.parametrize("status", [400, 401, 403, 404, 422, 500, 201])
@pytest.mark.parametrize("name", CALLS)
def test_a_server_that_refuses_and_tells_what_it_heard(name: str, status: int, kind: str) -> None:
    with Server(echo(status)) as server:
        config = ccat.Config(server.url, auth_key=SECRET[:0], retries=0)
        if status == 201 and name not in ("create_user", "login", "auth_token"):
            return
        error = fail(kind, config, CALLS[name])
    assert isinstance(error, ccat.ApiError | ccat.DecodeError)
    assert leaks(error) == []


CREDENTIALS: dict[str, dict[str, Any]] = {
    "key": {"auth_key": SECRET},
    "account": {"username": "alice", "password": SECRET},
    "callable": {"credential": lambda: SECRET},
    "proxy": {"proxy": f"http://bob:{SECRET}@127.0.0.1:9"},
    "both": {"auth_key": SECRET, "auth_key_ws": f"{SECRET}-ws"},
}


@KINDS
@pytest.mark.parametrize("answer", [403, 500, 200, None])
@pytest.mark.parametrize("name", CREDENTIALS)
def test_a_client_whose_calls_fail(name: str, answer: int | None, kind: str, dead_url: str) -> None:
    """Refused, failing, answered with nonsense, or nobody there."""
    with Server(echo(answer or 500)) as server:
        config = ccat.Config(server.url if answer else dead_url, retries=0, **CREDENTIALS[name])
        error = fail(kind, config, lambda client: client.plugins.get_available_plugins())
        chat = fail(kind, config, lambda client: client.connect_ws(timeout=10))
    assert isinstance(error, ccat.CatError)
    assert isinstance(chat, ccat.CatError)
    assert leaks(error) + leaks(chat) == []
    assert SECRET not in repr(config)


@KINDS
@pytest.mark.parametrize("given", [f"{SECRET}\n", SECRET.encode(), [SECRET], {"key": SECRET}])
def test_a_callable_that_gives_something_else(given: Any, kind: str) -> None:
    with Server(echo(500)) as server:
        error = fail(kind, ccat.Config(server.url, credential=lambda: given), lambda client: client.status.status())
    assert isinstance(error, ccat.ConfigError)
    assert type(given).__name__ in str(error)
    assert leaks(error) == []


@KINDS
@pytest.mark.parametrize("header", [f"{SECRET}\n", f"{SECRET}\u0142", f" {SECRET}"])
def test_a_header_that_cannot_be_sent(header: str, kind: str, dead_url: str) -> None:
    for call in (
        lambda client: client.with_options(headers={"Authorization": header}),
        lambda client: client.request("GET", "/", headers={"Authorization": header}),
    ):
        error = fail(kind, ccat.Config(dead_url), call)
        assert isinstance(error, ccat.InvalidArgument)
        assert leaks(error) == []


@pytest.mark.parametrize(
    "fields",
    [
        {"auth_key": f"{SECRET}\n"},
        {"auth_key": SECRET.encode()},
        {"auth_key_ws": f" {SECRET}"},
        {"password": SECRET},
        {"username": "alice", "password": SECRET, "auth_key": "k"},
        {"auth_key": SECRET, "timeout": -1},
        {"base_url": f"http://bob:{SECRET}@host"},
        {"base_url": f"http://bob:{SECRET}/x@host"},
        {"base_url": f"http://bob:{SECRET}@host".encode()},
        {"proxy": f"http://bob:{SECRET}/x@host"},
        {"proxy": f"https://bob:{SECRET}@host"},
        {"cert": ("no.pem", "no.key", SECRET)},
    ],
)
def test_a_configuration_that_cannot_work(fields: dict[str, Any]) -> None:
    with pytest.raises(ccat.ConfigError) as caught:
        ccat.Config(**fields)
    assert leaks(caught.value) == []


def test_an_environment_that_cannot_work() -> None:
    environ = {"CCAT_API_KEY": SECRET, "CCAT_API_KEY_WS": SECRET, "CCAT_CORE_PORT": "many"}
    for call in (
        lambda: ccat.Config.from_env(environ),
        lambda: ccat.Config.from_env({**environ, "CCAT_CORE_PORT": "70000"}),
        lambda: ccat.Config.from_env({}, auth_key=SECRET, password=SECRET),
    ):
        with pytest.raises(ccat.ConfigError) as caught:
            call()
        assert leaks(caught.value) == []


@KINDS
def test_what_the_caller_is_interrupted_in(kind: str) -> None:
    """An exception of a file's passes the frames of the libraries below."""

    class Broken:
        name = "tea.txt"

        def read(self, size: int) -> bytes:
            raise KeyError("mine")

    with Server(echo(500)) as server:
        config = ccat.Config(server.url, auth_key=SECRET, retries=0)
        error = fail(kind, config, lambda client: client.rabbit_hole.upload_file(Broken()))
    assert isinstance(error, KeyError)
    assert leaks(error) == []
    libraries = [
        frame
        for frame, _ in traceback.walk_tb(error.__traceback__)
        if frame.f_globals["__name__"].startswith(("httpx", "httpcore", "h11"))
    ]
    assert libraries
    assert [frame.f_locals for frame in libraries if frame.f_locals] == []


# --- What is shown of objects ----------------------------------------------------------------------------------------


def test_no_object_of_the_client_shows_a_secret(dead_url: str) -> None:
    config = ccat.Config(dead_url, auth_key=SECRET, auth_key_ws=SECRET, proxy=f"http://bob:{SECRET}@127.0.0.1:9")
    seen: list[str] = []
    known: set[int] = set()

    def look(thing: object, depth: int = 0) -> None:
        if id(thing) in known or depth > 12:
            return
        known.add(id(thing))
        seen.append(repr(thing))
        module = type(thing).__module__ or ""
        inside: list[object] = []
        if isinstance(thing, dict):
            inside = list(thing.values())
        elif isinstance(thing, list | tuple | set):
            inside = list(thing)
        elif module.startswith(("cheshire_cat_api", "openapi_facade", "httpx")):
            inside = list(getattr(thing, "__dict__", {}).values())
            inside += [
                getattr(thing, name) for kind in type(thing).__mro__ for name in _slots(kind) if hasattr(thing, name)
            ]
        for each in inside:
            look(each, depth + 1)

    with ccat.CatClient(config) as client:
        view = client.with_options(headers={"Authorization": f"Bearer {SECRET}", "Cookie": SECRET, "X-Api-Key": SECRET})
        for each in (client, view, client.as_user("bob")):
            with contextlib.suppress(ccat.CatError):
                each.status.status()
        with contextlib.suppress(ccat.CatError):
            client.connect_ws(timeout=10)
        for each in (config, client, view):
            look(each)
    assert len(known) > 100
    assert [text for text in seen if any(form in text for form in FORMS)] == []


def _slots(kind: type) -> tuple[str, ...]:
    slots = vars(kind).get("__slots__", ())
    return (slots,) if isinstance(slots, str) else tuple(slots)


def test_a_view_and_a_token_show_none() -> None:
    headers = checked_headers({"Authorization": SECRET, "X-Tea": "green"})
    assert SECRET not in repr(Options("user", headers=headers)) + repr(headers)
    assert headers == {"authorization": SECRET, "x-tea": "green"}
    assert SECRET not in repr(Token.received(SECRET, time.time()))


def test_a_config_gives_what_was_put_in(dead_url: str) -> None:
    config = ccat.Config(dead_url, auth_key=SECRET)
    again = pickle.loads(pickle.dumps(config))
    assert again == config
    assert (again.auth_key, f"{config.auth_key}", str(config.auth_key)) == (SECRET, SECRET, SECRET)
    assert type(config.base_url) is str
    assert type(str(config.auth_key)) is str
    assert hash(config.auth_key) == hash(SECRET)


def test_a_wrapped_text_is_that_text_to_all_but_repr() -> None:
    secret = Secret(SECRET)
    assert (secret, secret + "", f"{secret}", secret.encode()) == (SECRET, SECRET, SECRET, SECRET.encode())
    for text in (repr(secret), f"{secret!r}", ascii(secret), repr(secret[:5]), repr([secret]), f"{[secret]}"):
        assert "***" in text
        assert "hun" not in text
    assert repr(SecretBytes(b"hunter2")) == "b'***'"
    assert repr(hidden({"a": ["x", ("y", b"z", 1, None)]})) == "{'a': ['***', ('***', b'***', 1, None)]}"


def test_data_without_a_secret_is_left_as_it_is() -> None:
    plain: dict[str, Any] = {"name": "a", "vector": [0.5] * 1000, "deep": [{"text": "b", "max_tokens": 5}]}
    assert concealed(plain) is plain
    plain["again"] = plain["more"] = plain
    assert concealed(plain) is plain
    found = concealed({"a": [{"api_key": "k", "name": "n"}], "Authorization": "b"})
    assert repr(found) == "{'a': [{'api_key': '***', 'name': 'n'}], 'Authorization': '***'}"
    assert found == {"a": [{"api_key": "k", "name": "n"}], "Authorization": "b"}


def test_arguments_are_wrapped_before_a_function_sees_them() -> None:
    def function(user: str, password: str, *more: str, **named: object) -> str:
        return repr((user, password, more, named))

    wrapped = concealing(function, "user")
    assert wrapped("a", "b", "c", token="d", tea="e") == "('***', '***', ('c',), {'token': '***', 'tea': 'e'})"


def test_each_thread_and_task_may_fail_at_once(dead_url: str) -> None:
    """Wrapping holds no state."""
    found: list[list[str]] = []

    def work() -> None:
        found.append(leaks(fail("sync", ccat.Config(dead_url, retries=0), CALLS["create_user"])))

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert found == [[]] * 8
