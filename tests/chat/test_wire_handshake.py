"""The handshake: what a server says before its answer, and a proxy on the way."""

from __future__ import annotations

import base64
import socket
import ssl
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import cheshire_cat_api as ccat
from openapi_facade.websocket.interim import MOST_BYTES, MOST_RESPONSES, Interim

from .conftest import Make
from .raw import RawServer, text

Quick = Callable[..., None]
CERTS = Path(__file__).parents[1] / "unit" / "transport" / "certs"
HINTS = b"HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload\r\n\r\n"
GO_ON = b"HTTP/1.1 100 Continue\r\n\r\n"
LONG = b"HTTP/1.1 199 \r\nX: "


def connects(make: Make, *before: bytes) -> None:
    with RawServer(first=text("hello"), before=before) as server:
        chat = make(server.url)
        notes = chat.note("message")
        chat.connect(10)
        assert notes.wait_for("message") == [("hello",)]
        chat.close(0.2)


@pytest.mark.parametrize(
    "before",
    [
        pytest.param([HINTS], id="hints"),
        pytest.param([GO_ON + HINTS + b"HTTP/1.1 102\r\n\r\n"], id="several"),
        pytest.param([HINTS[at : at + 1] for at in range(len(HINTS))], id="by bytes"),
        pytest.param([HINTS * MOST_RESPONSES], id="many"),
        pytest.param([LONG, b"x" * (MOST_BYTES - len(LONG) - 4), b"\r\n\r\n"], id="long"),
    ],
)
def test_what_comes_before_the_answer_is_passed_over(make: Make, before: list[bytes]) -> None:
    connects(make, *before)


@pytest.mark.parametrize(
    "before",
    [
        pytest.param([HINTS] * (MOST_RESPONSES + 1), id="many"),
        pytest.param([LONG, b"x" * (MOST_BYTES - len(LONG) - 3), b"\r\n\r\n"], id="long"),
        pytest.param([LONG, *[b"x" * 10_000] * 100], id="endless"),
    ],
)
def test_there_is_an_end_to_it(make: Make, before: list[bytes]) -> None:
    with RawServer(before=before) as server:
        chat = make(server.url)
        with pytest.raises(ccat.ConnectionFailed, match="no WebSocket there"):
            chat.connect(10)


def test_the_time_for_connecting_includes_it(make: Make, quick: Quick) -> None:
    quick(connect=0.5)

    def slowly() -> Iterator[bytes]:
        for byte in HINTS:
            yield bytes([byte])
            server.pause(0.1)

    with RawServer(before=slowly()) as server:
        chat = make(server.url)
        begin = time.monotonic()
        with pytest.raises(ccat.TimedOut):
            chat.connect(10)
        assert time.monotonic() - begin < len(HINTS) * 0.1, "it waited for the end of it"


@pytest.mark.parametrize(
    "answer", [b"HTTP/1.1 101 Switching Protocols\r\n", b"HTTP/1.1 403 Forbidden\r\n", b"\x81\x02hi"]
)
def test_the_answer_itself_is_not_touched(answer: bytes) -> None:
    """Wherever it is cut; and what cannot be anything else is not held back."""
    for cut in range(len(answer) + 1):
        interim = Interim()
        assert interim.rest(HINTS) == b""
        assert interim.rest(answer[:cut]) + interim.rest(answer[cut:]) == answer


# -- a proxy on the way

WAY = b"HTTP/1.1 200 Connection established\r\n\r\n"
LOGINS = {
    "hatter:tea": "hatter:tea",
    "hatter:p%40ss%3Aw%2Frd%25": "hatter:p@ss:w/rd%",
    "h%40t%3F:%23": "h@t?:#",
    "al%C3%AFce:%E2%82%AC": "alïce:€",
}


def through(server: RawServer, login: str = "") -> str:
    return f"http://{login and login + '@'}{server.url.removeprefix('https://').removeprefix('http://')}"


@pytest.mark.parametrize("login", LOGINS)
def test_a_proxy_is_shown_what_the_url_means(make: Make, login: str) -> None:
    with RawServer(first=text("hello"), proxy=WAY) as server:
        chat = make("http://cat.invalid:1865", proxy=through(server, login))
        notes = chat.note("message")
        chat.connect(10)
        assert notes.wait_for("message") == [("hello",)]
        assert server.asked is not None
        first, fields = server.asked
        assert first == b"CONNECT cat.invalid:1865 HTTP/1.1"
        kind, shown = fields[b"proxy-authorization"].split(b" ")
        assert (kind, base64.b64decode(shown).decode()) == (b"Basic", LOGINS[login])
        chat.close(0.2)


def test_a_proxy_without_a_login(make: Make) -> None:
    with RawServer(proxy=WAY) as server:
        make("http://[::1]:1865", proxy=through(server)).connect(10)
        assert server.asked is not None
        first, fields = server.asked
        assert first.startswith(b"CONNECT ")
        assert b"proxy-authorization" not in fields


def test_tls_behind_a_proxy(make: Make) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTS / "server.pem")
    with RawServer(first=text("hello"), proxy=WAY, tls=context) as server:
        chat = make("https://localhost:1865", verify=str(CERTS / "ca.pem"), proxy=through(server))
        notes = chat.note("message")
        chat.connect(10)
        assert notes.wait_for("message") == [("hello",)]
        chat.close(0.2)


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n",
        b"HTTP/1.1 502 Bad Gateway\r\nX: y\r\n\r\n",
        b"HTTP/1.1 407",
    ],
    ids=["407", "502", "half an answer"],
)
def test_a_proxy_that_refuses(make: Make, answer: bytes) -> None:
    with RawServer(proxy=answer) as server:
        chat = make("http://cat.invalid:1865", proxy=through(server, "hatter:s%40cret"))
        with pytest.raises(ccat.ConnectionFailed) as caught:
            chat.connect(10)
        assert "cret" not in str(caught.value)


def test_a_proxy_that_is_not_there(make: Make, dead_url: str) -> None:
    with pytest.raises(ccat.ConnectionFailed):
        make("http://cat.invalid:1865", proxy=dead_url).connect(10)


def test_a_proxy_that_does_not_answer(make: Make, quick: Quick) -> None:
    quick(connect=0.3)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        proxy = f"http://127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(ccat.TimedOut):
            make("http://cat.invalid:1865", proxy=proxy).connect(10)
