"""Whatever goes wrong is one clear error of ours: with the server's words, without secrets, and it pickles."""

from __future__ import annotations

import copy
import gzip
import logging
import pickle
import traceback
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest

import cheshire_cat_api as ccat
from cheshire_cat_api import errors
from cheshire_cat_api.testing import EmbeddedCat

from .http.stub import Stub, response

KEY, WS_KEY = "http-key-7f3a9c", "ws-key-51be0d"
SECRETS = (KEY, WS_KEY)


def caught_by(call: Callable[[], object]) -> ccat.CatError:
    """The error of a call that must fail."""
    with pytest.raises(ccat.CatError) as caught:
        call()
    return caught.value


def failure(answer: bytes | None, call: Callable[[ccat.CatClient], object] | None = None) -> ccat.CatError:
    """The error that a server's answer becomes. The default call is one that is never sent twice."""
    with Stub(answer) as stub, ccat.CatClient(ccat.Config(stub.url, auth_key=KEY, auth_key_ws=WS_KEY)) as client:
        return caught_by(lambda: call(client) if call else client.memory.create_memory_point("declarative", "tea"))


def chain(error: BaseException) -> Iterator[BaseException]:
    """An error and all that it remembers to have come from."""
    seen: list[BaseException] = []
    waiting: list[BaseException | None] = [error]
    while waiting:
        each = waiting.pop()
        if each is not None and each not in seen:
            seen.append(each)
            yield each
            waiting += [each.__cause__, each.__context__]


# Every kind of failure, by what brings it about: (class, server's answer or None for silence, call).
WRONG: dict[str, tuple[type[ccat.CatError], bytes | None]] = {
    "400": (ccat.BadRequest, response(400, {"detail": {"error": "Collection does not exist."}})),
    "401": (ccat.Unauthorized, response(401, "who?", 'WWW-Authenticate: Basic realm="front"')),
    "403": (ccat.Forbidden, response(403, {"detail": {"error": "Invalid Credentials"}})),
    "404": (ccat.NotFound, response(404, {"detail": "Not Found"})),
    "405": (ccat.ApiError, response(405, {"detail": "Method Not Allowed"})),
    "409": (ccat.ApiError, response(409, {"detail": "Conflict"})),
    "429": (ccat.TooManyRequests, response(429, "slow down")),
    "500": (ccat.ServerFailure, response(500, "Internal Server Error")),
    "502": (ccat.ServerFailure, response(502, "<html><body>Bad Gateway</body></html>")),
    "503": (ccat.ServerFailure, response(503, "<html><body>away</body></html>", "Set-Cookie: session=abc")),
    "redirect": (ccat.ApiError, response(307, "", "Location: http://127.0.0.1:9/")),
    "html": (ccat.DecodeError, response(200, "<html><body>Welcome</body></html>")),
    "text": (ccat.DecodeError, response(200, "OK")),
    "empty": (ccat.DecodeError, response(200, "")),
    "no content": (ccat.DecodeError, b"HTTP/1.1 204 No Content\r\n\r\n"),
    "cut json": (ccat.DecodeError, response(200, '{"content": "te')),
    "array": (ccat.DecodeError, response(200, [{"content": "tea"}])),
    "null": (ccat.DecodeError, response(200, b"null")),
    "number": (ccat.DecodeError, response(200, b"5")),
    "not utf-8": (ccat.DecodeError, response(200, b'{"content": "\xff\xfe"}')),
    "deep": (ccat.DecodeError, response(200, b"[" * 200_000)),
    "undocumented success": (ccat.DecodeError, response(201, {"content": "tea"})),
    "no gzip": (ccat.DecodeError, response(200, b"plain", "Content-Encoding: gzip")),
    "silence": (ccat.ConnectionFailed, None),
    "cut body": (ccat.ConnectionFailed, response(200, {"content": "tea"}, length=5000)),
    "cut error body": (ccat.CatError, response(500, "Internal", length=5000)),
    "no http": (ccat.ConnectionFailed, b"220 mail.example.org ESMTP\r\n"),
    "informational only": (ccat.ConnectionFailed, b"HTTP/1.1 100 Continue\r\n\r\n"),
}


