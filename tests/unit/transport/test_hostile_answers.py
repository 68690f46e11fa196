"""Whatever a server sends to whichever operation: a result, or one of our errors, alone and ready to be pickled."""

from __future__ import annotations

import asyncio
import gzip
import pickle
from collections.abc import Callable, Iterator
from typing import Any

import pytest

import cheshire_cat_api as ccat
from cheshire_cat_openapi.operations import API_VERSION, OPERATIONS

from .server import STATUS, Heard, response, talking
from .test_retries import method_of

CHARSETS = ("utf-16", "idna", "undefined", "hex", "rot13", "no-such-charset", "unicode_escape", "zlib")
ANSWERS = {
    "html": response(200, b"<html><body>Welcome</body></html>"),
    "empty": response(200, b""),
    "cut json": response(200, b'{"a": '),
    "array": response(200, [1]),
    "number": response(200, b"5"),
    "null": response(200, b"null"),
    "object of nothing": response(200, {}),
    "object of something else": response(200, {"a": 1, "status": [], "collections": 5, "history": {}, "vectors": 1}),
    "no numbers": response(200, b'{"status": NaN, "version": Infinity, "score": -Infinity}'),
    "surrogate": response(200, b'{"status": "\\ud800", "username": "\\ud800"}'),
    "endless number": response(200, b'{"version": ' + b"9" * 5000 + b"}"),
    "deep": response(200, b"[" * 100_000),
    "undocumented success": response(299, {}),
    "no status at all": b"HTTP/1.1 600 What\r\nContent-Length: 2\r\n\r\n{}",
    "no text in the status line": b"HTTP/1.1 500 \xff\xfe\r\nContent-Length: 0\r\n\r\n",
    "no gzip": response(200, b"x", Content_Encoding="gzip"),
    "cut gzip": response(200, gzip.compress(b"{}" * 1000)[:-10], Content_Encoding="gzip"),
    "no deflate": response(200, b"x", Content_Encoding="deflate"),
    "unknown encoding": response(200, b"x", Content_Encoding="tea"),
    "longer than it says": b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}{}{}",
    "shorter than it says": b"HTTP/1.1 200 OK\r\nContent-Length: 200\r\n\r\n{}",
    "two lengths": b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
    "no length": b"HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n{}",
    "broken chunks": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n",
    "switching protocols": b"HTTP/1.1 101 Switching\r\nUpgrade: tea\r\n\r\n",
    "no content": b"HTTP/1.1 204 No Content\r\n\r\n",
    "not modified": b"HTTP/1.1 304 Not Modified\r\n\r\n",
    "another version": b"HTTP/2 200\r\n\r\n",
    "no http": b"220 mail.example.org ESMTP\r\n",
    "huge header": b"HTTP/1.1 200 OK\r\nA: " + b"b" * 200_000 + b"\r\n\r\n",
    "a detail of anything": response(400, {"detail": [1, {"a": None}]}),
    "errors of anything": response(400, {"error": [1, None, {"loc": 5, "msg": None}, {"loc": [1, None]}]}),
    "a deep detail": response(400, b'{"detail":' + b"[" * 100_000),
    "a bad address to go to": response(302, b"", Location="http://[::1"),
    **{
        f"{charset} of status {status}": response(status, b"\xfftea", Content_Type=f"text/html; charset={charset}")
        for charset in CHARSETS
        for status in (200, 400)
    },
}


CUT = ("shorter than it says", "no http")  # there the client waits for more


@pytest.mark.parametrize("name", ANSWERS)
def test_every_operation_on_every_answer(name: str) -> None:
    def answer(_: Heard) -> bytes | Iterator[bytes]:
        return iter([ANSWERS[name]]) if name in CUT else ANSWERS[name]

    # Not in turn: an upload whose answer nobody understands may be read for half a minute.
    with talking(answer, retries=0, parallel_uploads=True) as (client, _):
        for operation in OPERATIONS:
            error = failure_of(method_of(client, operation))
            if error is not None:
                assert type(error).__module__ == "cheshire_cat_api.errors"
                assert error.__context__ is error.__cause__ is None
                assert str(pickle.loads(pickle.dumps(error))) == str(error)


def failure_of(call: Callable[[], object]) -> ccat.CatError | None:
    try:
        repr(call())
    except ccat.CatError as error:
        return error
    return None


