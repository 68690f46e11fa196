"""Whom an embedded Cat answers: programs and pages of this machine, unless it is exposed."""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import Iterator
from http.client import HTTPResponse

import httpx
import pytest

import cheshire_cat_api as ccat
from cheshire_cat_api.testing import EmbeddedCat, FaultProxy
from cheshire_cat_api.testing._cat.door import Door

from .cats import PATIENCE

UPGRADE = (
    "Connection: Upgrade",
    "Upgrade: websocket",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
)
KINDS = ("http", "handshake")

LOOPBACK = (
    "localhost",
    "localhost:1",
    "LocalHost:65535",
    "127.0.0.1",
    "127.0.0.1:8000",
    "127.255.1.2:3",
    "[::1]",
    "[::1]:4",
    "[0:0:0:0:0:0:0:1]",
    "[::ffff:127.0.0.1]:5",
)
ELSEWHERE = (
    "[2002:7f00:1::]",
    "[64:ff9b::7f00:1]",
    "evil.example",
    "evil.example:1865",
    "localhost.evil.example",
    "127.0.0.1.evil.example",
    "evil.localhost",
    "localhost@evil.example",
    "evil.example@localhost",
    "evil.example:80@localhost",
    "localhost:80:80",
    "localhost:http",
    "localhost/",
    "localhost,evil.example",
    "10.0.0.1",
    "128.0.0.1",
    "192.168.0.1:80",
    "169.254.169.254",
    "0.0.0.0",
    "2130706433",
    "[::]",
    "[::1",
    "::1",
    "[fe80::1]",
    "[::ffff:10.0.0.1]",
    "",
)


@pytest.fixture(scope="module")
def shared() -> Iterator[EmbeddedCat]:
    with EmbeddedCat() as running:
        yield running


@pytest.fixture(scope="module")
def exposed() -> Iterator[EmbeddedCat]:
    with EmbeddedCat(exposed=True) as running:
        yield running


def asked(cat: EmbeddedCat, kind: str, *headers: str, start: str = "") -> tuple[int, str, dict[str, str]]:
    """Send one request with exactly these headers: its status, body, and headers by lower-case name."""
    start = start or ("GET /ws HTTP/1.1" if kind == "handshake" else "GET / HTTP/1.1")
    lines = (start, *headers, *(UPGRADE if kind == "handshake" else ("Connection: close",)))
    with socket.create_connection((cat.host, cat.port), PATIENCE) as raw:
        raw.sendall("".join(f"{line}\r\n" for line in (*lines, "")).encode("latin-1"))
        with HTTPResponse(raw) as response:
            response.begin()
            body = "" if response.status == 101 else response.read().decode()
            return response.status, body, {name.lower(): value for name, value in response.getheaders()}


def welcome(kind: str) -> int:
    return 101 if kind == "handshake" else 200


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("host", LOOPBACK)
def test_loopback_is_answered_on_any_port(shared: EmbeddedCat, kind: str, host: str) -> None:
    assert asked(shared, kind, f"Host: {host}")[0] == welcome(kind)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("host", ELSEWHERE)
def test_another_host_is_refused_and_told_what_opens(shared: EmbeddedCat, kind: str, host: str) -> None:
    status, body, _ = asked(shared, kind, f"Host: {host}")
    assert status == 421
    assert (
        "EmbeddedCat(exposed=True) or --exposed opens it" in httpx.Response(status, text=body).json()["detail"]["error"]
    )


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("start", "headers"),
    [
        ("HTTP/1.1", ()),
        ("HTTP/1.0", ()),
        ("HTTP/1.1", ("Host: localhost", "Host: localhost")),
        ("HTTP/1.1", ("Host: localhost", "Host: evil.example")),
        ("HTTP/1.0", ("Host: evil.example", "Host: localhost")),
    ],
)
def test_a_request_has_one_host(shared: EmbeddedCat, kind: str, start: str, headers: tuple[str, ...]) -> None:
    path = "/ws" if kind == "handshake" else "/"
    status, body, _ = asked(shared, kind, *headers, start=f"GET {path} {start}")
    assert status == 400
    assert "Host" in body


@pytest.mark.parametrize("path", ["/nope", "/openapi.json", "/plugins", "/ws"])
def test_the_door_is_before_every_path(shared: EmbeddedCat, path: str) -> None:
    assert asked(shared, "http", "Host: evil.example", start=f"GET {path} HTTP/1.1")[0] == 421


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("page", [*(f"http://{host}" for host in LOOPBACK), "https://localhost:3000", "HTTP://[::1]"])
def test_pages_of_this_machine_are_answered(shared: EmbeddedCat, kind: str, page: str) -> None:
    assert asked(shared, kind, "Host: localhost", f"Origin: {page}")[0] == welcome(kind)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "origin",
    [
        *(f"http://{host}" for host in ELSEWHERE),
        "null",
        "",
        "localhost",
        "file://",
        "ftp://localhost",
        "chrome-extension://localhost",
        "http://localhost http://evil.example",
        "http://evil.example, http://localhost",
    ],
)
def test_pages_of_others_are_refused_and_told_what_opens(shared: EmbeddedCat, kind: str, origin: str) -> None:
    status, body, headers = asked(shared, kind, "Host: localhost", f"Origin: {origin}", "Cookie: a=b")
    assert status == 403
    assert (
        "EmbeddedCat(exposed=True) or --exposed opens it" in httpx.Response(status, text=body).json()["detail"]["error"]
    )
    assert not [name for name in headers if name.startswith("access-control")]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("second", ["http://localhost", "http://evil.example"])