@pytest.mark.parametrize("name", WRONG)
def test_each_failure_is_one_of_our_errors(name: str) -> None:
    kind, answer = WRONG[name]
    error = failure(answer)
    assert isinstance(error, kind)
    if kind is ccat.ApiError or issubclass(kind, ccat.ApiError):
        assert type(error) is kind
    assert "POST /memory/collections/declarative/points" in str(error)


@pytest.mark.parametrize("name", WRONG)
def test_no_error_remembers_another_library(name: str) -> None:
    for each in chain(failure(WRONG[name][1])):
        assert type(each).__module__.startswith("cheshire_cat_api"), f"{name}: {type(each)} is kept"


@pytest.mark.parametrize("name", WRONG)
def test_no_error_carries_a_secret_or_something_live(name: str) -> None:
    error = failure(WRONG[name][1])
    shown = [repr(error), str(error), repr(vars(error)), *traceback.format_exception(error)]
    for secret in (*SECRETS, "session=abc"):
        assert not [text for text in shown if secret in text]
    for value in vars(error).values():
        assert isinstance(value, str | int | Mapping | None)
    assert KEY.encode() not in pickle.dumps(error)


@pytest.mark.parametrize("name", WRONG)
@pytest.mark.parametrize("again", [lambda error: pickle.loads(pickle.dumps(error)), copy.copy, copy.deepcopy])
def test_an_error_pickles_and_copies(name: str, again: Callable[[Any], Any]) -> None:
    error = failure(WRONG[name][1])
    twin = again(error)
    assert type(twin) is type(error)
    assert (str(twin), vars(twin)) == (str(error), vars(error))


def every_class(root: type[ccat.CatError] = ccat.CatError) -> Iterator[type[ccat.CatError]]:
    yield root
    for each in root.__subclasses__():
        yield from every_class(each)


MADE: dict[type[ccat.CatError], Callable[[], ccat.CatError]] = {
    ccat.DecodeError: lambda: ccat.DecodeError("no JSON", status_code=200, body="<", method="GET", path="/"),
    ccat.HandshakeRefused: lambda: ccat.HandshakeRefused("refused", status_code=403),
    ccat.ConnectionLost: lambda: ccat.ConnectionLost("lost", code=1011, reason="ping", partial="Curi"),
    ccat.TurnFailed: lambda: ccat.TurnFailed("ValueError", "boom"),
}


@pytest.mark.parametrize("kind", [each for each in every_class() if each.__module__ == errors.__name__])
def test_every_class_pickles(kind: type[ccat.CatError]) -> None:
    if issubclass(kind, ccat.ApiError):
        error: ccat.CatError = kind(
            418, "tea", body="pot", headers={"x": "y"}, method="GET", path="/", permission="A:B"
        )
    else:
        error = MADE[kind]() if kind in MADE else kind("what happened")
    twin = pickle.loads(pickle.dumps(error))
    assert type(twin) is kind
    assert (str(twin), twin.args, vars(twin)) == (str(error), error.args, vars(error))


def test_the_tree() -> None:
    assert issubclass(ccat.ConfigError, ValueError)
    assert issubclass(ccat.InvalidArgument, ValueError)
    assert issubclass(ccat.TimedOut, ccat.ConnectionFailed)
    assert issubclass(ccat.TimedOut, TimeoutError)
    assert issubclass(ccat.TurnTimeout, TimeoutError)
    for kind in every_class():
        if kind.__module__ == errors.__name__:
            assert kind.__name__ in (errors.__doc__ or ""), "the tree is drawn in the module's docstring"
            assert getattr(ccat, kind.__name__) is kind