@pytest.mark.parametrize("charset", CHARSETS)
def test_the_words_of_an_error_do_not_depend_on_what_it_says_of_itself(charset: str) -> None:
    answer = response(400, {"detail": {"error": "No tea."}}, Content_Type=f"application/json; charset={charset}")
    with talking(lambda heard: answer) as (client, _), pytest.raises(ccat.BadRequest) as caught:
        client.status.status()
    assert caught.value.detail == "No tea."


def test_a_hundred_redirects_are_one_answer() -> None:
    def answer(heard: Heard) -> bytes:
        return response(302, b"", Location=f"{server.url}/{len(server.heard)}")

    with talking(answer) as (client, server):
        with pytest.raises(ccat.ApiError, match="redirects are not followed"):
            client.status.status()
        assert len(server.heard) == 1


# --- What callers give -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "headers",
    [
        {"Content-Length": "5"},
        {"content-length": "0"},
        {"Transfer-Encoding": "chunked"},
        {"X-Tea": "a\r\nX-Cat: b"},
        {"X-Tea": "a\nb"},
        {"X-Tea": "a\0b"},
        {"X-Tea\r\nX-Cat": "a"},
        {"X Tea": "a"},
        {"": "a"},
        {"X-Tea": "漢"},
        {"漢": "a"},
        {"X-Tea": None},
        {5: "a"},
        5,
        "X-Tea: a",
    ],
)
@pytest.mark.parametrize("how", ["options", "request"])
def test_headers_that_would_say_something_else_are_refused(headers: Any, how: str) -> None:
    with talking(lambda heard: response(200, STATUS)) as (client, server):
        calls = {
            "options": lambda: client.with_options(headers=headers),
            "request": lambda: client.request("GET", "/custom", headers=headers),
        }
        with pytest.raises(ccat.InvalidArgument):
            calls[how]()
        assert server.heard == []


def test_headers_that_are_sent() -> None:
    with talking(lambda heard: response(200, STATUS)) as (client, server):
        view = client.with_options(headers={"X-Tea": b"\xe8", "X-Cups": 2, "User_Id": "alice"})
        view.status.status()
        heard = server.heard[0].headers
        assert (heard["x-tea"], heard["x-cups"], heard["user_id"]) == ("è", "2", "alice")
        with pytest.raises(ccat.ConfigError, match="user_id"):
            client.with_options(headers={"USER_ID": "漢"})
        view.with_options(headers={"x-tea": "other"}).status.status()
        assert server.heard[1].headers["x-tea"] == "other"


@pytest.mark.parametrize("method", [None, 5, "", "GET /", "G\r\nX: y", "GÉT"])
def test_a_method_that_is_none_is_refused(method: Any) -> None:
    with talking(lambda heard: response(200, STATUS)) as (client, server):
        with pytest.raises(ccat.InvalidArgument, match="method"):
            client.request(method, "/custom")
        assert server.heard == []


@pytest.mark.parametrize(
    "body",
    [
        {"params": 5},
        {"data": 5},
        {"data": "a=b"},
        {"files": 5},
        {"files": [("file", b"tea")]},
        {"files": {"file": 5}},
        {"content": 5},
        {"content": "\ud800"},
        {"json": {1, 2}},
        {"json": float("nan")},
        {"params": {"a": "\ud800"}},
    ],
)
def test_bodies_that_cannot_be_sent_are_refused(body: dict[str, Any]) -> None:
    with talking(lambda heard: response(200, STATUS)) as (client, server):
        with pytest.raises(ccat.InvalidArgument):
            client.request("POST", "/custom", **body)

        async def run() -> None:
            async with ccat.AsyncCatClient(ccat.Config(server.url)) as other:
                with pytest.raises(ccat.InvalidArgument):
                    await other.request("POST", "/custom", **body)

        asyncio.run(run())
        assert server.heard == []


@pytest.mark.parametrize("timeout", [0.000_000_001, 1e9, 1e18, 1e300, (1, 1e300)])
def test_every_finite_timeout_works(timeout: Any) -> None:
    with talking(lambda heard: response(200, STATUS)) as (client, _):
        try:
            assert client.with_options(timeout=timeout).status.status().version == API_VERSION
        except ccat.TimedOut:
            assert timeout == 0.000_000_001
