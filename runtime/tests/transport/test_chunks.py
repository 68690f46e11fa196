"""Chunks that have come together are given together, and what comes of a body is what h11 makes of it."""

from __future__ import annotations

import asyncio
import random
import socket
import threading
from collections.abc import Callable, Iterator
from typing import Any

import h11
import httpcore
import pytest

from openapi_facade.sse import EventDecoder, ServerSentEvent
from openapi_facade.transport.chunks import take_at_once

HEAD = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n"
MANY = 1000
WORDS = [b"data: {}\n\n", b"x", b"\r\n", b"a\r\nb", b"\r\n\r\n", b"5\r\nhello", b"0\r\n\r\n", bytes(300)]
ODD = [
    b"3;a=b\r\nabc\r\n",
    b"g\r\nabc\r\n",
    b"\r\n",
    b"2\r\nabc\r\n",
    b"+3\r\nabc\r\n",
    b"0x3\r\nabc\r\n",
    b"000003\r\nabc\r\n",
]
ENDS = [b"0\r\n\r\n", b"0\r\nName: value\r\n\r\n", b"000\r\n\r\n", b"", b"0\r\n", b"0\r\n\r\nmore"]


def chunk(content: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(content), content)


def outcome(pieces: list[bytes], prepare: Callable[[h11.Connection], None]) -> tuple[bytes, object]:
    """What a body is to a client, and how it ends: its trailers, the kind of its error, or None."""
    connection = h11.Connection(h11.CLIENT)
    connection.send(h11.Request(method="GET", target="/", headers=[("Host", "x")]))
    connection.send(h11.EndOfMessage())
    connection.receive_data(HEAD)
    assert isinstance(connection.next_event(), h11.Response)
    prepare(connection)
    content = b""
    try:
        for piece in (*pieces, b""):
            connection.receive_data(piece)
            while (event := connection.next_event()) not in (h11.NEED_DATA, h11.PAUSED):
                if isinstance(event, h11.EndOfMessage):
                    return content, event.headers.raw_items()
                assert isinstance(event, h11.Data)
                content += bytes(event.data)
    except h11.RemoteProtocolError as error:
        return content, type(error)
    return content, None


class Stream:
    """As much of a body of httpcore's as is looked for."""

    def __init__(self, connection: h11.Connection) -> None:
        self._stream, self._connection, self._h11_state = self, self, connection


def at_once(connection: h11.Connection) -> None:
    before = connection._reader
    take_at_once(Stream(connection))
    assert connection._reader is not before


@pytest.mark.parametrize("seed", range(5))
def test_a_body_is_what_h11_makes_of_it_however_it_is_cut(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(200):
        parts = [chunk(chance.choice(WORDS)) for _ in range(chance.randrange(8))]
        if chance.random() < 0.3:
            parts.insert(chance.randrange(len(parts) + 1), chance.choice(ODD))
        body = b"".join(parts) + chance.choice(ENDS)
        cuts = sorted(chance.randrange(len(body) + 1) for _ in range(chance.randrange(6)))
        pieces = [body[i:j] for i, j in zip([0, *cuts], [*cuts, len(body)], strict=True) if i != j]
        assert outcome(pieces, at_once) == outcome(pieces, lambda _: None), pieces


def test_a_body_without_chunks_stays_as_it_is() -> None:
    connection = h11.Connection(h11.CLIENT)
    before = connection._reader
    take_at_once(Stream(connection))
    take_at_once(object())
    assert connection._reader is before


@pytest.fixture
def flood() -> Iterator[str]:
    """The address of a server that writes an answer of many chunks at once."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            connection, _ = listener.accept()
            with connection:
                connection.recv(65536)
                connection.sendall(HEAD + chunk(b"data: x\n\n") * MANY + b"0\r\n\r\n")
                connection.recv(1)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/"
        thread.join(10)


def test_chunks_that_come_together_are_one_piece(flood: str) -> None:
    with httpcore.ConnectionPool() as pool, pool.stream("GET", flood) as response:
        take_at_once(response.stream)
        checked(list(response.iter_stream()))


def test_chunks_that_come_together_are_one_piece_of_asyncio_too(flood: str) -> None:
    async def read() -> list[bytes]:
        async with httpcore.AsyncConnectionPool() as pool, pool.stream("GET", flood) as response:
            take_at_once(response.stream)
            return [piece async for piece in response.aiter_stream()]

    checked(asyncio.run(read()))


def checked(pieces: list[bytes]) -> None:
    assert b"".join(pieces) == b"data: x\n\n" * MANY
    assert len(pieces) < MANY / 20


PLAIN = b"data: a\n\ndata: b \xe2\x82\xac\n\ndata: \xff\n\n"
NOT_PLAIN: list[Any] = [
    b"data:a\n\n",
    b"event: e\ndata: x\n\n",
    b": c\n\n",
    b"data: a\ndata: b\n\n",
    b"\n\n",
    b"data: x\n",
    b"id",
]


@pytest.mark.parametrize("seed", range(3))
def test_events_are_the_same_in_whatever_pieces_they_come(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(200):
        body = b"".join(chance.choice([PLAIN, *NOT_PLAIN]) for _ in range(chance.randrange(8)))
        cut = chance.randrange(len(body) + 1)
        whole, parts, bytewise = EventDecoder(1000), EventDecoder(1000), EventDecoder(1000)
        expected = [event for index in range(len(body)) for event in bytewise.feed(body[index : index + 1])]
        assert list(whole.feed(body)) == expected
        assert [*parts.feed(body[:cut]), *parts.feed(body[cut:])] == expected
        assert all(type(event) is ServerSentEvent for event in expected)