# --- What the server said -------------------------------------------------------------------------------------------

BODIES = {
    "validation": (
        response(
            400,
            {"error": [{"type": "missing", "loc": ["body", "url"], "msg": "Field required", "input": {}}]},
        ),
        "body.url: Field required",
    ),
    "two validations": (
        response(
            400,
            {
                "error": [
                    {"type": "dict_type", "loc": ["body", "value", 0], "msg": "Input should be a valid dictionary"},
                    {"type": "list_type", "loc": [], "msg": "Input should be a valid list"},
                ]
            },
        ),
        "body.value.0: Input should be a valid dictionary; Input should be a valid list",
    ),
    "the application": (response(400, {"detail": {"error": "Point does not exist."}}), "Point does not exist."),
    "the application, a page": (
        response(400, {"detail": {"error": "Invalid URL", "url": "http://example.org/tea"}}),
        "Invalid URL: http://example.org/tea",
    ),
    "the framework": (response(404, {"detail": "Not Found"}), "Not Found"),
    "unhandled": (response(500, "Internal Server Error"), "Internal Server Error"),
    "a page of a proxy": (response(502, "<html><h1>nginx</h1></html>"), "Whatever"),
    "nothing": (response(404, ""), "Whatever"),
    "an array": (response(400, ["x"]), "Bad Request"),
    "odd issues": (response(400, {"error": ["x", {"msg": "y"}, {"loc": "z"}]}), "x; y; {'loc': 'z'}"),
    "odd detail": (response(400, {"detail": [1, 2]}), "[1, 2]"),
    "odd error": (response(400, {"detail": {"reason": "tea"}}), "{'reason': 'tea'}"),
}


@pytest.mark.parametrize("name", BODIES)
def test_the_detail_is_the_servers_words(name: str) -> None:
    answer, detail = BODIES[name]
    error = failure(answer)
    assert isinstance(error, ccat.ApiError)
    assert error.detail == detail
    assert error.body == answer.partition(b"\r\n\r\n")[2].decode()
    assert (error.method, error.path) == ("POST", "/memory/collections/declarative/points")
    assert detail in str(error)
    assert str(error.status_code) in str(error)


def test_the_details_of_the_cat(client: ccat.CatClient) -> None:
    cases: list[tuple[type[ccat.ApiError], str, Callable[[], object]]] = [
        (
            ccat.BadRequest,
            "String should have at least 5 characters",
            lambda: client.users.create_user("carol", "abcd"),
        ),
        (ccat.BadRequest, "Collection does not exist.", lambda: client.memory.wipe_single_collection("nope")),
        (
            ccat.BadRequest,
            "Unable to reach the URL: http://127.0.0.1:9/",
            lambda: client.rabbit_hole.upload_url("http://127.0.0.1:9/"),
        ),
        (ccat.NotFound, "User not found", lambda: client.users.read_user("nope")),
        (ccat.ServerFailure, "Internal Server Error", lambda: client.settings.get_settings("(")),
    ]
    for kind, detail, call in cases:
        error = caught_by(call)
        assert type(error) is kind
        assert isinstance(error, ccat.ApiError)
        assert detail in error.detail


def test_after_a_500_the_next_call_works(client: ccat.CatClient) -> None:
    """The Cat drops the connection then, without a word (CONTRACT D18)."""
    for _ in range(10):
        caught_by(lambda: client.status.message_with_cat({"text": "[raise:boom]"}))
        client.memory.create_memory_point("declarative", "tea")


def test_headers_are_kept_without_cookies() -> None:
    error = failure(response(503, "away", "Retry-After: 7", "Set-Cookie: session=abc", "X-Tea: green"))
    assert isinstance(error, ccat.ServerFailure)
    assert error.headers["retry-after"] == "7"
    assert error.headers["x-tea"] == "green"
    assert "set-cookie" not in error.headers
    assert error.headers["X-Tea"] == "green"
    assert "SET-COOKIE" not in error.headers


