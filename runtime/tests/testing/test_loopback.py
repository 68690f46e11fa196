"""Whom an embedded server answers: programs and pages of this machine, unless it is exposed."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Iterator

import httpx
import pytest

from openapi_facade.testing.loopback import LoopbackOnly

from .echo import EmbeddedEcho, asked

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
def shared() -> Iterator[EmbeddedEcho]:
    with EmbeddedEcho() as running:
        yield running


@pytest.fixture(scope="module")
def exposed() -> Iterator[EmbeddedEcho]:
    with EmbeddedEcho(exposed=True) as running:
        yield running


def welcome(kind: str) -> int:
    return 101 if kind == "handshake" else 200


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("host", LOOPBACK)
def test_loopback_is_answered_on_any_port(shared: EmbeddedEcho, kind: str, host: str) -> None:
    assert asked(shared, kind, f"Host: {host}")[0] == welcome(kind)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("host", ELSEWHERE)
def test_another_host_is_refused_and_told_what_opens(shared: EmbeddedEcho, kind: str, host: str) -> None:
    status, body, _ = asked(shared, kind, f"Host: {host}")
    assert status == 421
    assert "EmbeddedEcho(exposed=True) or --exposed opens it" in json.loads(body)["why"]


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
def test_a_request_has_one_host(shared: EmbeddedEcho, kind: str, start: str, headers: tuple[str, ...]) -> None:
    status, body, _ = asked(shared, kind, *headers, start=f"GET / {start}")
    assert status == 400
    assert "Host" in body


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("page", [*(f"http://{host}" for host in LOOPBACK), "https://localhost:3000", "HTTP://[::1]"])
def test_pages_of_this_machine_are_answered(shared: EmbeddedEcho, kind: str, page: str) -> None:
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
def test_pages_of_others_are_refused_and_told_what_opens(shared: EmbeddedEcho, kind: str, origin: str) -> None:
    status, body, headers = asked(shared, kind, "Host: localhost", f"Origin: {origin}", "Cookie: a=b")
    assert status == 403
    assert "EmbeddedEcho(exposed=True) or --exposed opens it" in json.loads(body)["why"]
    assert not [name for name in headers if name.startswith("access-control")]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("second", ["http://localhost", "http://evil.example"])
def test_a_request_has_one_origin_at_most(shared: EmbeddedEcho, kind: str, second: str) -> None:
    status, _, headers = asked(shared, kind, "Host: localhost", "Origin: http://localhost", f"Origin: {second}")
    assert status in (400, 403)  # 400: the library of WebSockets refuses it by itself
    assert not [name for name in headers if name.startswith("access-control")]


@pytest.mark.parametrize("kind", KINDS)
def test_an_exposed_one_answers_everybody(exposed: EmbeddedEcho, kind: str) -> None:
    for origin in ("http://evil.example", "null"):
        assert asked(exposed, kind, "Host: evil.example", f"Origin: {origin}")[0] == welcome(kind)


def test_an_application_may_judge_the_origins_of_handshakes_itself() -> None:
    class Judge(EmbeddedEcho):
        _judges_origins = True

    with Judge() as server:
        foreign = "Origin: http://evil.example/"
        assert asked(server, "handshake", "Host: localhost", foreign)[0] == 101
        assert asked(server, "handshake", "Host: evil.example", foreign)[0] == 421
        assert asked(server, "http", "Host: localhost", foreign)[0] == 403


def test_what_is_refused_is_logged_in_one_line(shared: EmbeddedEcho, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        _, body, _ = asked(shared, "handshake", "Host: evil.example\xff")
    (line,) = caplog.records  # none of uvicorn, which would call a refusal with a body no answer
    why = r"The embedded Echo answers to localhost, 127.0.0.0/8 and [::1] only, not to Host 'evil.example\xff'. "
    why += "EmbeddedEcho(exposed=True) or --exposed opens it to all."
    assert (line.name, line.levelname) == ("echo.testing", "WARNING")
    assert line.getMessage() == f"the embedded Echo refused a request: {why}"
    assert json.loads(body) == {"code": 421, "why": why}


def test_refused_requests_are_recorded(echo: EmbeddedEcho) -> None:
    asked(echo, "handshake", "Host: evil.example")
    (request,) = echo.requests
    assert (request.method, request.user, request.headers["host"]) == ("WEBSOCKET", None, "evil.example")


def test_the_address_that_it_listens_on_is_a_host_as_well() -> None:
    async def app(scope: object, receive: object, send: object) -> None:
        raise LookupError

    async def knock(host: str) -> int:
        door = LoopbackOnly(
            app, "192.0.2.7", name="it", opens="", body=lambda *why: why, logger=logging.getLogger("echo.testing")
        )
        async with httpx.AsyncClient(transport=httpx.ASGITransport(door), base_url="http://it") as client:
            return (await client.get("/", headers={"Host": host, "Origin": f"http://{host}"})).status_code

    assert asyncio.run(knock("192.0.2.8:1865")) == 421
    with pytest.raises(LookupError):  # it got as far as the application
        asyncio.run(knock("192.0.2.7:1865"))
