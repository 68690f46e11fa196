"""Messages in many parts: what they cost, and that they end. What is counted below the sockets is as in test_wire."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import socket
import tracemalloc
from collections.abc import Callable

import pytest
from websockets.client import ClientProtocol
from websockets.protocol import State
from websockets.uri import parse_uri

from openapi_facade.websocket.address import Address
from openapi_facade.websocket.endings import EMPTY_PARTS
from openapi_facade.websocket.tasks.connection import AsyncConnection
from openapi_facade.websocket.threads.connection import Connection

from .conftest import Make
from .parts import Taker, options
from .raw import RawServer, text
from .test_wire import CLOSE, CONT, LIMIT, PING, TEXT, Frame, Segments, Transport, hear

PIECE = 4096  # bytes that come at a time


def in_parts(payload: bytes, size: int) -> list[Frame]:
    """A text in parts of so many bytes."""
    cuts = [*range(0, len(payload), size), len(payload)]
    return [
        Frame(CONT if begin else TEXT, payload[begin:end], fin=end == len(payload))
        for begin, end in itertools.pairwise(cuts)
    ]


def sync_feed(wire: bytes, look: Callable[[object], object]) -> list[str]:
    """What comes of these bytes; `look` is shown, before each piece, where a begun message is gathered."""
    texts: list[str] = []

    class Watched(Segments):
        def recv(self, size: int) -> bytes:
            begun = connection._socket.cont_frame.cont_data
            if begun is not None:
                look(begun[1])
            return super().recv(size)

    connection = Connection(Address("ws://cat"), options())
    connection._socket.sock = Watched([wire[at : at + PIECE] for at in range(0, len(wire), PIECE)])
    connection._socket.connected = True
    connection.read(Taker(texts.extend))
    return texts


def async_feed(wire: bytes, look: Callable[[object], object]) -> list[str]:
    texts: list[str] = []

    async def feed() -> None:
        protocol = ClientProtocol(parse_uri("ws://cat/"), state=State.OPEN, max_size=options().max_message)
        connection = AsyncConnection(options(), protocol, ping_interval=None, max_queue=1)
        connection.connection_made(Transport())  # type: ignore[arg-type]
        connection.response = object()  # type: ignore[assignment]
        connection.listen(Taker(texts.extend))
        for at in range(0, len(wire), PIECE):
            connection.data_received(wire[at : at + PIECE])
            if connection._message:
                look(connection._message)
        connection.connection_lost(None)

    asyncio.run(feed())
    return texts


FEEDS = {"sync": sync_feed, "async": async_feed}


@pytest.fixture
def feed(kind: str) -> Callable[[bytes, Callable[[object], object]], list[str]]:
    return FEEDS[kind]


@pytest.mark.parametrize("size", [64, 2000])
def test_what_has_come_is_not_copied_for_each_part(
    feed: Callable[[bytes, Callable[[object], object]], list[str]], size: int
) -> None:
    """All parts are put to one buffer, in its place: so twice as many are twice the work, and not four times."""
    payload = b"0123456789" * 20_000
    buffers: list[object] = []
    assert feed(b"".join(part.encode() for part in in_parts(payload, size)), buffers.append) == [payload.decode()]
    assert len(buffers) > len(payload) // PIECE - 2
    assert all(isinstance(each, bytearray) and each is buffers[0] for each in buffers)


def test_small_parts_take_the_memory_of_their_bytes(
    feed: Callable[[bytes, Callable[[object], object]], list[str]],
) -> None:
    """An object for each of them would take sixty times as much."""
    payload = b"x" * 50_000
    wire = b"".join(part.encode() for part in in_parts(payload, 1))
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        tracemalloc.reset_peak()
        assert feed(wire, lambda message: None) == [payload.decode()]
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak - before < 1_000_000


def test_one_byte_parts_and_a_few_empty_ones_are_a_message() -> None:
    empty = [Frame(CONT, fin=False)] * (EMPTY_PARTS - 1)
    parts = in_parts("è".encode() * 200, 1)
    frames = [*parts[:1], *empty, *parts[1:-1], Frame(PING), *parts[-1:], Frame(TEXT), Frame(TEXT, b"next")]
    assert hear(frames).texts == ["è" * 200, "", "next"]


@pytest.mark.parametrize("beyond", [0, 1])
def test_the_limit_is_of_all_parts_together(beyond: int) -> None:
    frames = [*in_parts(b"x" * (LIMIT + beyond), 1000), Frame(TEXT, b"next"), Frame(CLOSE, b"\x03\xe8")]
    heard = hear(frames)
    assert (heard.code, len(heard.texts)) == ((1009, 0) if beyond else (1000, 2))


@pytest.mark.parametrize("opcode", [TEXT, 2])
@pytest.mark.parametrize("first", [b"", b"x"])
def test_empty_parts_are_counted(opcode: int, first: bytes) -> None:
    """One too many ends it, wherever it is cut; each message has its own."""
    most = EMPTY_PARTS - (not first)
    fill = [Frame(CONT, fin=False)] * (most - 1)
    whole = [Frame(opcode, first, fin=False), *fill, Frame(CONT)]
    assert hear([*whole, *whole, Frame(CLOSE, b"\x03\xe8")]).code == 1000
    assert hear([*whole[:-1], Frame(CONT, fin=False), Frame(CONT, fin=False), Frame(TEXT)], [4096]).code == 1009


def test_endless_empty_parts_are_let_go_of_at_once(make: Make) -> None:
    """`max_message` does not count them, and the server sends them as long as anybody reads."""
    sent: list[int] = []

    def serve(client: socket.socket) -> None:
        with contextlib.suppress(OSError):
            client.sendall(text("before") + b"\x01\x01x")
            while True:
                client.sendall(b"\x00\x00" * 32_768)
                sent.append(65_536)

    with RawServer(serve) as server:
        chat = make(server.url)
        notes = chat.note("message", "close", "error")
        chat.connect(10)
        assert notes.wait_for("close") == [(1009, "")]
        ((error,),) = notes.of("error")
        assert "empty parts" in str(error)
        assert notes.of("message") == [("before",)]
    assert sum(sent) < 100_000_000