@pytest.mark.parametrize(
    ("permission", "call"),
    [
        ("PLUGINS:LIST", lambda client: client.plugins.get_available_plugins()),
        ("MEMORY:DELETE", lambda client: client.memory.wipe_collections()),
        ("UPLOAD:WRITE", lambda client: client.rabbit_hole.upload_file(b"tea", name="tea.txt")),
    ],
)
def test_a_403_names_the_permission(permission: str, call: Callable[[ccat.CatClient], object]) -> None:
    with EmbeddedCat(api_key=KEY) as cat, ccat.CatClient(ccat.Config(cat.url, auth_key="wrong")) as client:
        error = caught_by(lambda: call(client))
    assert isinstance(error, ccat.Forbidden)
    assert error.permission == permission
    assert permission in str(error)
    assert error.detail == "Invalid Credentials"


def test_a_403_that_is_not_about_rights_does_not_talk_of_them(client: ccat.CatClient) -> None:
    client.users.create_user("hatter", "teatime")
    error = caught_by(lambda: client.users.create_user("hatter", "teatime"))
    assert isinstance(error, ccat.Forbidden)
    assert str(error) == "POST /users/: 403 Cannot duplicate user"


def test_a_500_says_where_its_reason_is(client: ccat.CatClient) -> None:
    error = caught_by(lambda: client.settings.get_settings("("))
    assert isinstance(error, ccat.ServerFailure)
    assert "server's log" in str(error)


def test_an_error_that_a_program_makes_itself() -> None:
    assert str(ccat.ApiError(404, "no such tea")) == "404 no such tea"
    assert str(ccat.DecodeError("no tea in it")) == "no tea in it"


def test_a_user_without_the_permission(cat: EmbeddedCat, client: ccat.CatClient) -> None:
    client.users.create_user("hatter", "teatime")
    token = client.auth.auth_token("hatter", "teatime").access_token
    with ccat.CatClient(ccat.Config(cat.url, auth_key=token)) as hatter:
        assert hatter.memory.get_conversation_history().history == []
        error = caught_by(hatter.memory.wipe_conversation_history)
    assert isinstance(error, ccat.Forbidden)
    assert "MEMORY:DELETE" in str(error)
    assert token not in "".join(traceback.format_exception(error))


def test_a_server_that_is_not_there(dead_url: str) -> None:
    with ccat.CatClient(ccat.Config(dead_url, auth_key=KEY)) as client:
        error = caught_by(lambda: client.memory.create_memory_point("declarative", "tea"))
    assert type(error) is ccat.ConnectionFailed
    assert dead_url in str(error)
    assert all(type(each).__module__.startswith("cheshire_cat_api") for each in chain(error))
    assert pickle.loads(pickle.dumps(error)).args == error.args


def test_a_host_that_is_none() -> None:
    with ccat.CatClient(ccat.Config("http://no-such-host.invalid")) as client:
        error = caught_by(lambda: client.memory.create_memory_point("declarative", "tea"))
    assert type(error) is ccat.ConnectionFailed


def test_an_error_inside_a_callers_except_keeps_only_the_callers() -> None:
    with Stub(response(404, {"detail": "Not Found"})) as stub, ccat.CatClient(ccat.Config(stub.url)) as client:
        try:
            raise LookupError("the caller's own")
        except LookupError:
            error = caught_by(lambda: client.users.read_user("nobody"))
    assert [type(each) for each in chain(error)] == [ccat.NotFound, LookupError]


def test_redirects_are_not_followed_and_no_key_goes_elsewhere() -> None:
    with Stub(response(200, {})) as elsewhere:
        error = failure(response(302, "", f"Location: {elsewhere.url}/"))
        assert elsewhere.heard == []
    assert isinstance(error, ccat.ApiError)
    assert error.status_code == 302