def test_a_request_has_one_origin_at_most(shared: EmbeddedCat, kind: str, second: str) -> None:
    status, _, headers = asked(shared, kind, "Host: localhost", "Origin: http://localhost", f"Origin: {second}")
    assert status in (400, 403)  # 400: the library of WebSockets refuses it by itself
    assert not [name for name in headers if name.startswith("access-control")]


def preflight(cat: EmbeddedCat, origin: str) -> httpx.Response:
    headers = {"Origin": origin, "Access-Control-Request-Method": "POST"}
    return httpx.options(f"{cat.url}/message", headers=headers, trust_env=False)


def test_preflights(shared: EmbeddedCat, exposed: EmbeddedCat) -> None:
    refusal = preflight(shared, "http://evil.example")
    assert refusal.status_code == 403
    assert not [name for name in refusal.headers if name.startswith("access-control")]
    for cat, origin in ((shared, "http://localhost:3000"), (exposed, "http://evil.example")):
        answer = preflight(cat, origin)
        assert (answer.status_code, answer.text) == (200, "OK")
        assert answer.headers["access-control-allow-origin"] == origin
        assert answer.headers["access-control-allow-credentials"] == "true"


@pytest.mark.parametrize("kind", KINDS)
def test_an_exposed_one_is_as_open_as_a_real_one(exposed: EmbeddedCat, kind: str) -> None:
    for origin in ("http://evil.example", "null"):
        status, _, headers = asked(exposed, kind, "Host: evil.example", f"Origin: {origin}", "Cookie: a=b")
        assert status == welcome(kind)
        if kind == "http":
            assert headers["access-control-allow-origin"] == origin
            assert headers["access-control-allow-credentials"] == "true"


def test_what_is_refused_is_logged_in_one_line(shared: EmbeddedCat, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        asked(shared, "handshake", "Host: evil.example\xff")
    (line,) = caplog.records  # none of uvicorn, which would call a refusal with a body no answer
    assert (line.name, line.levelname) == ("cheshire_cat_api.testing", "WARNING")
    assert r"'evil.example\xff'" in line.getMessage()
    assert "--exposed" in line.getMessage()


def test_refused_requests_are_recorded() -> None:
    with EmbeddedCat() as cat:
        asked(cat, "handshake", "Host: evil.example")
        (request,) = cat.requests
    assert (request.method, request.user, request.headers["host"]) == ("WEBSOCKET", None, "evil.example")


def test_the_address_that_it_listens_on_is_a_host_as_well() -> None:
    async def app(scope: object, receive: object, send: object) -> None:
        raise LookupError

    async def knock(host: str) -> int:
        transport = httpx.ASGITransport(Door(app, "192.0.2.7"))
        async with httpx.AsyncClient(transport=transport, base_url="http://cat") as client:
            return (await client.get("/", headers={"Host": host, "Origin": f"http://{host}"})).status_code

    assert asyncio.run(knock("192.0.2.8:1865")) == 421
    with pytest.raises(LookupError):  # it got as far as the application
        asyncio.run(knock("192.0.2.7:1865"))


@pytest.mark.parametrize("through_proxy", [False, True])
@pytest.mark.parametrize("base_url", ["localhost", "127.0.0.1", "http://localhost:{port}"])
def test_our_clients_come_in(base_url: str, through_proxy: bool) -> None:
    with EmbeddedCat() as cat, FaultProxy(cat.url) as proxy:
        port = proxy.port if through_proxy else cat.port
        config = ccat.Config(base_url.format(port=port), port)
        with ccat.CatClient(config) as client:
            assert client.ask("[tok:1]").text == "t0 "

        async def talk() -> str:
            async with ccat.AsyncCatClient(config) as client:
                await client.status.status()
                return (await client.ask("[tok:2]")).text

        assert asyncio.run(talk()) == "t0 t1 "


def test_our_client_is_told_why_it_is_refused() -> None:
    with (
        EmbeddedCat() as cat,
        ccat.CatClient(ccat.Config(cat.url)) as client,
        pytest.raises(ccat.ApiError) as refusal,
    ):
        client.request("GET", "/", headers={"Host": "cat.example"})
    assert refusal.value.status_code == 421
    assert "not to Host 'cat.example'. EmbeddedCat(exposed=True)" in refusal.value.detail
