"""Whom an embedded Cat answers: programs and pages of this machine, unless it is exposed."""

from __future__ import annotations

import asyncio
import json
import logging
import socket
from collections.abc import Iterator
from http.client import HTTPResponse

import httpx
import pytest

import cheshire_cat_api as ccat
from cheshire_cat_api.testing import EmbeddedCat, FaultProxy

from .cats import PATIENCE

UPGRADE = (
    "Connection: Upgrade",
    "Upgrade: websocket",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
)
KINDS = ("http", "handshake")


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
@pytest.mark.parametrize(
    ("status", "headers"),
    [
        (400, ("Host: localhost", "Host: localhost")),
        (421, ("Host: evil.example",)),
        (403, ("Host: localhost", "Origin: http://evil.example", "Cookie: a=b")),
    ],
)
def test_who_is_refused_is_told_what_opens_in_the_words_of_a_cat(
    shared: EmbeddedCat, kind: str, status: int, headers: tuple[str, ...]
) -> None:
    answered, body, fields = asked(shared, kind, *headers)
    assert answered == status
    assert list(json.loads(body)) == ["detail"]
    error = json.loads(body)["detail"]["error"]
    assert status == 400 or error.endswith("EmbeddedCat(exposed=True) or --exposed opens it to all.")
    assert not [name for name in fields if name.startswith("access-control")]


@pytest.mark.parametrize("path", ["/nope", "/openapi.json", "/plugins", "/ws"])
def test_the_door_is_before_every_path(shared: EmbeddedCat, path: str) -> None:
    assert asked(shared, "http", "Host: evil.example", start=f"GET {path} HTTP/1.1")[0] == 421


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