@pytest.mark.parametrize("body", [{}, {"username": "hatter"}, b"null", "hatter", b"5"])
def test_what_is_no_array_of_users(body: Any) -> None:
    assert isinstance(failure(response(200, body), lambda client: client.users.read_users()), ccat.DecodeError)


def test_what_a_result_lacks_costs_nothing_else() -> None:
    with (
        Stub(response(200, {"content": "tea", "new": [1]})) as stub,
        ccat.CatClient(ccat.Config(stub.url)) as client,
    ):
        point = client.memory.create_memory_point("declarative", "tea")
    assert point.content == "tea"
    assert point.id is None
    assert "id" not in point
    assert point["new"] == [1]
    assert point.to_dict() == {"content": "tea", "new": [1]}


@pytest.mark.parametrize("status", [200, 502])
def test_a_body_that_cannot_be_read_has_a_status(status: int) -> None:
    error = failure(response(status, b"plain", "Content-Encoding: gzip"))
    assert isinstance(error, ccat.DecodeError)
    assert error.status_code == status
    assert f"{status}, but the body cannot be read" in str(error)


def test_a_compressed_answer_is_read() -> None:
    answer = response(200, gzip.compress(b'{"content": "tea"}'), "Content-Encoding: gzip")
    with Stub(answer) as stub, ccat.CatClient(ccat.Config(stub.url)) as client:
        assert client.memory.create_memory_point("declarative", "tea").content == "tea"


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"text": object()}, "JSON"),
        ({"text": {1}}, "JSON"),
        ({"text": float("nan")}, "JSON"),
        ({"text": "\ud800"}, "surrogate"),
        (5, "UserMessage"),
        (None, "UserMessage"),
        (["text"], "UserMessage"),
    ],
)
def test_a_body_that_cannot_be_sent(body: Any, words: str, client: ccat.CatClient, cat: EmbeddedCat) -> None:
    error = caught_by(lambda: client.status.message_with_cat(body))
    assert type(error) is ccat.InvalidArgument
    assert words in str(error)
    assert cat.requests == []
    assert all(type(each).__module__.startswith("cheshire_cat_api") for each in chain(error))


def test_a_body_without_end(client: ccat.CatClient, cat: EmbeddedCat) -> None:
    body: dict[str, Any] = {"text": "tea"}
    body["again"] = body
    assert type(caught_by(lambda: client.status.message_with_cat(body))) is ccat.InvalidArgument
    assert cat.requests == []


