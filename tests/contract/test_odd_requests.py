"""What a client sends by mistake, or in an unusual way, and how the server reads it (CONTRACT §7)."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

import httpx
import pytest

from .conftest import Connect
from .rawsocket import RawSocket
from .servers import Server
from .shapes import app_error, crashed, framework_error, invalid, ok

Raw = Callable[[], RawSocket]
LONG = 70_000  # bytes
NO_HTTP = b"Invalid HTTP request received."


@pytest.mark.parametrize("number", ["1", "+1", "-1", "01", "1.0", "1_0", "1_000", "9" * 4300])
def test_an_integer_in_a_query_or_a_form(api: httpx.Client, number: str) -> None:
    ok(api.get("/users/", params={"skip": number}))
    refused = api.post("/rabbithole/", files={"file": ("a.exe", b"x")}, data={"chunk_size": number})
    assert "MIME type" in refused.text  # what comes after the numbers


@pytest.mark.parametrize("number", [" 1", "1 ", "1__0", "_1", "1_", "1e2", "1.5", "0x1", "", "\u0661"])
def test_no_integer_in_a_query_or_a_form(api: httpx.Client, number: str) -> None:
    invalid(api.get("/users/", params={"skip": number}), ("int_parsing", ["query", "skip"]))
    answer = api.post("/rabbithole/", files={"file": ("a.txt", b"x")}, data={"chunk_size": number})
    invalid(answer, ("int_parsing", ["body", "chunk_size"]))


@pytest.mark.parametrize("number", ["9" * 4301, 1e19])
def test_an_integer_that_is_too_large(api: httpx.Client, number: object) -> None:
    answer = api.post("/memory/recall", json={"text": "tea", "k": number})
    invalid(answer, ("int_parsing_size", ["body", "k"]))


def test_72_bytes_of_a_password_count(api: httpx.Client) -> None:
    name, password = f"member-{uuid4().hex[:12]}", "è" * 36 + "hatter"
    user = ok(api.post("/users/", json={"username": name, "password": password}))["id"]
    try:
        for shown, status in (("è" * 36 + "hare", 200), ("è" * 36, 200), ("è" * 35, 403)):
            answer = api.post("/auth/token", json={"username": name, "password": shown})
            assert answer.status_code == status
    finally:
        api.delete(f"/users/{user}")


def test_a_password_that_is_no_unicode(api: httpx.Client) -> None:
    crashed(api.post("/users/", content=rb'{"username": "dormouse", "password": "\ud800abcd"}'))


@pytest.mark.parametrize("key", ["", " ", "a b", "a.", ".a", "a..b", "a[x]", "[0]", "'", "$"])
def test_a_filter_whose_key_is_no_path(api: httpx.Client, user: str, key: str) -> None:
    ok(api.post("/memory/collections/declarative/points", json={"content": "tea", "metadata": {"source": user}}))
    crashed(api.post("/memory/recall", json={"text": "tea", "metadata": {key: 1}}))
    crashed(api.request("DELETE", "/memory/collections/declarative/points", json={key: 1}))


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"cups.red": 5}, True),
        ({"cups": {"red": 5}}, True),
        ({'"a b"': 5}, True),
        ({'"cups.red"': 5}, False),
        ({"list[]": 5}, True),
        ({"list[1]": 5}, True),
        ({"list[0]": 5}, False),
        ({"list[7]": 5}, False),
        ({"guests": [{"name": "hare"}]}, True),
        ({"guests.name": "hare"}, False),
    ],
    ids=str,
)
def test_a_filter_whose_key_is_a_path(api: httpx.Client, user: str, wanted: dict[str, object], found: bool) -> None:
    metadata = {
        "source": user,
        "cups": {"red": 5},
        "a b": 5,
        "cups.red": 6,
        "list": [1, 5],
        "guests": [{"name": "hare"}],
    }
    ok(api.post("/memory/collections/declarative/points", json={"content": "tea", "metadata": metadata}))
    answer = ok(api.post("/memory/recall", json={"text": "tea", "metadata": wanted}))
    recalled = answer["vectors"]["collections"]["declarative"]
    assert (user in [each["metadata"]["source"] for each in recalled]) == found


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:9/\0",
        "http://127.0.0.1:9/\n",
        "http://127.0.0.1:x/",
        "http://xn--/",
        "http://\u2603\u200d.net/",
    ],
)
def test_an_address_that_cannot_be_read(api: httpx.Client, url: str) -> None:
    crashed(api.post("/rabbithole/web", json={"url": url}))


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/a b", "http://a b/", "http:///", "//127.0.0.1:9/", ""])
def test_an_address_where_nobody_is(api: httpx.Client, url: str) -> None:
    app_error(api.post("/rabbithole/web", json={"url": url}), 400, "Unable to reach the URL", url=url)


@pytest.mark.parametrize("path", ["/rabbithole/", "/rabbithole/batch", "/rabbithole/memory", "/plugins/upload"])
@pytest.mark.parametrize("body", [b"--tea--\r\n", b"--tea--", b"\r\n--tea--\r\n"])
def test_a_body_of_only_the_closing_boundary(api: httpx.Client, path: str, body: bytes) -> None:
    answer = api.post(path, content=body, headers={"Content-Type": "multipart/form-data; boundary=tea"})
    framework_error(answer, 400, "There was an error parsing the body")


def test_head_of_the_document(connect: Connect) -> None:
    answer = connect().head("/openapi.json")
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["content-length"] == connect().get("/openapi.json").headers["content-length"]
    assert set(connect().post("/openapi.json").headers["allow"].split(", ")) == {"GET", "HEAD"}


def test_cors_names_the_page_only_where_a_cookie_came(connect: Connect, server: Server) -> None:
    page = {**server.credentials, "Origin": "http://page.example"}
    plain = connect(page).get("/")
    assert plain.headers["access-control-allow-origin"] == "*"
    assert plain.headers["access-control-allow-credentials"] == "true"
    with_cookie = connect({**page, "Cookie": "a=b"}).get("/")
    assert with_cookie.headers["access-control-allow-origin"] == page["Origin"]
    assert with_cookie.headers["vary"] == "Origin"
    without_page = connect(server.credentials).get("/")
    assert not {"access-control-allow-origin", "vary"} & set(without_page.headers)


def test_cors_allows_the_methods_that_there_are(connect: Connect) -> None:
    asking = {"Origin": "http://page.example", "Access-Control-Request-Method": "QUERY"}
    answer = connect(asking).options("/message")
    assert (answer.status_code, answer.text) == (400, "Disallowed CORS method")
    assert answer.headers["access-control-allow-methods"] == "DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT"


BODY = b'{"username": "nobody", "password": "nothing"}'
CHUNKED = f"{len(BODY):x}\r\n".encode() + BODY + b"\r\n0\r\n\r\n"


@pytest.mark.parametrize(
    "request_",
    [
        b"FOO / HTTP/1.1\r\nHost: h\r\n\r\n",
        b"get / HTTP/1.1\r\nHost: h\r\n\r\n",
        b"GET /%b HTTP/1.1\r\nHost: h\r\n\r\n" % (b"x" * LONG),
        b"GET /?q=%b HTTP/1.1\r\nHost: h\r\n\r\n" % (b"x" * LONG),
        b"GET nowhere HTTP/1.1\r\nHost: h\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: h\r\nX: a\r\n folded\r\n\r\n",
        b"POST /auth/token HTTP/1.1\r\nHost: h\r\nContent-Length: %d\r\nTransfer-Encoding: chunked\r\n\r\n%b"
        % (len(BODY), CHUNKED),
        b"POST /auth/token HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nContent-Length: %d\r\n\r\n%b"
        % (len(BODY), CHUNKED),
        b"POST /auth/token HTTP/1.1\r\nHost: h\r\nContent-Length: 45\r\nContent-Length: 45\r\n\r\n%b" % BODY,
        b"GET / HTTP/1.1\nHost: h\n\n",
    ],
    ids=[
        "unknown method", "method in small letters", "long path", "long query", "no slash", "folded header",
        "both lengths", "both lengths, chunked first", "two lengths", "bare line feeds",
    ],
)  # fmt: skip
def test_what_is_no_http(raw: Raw, request_: bytes) -> None:
    connection = raw()
    connection.send(request_)
    head, body = connection.answer()
    assert (head.status, body, head.headers["connection"]) == (400, NO_HTTP, "close")
    assert head.headers["content-type"] == "text/plain; charset=utf-8"
    assert connection.read_to_end() == b""


@pytest.mark.parametrize(
    "head",
    [
        "GET /nope HTTP/1.1\r\n",
        "GET /nope HTTP/1.1\r\nHost: a\r\nHost: b\r\n",
        "GET /nope HTTP/1.1\r\nHost: a b\r\n",
        "GET http://elsewhere:81/nope HTTP/1.1\r\nHost: h\r\n",
        "M-SEARCH /nope HTTP/1.1\r\nHost: h\r\n",
        f"GET /nope HTTP/1.1\r\nHost: h\r\nX: {'x' * 200_000}\r\n",
    ],
    ids=["no Host", "two Hosts", "Host with a space", "whole address", "method of another protocol", "long header"],
)
def test_what_is_http_all_the_same(raw: Raw, head: str) -> None:
    connection = raw()
    connection.send(f"{head}\r\n".encode())
    answer, body = connection.answer()
    assert (answer.status, body) == (404, b'{"detail":"Not Found"}')


def test_a_handshake_by_another_method(raw: Raw) -> None:
    connection = raw()
    connection.send(
        b"POST /ws HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    )
    answer, body = connection.answer()
    assert answer.status == 400
    assert b"unsupported HTTP method: POST" in body
