"""What a server may send at most, and answers that come before it has listened; over our connections and others."""

from __future__ import annotations

import asyncio
import gzip
import socket
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest

import cheshire_cat_api as ccat
from openapi_facade.transport import content

from .server import STATUS, Heard, Server, response


def gigabyte() -> bytes:
    """A stream of gzip with a gigabyte: its second megabyte comes a thousand times, which takes no time to write."""
    packer = zlib.compressobj(9, wbits=zlib.MAX_WBITS | 16)
    first, again = (packer.compress(b" " * (1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH) for _ in range(2))
    return first + again * 1023 + packer.flush()


BOMB = gzip.compress(gigabyte(), 9)
"""Some thousand bytes, in which there is a gigabyte."""
TEXT = b'{"status": "We\'re all mad here, dear!", "version": "0.1.2"}'


@pytest.fixture(params=["sync", "async", "sync, own transport", "async, own transport"])
def get(request: pytest.FixtureRequest) -> Callable[[ccat.Config], Any]:
    """Ask for the status, in one of the four ways."""
    own = "own" in request.param

    def ask(config: ccat.Config) -> Any:
        with httpx.HTTPTransport() as theirs, ccat.CatClient(config, transport=theirs if own else None) as client:
            return client.status.status()

    async def ask_awaited(config: ccat.Config) -> Any:
        theirs = httpx.AsyncHTTPTransport()
        async with theirs, ccat.AsyncCatClient(config, transport=theirs if own else None) as client:
            return await client.status.status()

    if request.param.startswith("async"):
        return lambda config: asyncio.run(ask_awaited(config))
    return ask


def answering(body: bytes, encoding: str, status: int = 200) -> Callable[[Heard], bytes]:
    head = f"HTTP/1.1 {status} Fine\r\nContent-Length: {len(body)}\r\nContent-Encoding: {encoding}\r\n\r\n"
    return lambda heard: head.encode() + body


def raw_deflate(text: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(text) + packer.flush()


@pytest.mark.parametrize(
    ("body", "encoding"),
    [
        (TEXT, "identity"),
        (gzip.compress(TEXT), "gzip"),
        (gzip.compress(TEXT), "X-GZip"),
        (gzip.compress(TEXT[:20]) + gzip.compress(TEXT[20:]), "gzip"),
        (gzip.compress(TEXT) + b"\0\0", "gzip"),
        (zlib.compress(TEXT), "deflate"),
        (raw_deflate(TEXT), "deflate"),
        (gzip.compress(zlib.compress(TEXT)), "deflate, gzip"),
        (gzip.compress(gzip.compress(TEXT)), "gzip, identity, gzip"),
    ],
    ids=["plain", "gzip", "capitals", "members", "padded", "zlib", "deflate", "both", "twice"],
)
def test_a_compressed_body_is_read(body: bytes, encoding: str, get: Callable[[ccat.Config], Any]) -> None:
    with Server(answering(body, encoding)) as server:
        assert get(ccat.Config(server.url)).version == "0.1.2"


@pytest.mark.parametrize(
    ("body", "encoding", "words"),
    [
        (gzip.compress(TEXT)[:-9], "gzip", "ends in the middle"),
        (gzip.compress(gzip.compress(TEXT)[:-9]), "gzip, gzip", "ends in the middle"),
        (zlib.compress(TEXT)[:-5], "deflate", "ends in the middle"),
        (TEXT, "gzip", "incorrect header"),
        (TEXT, "br", "'br', was not asked for"),
        (BOMB, "gzip, gzip", "longer than 1000000 bytes; max_body"),
        (gzip.compress(b" " * 1_000_001), "gzip", "longer than 1000000 bytes"),
        (b" " * 1_000_001, "identity", "longer than 1000000 bytes"),
    ],
    ids=["cut", "cut inside", "cut deflate", "not", "brotli", "bomb", "long", "plain"],
)
def test_a_body_that_is_none_is_no_success(
    body: bytes, encoding: str, words: str, get: Callable[[ccat.Config], Any]
) -> None:
    with Server(answering(body, encoding)) as server, pytest.raises(ccat.DecodeError, match=words) as caught:
        get(ccat.Config(server.url, max_body=1_000_000, retries=0))
    assert caught.value.status_code == 200


def test_a_body_may_be_as_long_as_the_limit_and_no_longer(get: Callable[[ccat.Config], Any]) -> None:
    """What is beyond it is never left out without a word, such as a second member that begins just there."""
    body = TEXT.ljust(2 * content.PIECE)
    with Server(answering(gzip.compress(body), "gzip")) as server:
        assert get(ccat.Config(server.url, max_body=len(body))).version == "0.1.2"
    longer = answering(gzip.compress(body) + gzip.compress(b"x"), "gzip")
    with Server(longer) as server, pytest.raises(ccat.DecodeError, match=f"longer than {len(body)} bytes"):
        get(ccat.Config(server.url, max_body=len(body)))


@pytest.mark.parametrize(
    ("body", "encoding", "known"),
    [(TEXT, "identity", len(TEXT)), (BOMB, "gzip, gzip", 1 << 20), (gzip.compress(TEXT)[:-9], "gzip", 1)],
    ids=["plain", "bomb", "cut"],
)
def test_of_an_error_the_beginning_is_enough(
    body: bytes, encoding: str, known: int, get: Callable[[ccat.Config], Any]
) -> None:
    with Server(answering(body, encoding, 404)) as server, pytest.raises(ccat.NotFound) as caught:
        get(ccat.Config(server.url, max_body=10, retries=0))
    assert known <= len(caught.value.body) <= 1 << 20


def test_decompressing_counts_in_the_time(get: Callable[[ccat.Config], Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """Looked at after each piece: 4,096 of them here."""
    pieces: list[int] = []

    class Slow:
        """Every piece takes a second."""

        def monotonic(self) -> float:
            pieces.append(1)
            return time.monotonic() + len(pieces)

    monkeypatch.setattr(content, "time", Slow())
    with Server(answering(BOMB, "gzip, gzip")) as server, pytest.raises(ccat.TimedOut):
        get(ccat.Config(server.url, timeout=30, retries=0))
    assert 1 < len(pieces) <= 32


def test_a_limit_that_is_none_is_refused() -> None:
    for wrong in (0, -1, 1.5, True, "1 GB", None):
        with pytest.raises(ccat.ConfigError, match="max_body"):
            ccat.Config(max_body=wrong)  # type: ignore[arg-type]


# --- Answers that come early -----------------------------------------------------------------------------------------


@contextmanager
def impatient(answer: bytes) -> Iterator[str]:
    """A server that answers when it has seen the headers, and closes."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve(connection: socket.socket) -> None:
            with connection:
                heard = b""
                while b"\r\n\r\n" not in heard:
                    heard += connection.recv(4096)
                connection.sendall(answer)

        def run() -> None:
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                threading.Thread(target=serve, args=(connection,), daemon=True).start()

        thread = threading.Thread(target=run)
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            thread.join(10)


TOO_LARGE = b"HTTP/1.1 413 Content Too Large\r\nConnection: close\r\nContent-Length: 8\r\n\r\nno room!"


def refused(call: Callable[[], object]) -> str:
    try:
        call()
    except ccat.CatError as error:
        return str(error)
    return ""


@pytest.mark.parametrize("size", [20_000, 200_000, 8_000_000])
def test_an_answer_before_the_body_was_read_is_not_lost(size: int) -> None:
    data = bytes(size)
    with impatient(TOO_LARGE) as url, ccat.CatClient(ccat.Config(url, retries=0)) as client:
        upload = lambda: client.rabbit_hole.upload_file(data, name="tea.txt")  # noqa: E731
        words = {refused(upload) for _ in range(12)}
        words |= {refused(lambda: client.request("POST", "/custom", content=data)) for _ in range(12)}
    assert words == {"POST /rabbithole/: 413 no room!", "POST /custom: 413 no room!"}


@pytest.mark.parametrize("size", [20_000, 200_000, 8_000_000])
def test_nor_is_it_when_it_is_awaited(size: int) -> None:
    data = bytes(size)

    async def run(url: str) -> set[str]:
        words = set()
        async with ccat.AsyncCatClient(ccat.Config(url, retries=0)) as client:
            for _ in range(12):
                for call in (
                    client.rabbit_hole.upload_file(data, name="tea.txt"),
                    client.request("POST", "/custom", content=data),
                ):
                    try:
                        await call
                    except ccat.CatError as error:
                        words.add(str(error))
        return words

    with impatient(TOO_LARGE) as url:
        assert asyncio.run(run(url)) == {"POST /rabbithole/: 413 no room!", "POST /custom: 413 no room!"}


def test_a_connection_whose_answer_came_early_is_not_used_again() -> None:
    with Server(lambda heard: response(200, STATUS)) as server:

        async def run() -> None:
            async with ccat.AsyncCatClient(ccat.Config(server.url)) as client:
                for _ in range(3):
                    await client.request("POST", "/custom", content=bytes(100_000))
                    await client.status.status()

        asyncio.run(run())
    assert len(server.heard) == 6