# --- Secrets --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("right", [True, False])
def test_no_secret_in_any_log(right: bool, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    shown: list[str] = []
    with EmbeddedCat(api_key=KEY if right else "other", ws_key=WS_KEY if right else "another") as cat:
        config = ccat.Config(cat.url, auth_key=KEY, auth_key_ws=WS_KEY)
        client = ccat.CatClient(config)
        for call in (client.status.status, lambda: client.connect_ws(timeout=5), lambda: client.send("Hello")):
            try:
                call()
            except ccat.CatError as error:
                shown += [repr(error), *traceback.format_exception(error)]
        client.close()
    assert bool(shown) is not right
    ours = [record for record in caplog.records if not record.name.startswith("uvicorn")]  # that is the server
    assert "cheshire_cat_api" in {record.name for record in ours}
    shown += [logging.Formatter().format(record) for record in ours]
    shown += [repr(config), str(config), repr(client), str(client), repr(vars(client))]
    for secret in SECRETS:
        assert not [text for text in shown if secret in text]


ADMITTED = {"detail": {"error": "MIME type tea not supported. Admitted types: text/plain"}}


@pytest.mark.parametrize(
    ("key", "kind", "answer", "detail", "body"),
    [
        ("error", ccat.BadRequest, {"detail": {"error": "No error."}}, "No ***.", {"detail": {"***": "No ***."}}),
        ("detail", ccat.BadRequest, {"detail": "No detail."}, "No ***.", {"***": "No ***."}),
        ("MIME", ccat.UnsupportedType, ADMITTED, "*** type tea not supported. Admitted types: text/plain", None),
        (
            "password",
            ccat.BadRequest,
            {"error": [{"loc": ["body", "password"], "msg": "Too short", "input": "tea!"}]},
            "body.***: Too short",
            {"error": [{"loc": ["body", "***"], "msg": "Too short", "input": "***"}]},
        ),
    ],
)
def test_a_key_that_is_a_word_of_the_server(
    key: str, kind: type[ccat.BadRequest], answer: Any, detail: str, body: Any
) -> None:
    with Stub(response(400, answer)) as stub, ccat.CatClient(ccat.Config(stub.url, auth_key=key)) as client:
        error = caught_by(client.status.status)
    assert type(error) is kind
    assert isinstance(error, ccat.ApiError)
    assert error.detail == detail
    assert body is None or error.data == body
    assert key not in str(error) + error.detail + error.body


def test_a_key_is_hidden_before_a_long_body_is_cut() -> None:
    answer = b"x" * (2_000 - len(KEY) // 2) + KEY.encode()
    for status in (400, 200):
        assert KEY[:6] not in repr(vars(failure(response(status, answer))))


def test_a_wrong_key_for_the_chat() -> None:
    heard: list[Exception] = []
    with EmbeddedCat(ws_key=WS_KEY) as cat:
        client = ccat.CatClient(ccat.Config(cat.url, auth_key_ws="wrong-key"), on_error=heard.append)
        error = caught_by(lambda: client.connect_ws(timeout=5))
        client.close()
    assert isinstance(error, ccat.HandshakeRefused)
    assert error.status_code == 403
    assert "wrong-key" not in str(error)
    assert all(type(each).__module__.startswith("cheshire_cat_api") for each in chain(error))
    assert [type(each) for each in heard] == [ccat.HandshakeRefused]
    twin = pickle.loads(pickle.dumps(error))
    assert (str(twin), twin.status_code) == (str(error), 403)


def test_what_is_raised_is_not_logged_as_well(dead_url: str, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, "cheshire_cat_api"), ccat.CatClient(ccat.Config(dead_url)) as client:
        for call in (lambda: client.connect_ws(timeout=5), lambda: client.ask("anybody?", timeout=5)):
            assert type(caught_by(call)) is ccat.ConnectionFailed
        client.close()
        assert caplog.messages == []
        client.connect_ws()
        thread = client._cat_chat.thread
        assert thread is not None
        thread.join(5)
        client.close()
        assert len(caplog.messages) == 1  # nobody was told otherwise


def test_no_server_for_the_chat(dead_url: str) -> None:
    client = ccat.CatClient(ccat.Config(dead_url, auth_key=KEY), on_error=lambda error: None)
    error = caught_by(lambda: client.connect_ws(timeout=5))
    client.close()
    assert type(error) is ccat.ConnectionFailed
    assert KEY not in str(error)
    assert all(type(each).__module__.startswith("cheshire_cat_api") for each in chain(error))


@pytest.mark.parametrize("extra", [{"tea": object()}, {"tea": float("inf")}, {"tea": {1: {2, 3}}}])
def test_a_message_that_is_not_json_able_and_the_next_that_is(
    extra: dict[str, Any], client: ccat.CatClient, cat: EmbeddedCat
) -> None:
    client.connect_ws(timeout=5)
    error = caught_by(lambda: client.send("lost?", **extra))
    assert type(error) is ccat.InvalidArgument
    assert "JSON" in str(error)
    assert all(type(each).__module__.startswith("cheshire_cat_api") for each in chain(error))
    client.send("not lost")
    assert cat.wait_for(lambda: cat.prompts() == ["not lost"])


def test_sending_without_a_connection(client: ccat.CatClient) -> None:
    assert "connect_ws()" in str(caught_by(lambda: client.send("Hello")))
