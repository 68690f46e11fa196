"""A fault proxy, and both ends of what passes it: a test plays client and server, and knows every byte of both."""

from __future__ import annotations

import select
import socket
import struct
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field

import pytest

from openapi_facade.testing.faults import Direction, Edge, Fault, FaultProxy

PATIENCE = 10.0  # seconds until a test fails that waits for bytes
GET = b"GET /plugins/?query=x HTTP/1.1\r\nHost: api\r\n\r\n"
POST = b"POST /message HTTP/1.1\r\nHost: api\r\nContent-Length: 5\r\n\r\nhello"
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n0123456789"
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n0123\r\n6\r\n456789\r\n0\r\n\r\n"
UNTIL_CLOSE = b"HTTP/1.1 200 OK\r\n\r\n0123456789"
UPGRADE = b"GET /ws/alice?token=s HTTP/1.1\r\nHost: api\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"
SWITCHING = b"HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"
DIRECTIONS: tuple[Direction, ...] = ("to_server", "to_client")
EDGES: tuple[Edge, ...] = ("before", "at", "after")
each_direction = pytest.mark.parametrize("direction", DIRECTIONS)
each_edge = pytest.mark.parametrize("edge", EDGES)
each_way = pytest.mark.parametrize("by", ["fin", "rst"])


@dataclass
class Net:
    """A proxy, and a listening socket behind it."""

    proxy: FaultProxy
    listener: socket.socket
    closing: ExitStack = field(repr=False)

    def dial(self) -> socket.socket:
        """A client's socket."""
        return self.closing.enter_context(socket.create_connection((self.proxy.host, self.proxy.port), PATIENCE))

    def answer(self) -> socket.socket:
        """The server's end of the next connection."""
        server = self.closing.enter_context(self.listener.accept()[0])
        server.settimeout(PATIENCE)
        return server

    def connect(self) -> tuple[socket.socket, socket.socket]:
        return self.dial(), self.answer()

    def websocket(self) -> tuple[socket.socket, socket.socket]:
        client, server = self.connect()
        client.sendall(UPGRADE)
        assert receive(server, len(UPGRADE)) == UPGRADE
        server.sendall(SWITCHING)
        assert receive(client, len(SWITCHING)) == SWITCHING
        return client, server

    def assert_silent(self, *sides: socket.socket) -> None:
        """Nothing arrives here, though all that was sent before had the time that a whole other connection takes."""
        client, server = self.connect()
        for sender, receiver in ((client, server), (server, client)):
            sender.sendall(GET)
            receive(receiver, len(GET))
        assert select.select(sides, [], [], 0)[0] == []


@pytest.fixture
def net() -> Iterator[Net]:
    with ExitStack() as closing:
        listener = closing.enter_context(socket.create_server(("127.0.0.1", 0), backlog=1024))
        listener.settimeout(PATIENCE)
        proxy = closing.enter_context(FaultProxy(f"http://127.0.0.1:{listener.getsockname()[1]}"))
        yield Net(proxy, listener, closing)


def receive(side: socket.socket, count: int) -> bytes:
    """Exactly `count` bytes, or the fewer that come before the end."""
    data = b""
    while len(data) < count and (piece := side.recv(count - len(data))):
        data += piece
    return data


def rest(side: socket.socket) -> tuple[bytes, str]:
    """All bytes up to the end, and how it ended."""
    data = b""
    try:
        while piece := side.recv(65536):
            data += piece
    except ConnectionResetError:
        return data, "rst"
    return data, "fin"


def reset(side: socket.socket) -> None:
    side.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    side.close()


def dial_and_end(net: Net) -> tuple[bytes, str]:
    """A connection that ends at once: how, for a reset may come within `connect` already."""
    try:
        return rest(net.dial())
    except ConnectionResetError:
        return b"", "rst"


def frame(payload: bytes, opcode: int = 1, *, last: bool = True, mask: bool = False) -> bytes:
    first = (0x80 if last else 0) | opcode
    length = len(payload)
    if length < 126:
        header = bytes((first, length | (0x80 if mask else 0)))
    else:
        header = bytes((first, 127 | (0x80 if mask else 0))) + length.to_bytes(8, "big")
    return header + (bytes(4) if mask else b"") + payload


def frames(direction: Direction) -> list[bytes]:
    """Four frames, of which the second is a control frame; the third has 6 bytes of payload."""
    mask = direction == "to_server"
    return [frame(b"1", mask=mask), frame(b"", 9, mask=mask), frame(b"three!", mask=mask), frame(b"4", mask=mask)]


def ends(direction: Direction, client: socket.socket, server: socket.socket) -> tuple[socket.socket, socket.socket]:
    """Who sends and who receives in this direction."""
    return (client, server) if direction == "to_server" else (server, client)


def part(whole: list[bytes], number: int, edge: Edge) -> bytes:
    """What passes of these pieces before a fault at the `number`-th."""
    done = b"".join(whole[: number - 1])
    piece = whole[number - 1]
    return done + {"before": b"", "at": piece[: len(piece) // 2], "after": piece}[edge]


def fired(proxy: FaultProxy) -> list[Fault]:
    return [one.fault for one in proxy.fired]


def receive_head(side: socket.socket) -> list[str]:
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        piece = side.recv(1)
        assert piece, head
        head += piece
    return head.decode("latin-1").split("\r\n")[:-2]
