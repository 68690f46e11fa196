"""A server's pings, which are answered as long as it reads what it asks for: RFC 6455 §5.5.3 wants the newest one's."""

from __future__ import annotations

import contextlib
import socket
import threading

from .conftest import Make
from .raw import PATIENCE, RawServer, text
from .test_wire import PING, PONG, Frame

PINGS, AT_ONCE = 64_000, 1000
PAYLOAD = 125  # bytes; with its header and mask, a pong has 131


def payload(number: int) -> bytes:
    return b"%0*d" % (PAYLOAD, number)


def pongs(client: socket.socket, last: bytes) -> list[bytes]:
    """The payloads of what a client sends, pongs all of them, up to this one."""
    data = bytearray()
    with contextlib.suppress(ConnectionError):
        while piece := client.recv(1 << 20):
            data += piece
            mask = data[-PAYLOAD - 4 : -PAYLOAD]
            if bytes(byte ^ mask[at % 4] for at, byte in enumerate(data[-PAYLOAD:])) == last:
                break
    size = 6 + PAYLOAD
    assert len(data) % size == 0
    frames = [data[at : at + size] for at in range(0, len(data), size)]
    assert {frame[0] & 15 for frame in frames} == {PONG}
    return [bytes(byte ^ frame[2 + at % 4] for at, byte in enumerate(frame[6:])) for frame in frames]


def test_a_server_that_asks_and_does_not_read_is_owed_one_pong(make: Make) -> None:
    """All the others would wait in our memory, or the reading thread for the server."""
    go_on = threading.Event()
    came: list[bytes] = []

    def serve(client: socket.socket) -> None:
        for begin in range(0, PINGS, AT_ONCE):
            client.sendall(b"".join(Frame(PING, payload(number)).encode() for number in range(begin, begin + AT_ONCE)))
        client.sendall(text("all"))
        go_on.wait(PATIENCE)
        came.extend(pongs(client, payload(PINGS - 1)))
        client.sendall(text("heard"))

    with RawServer(serve) as server:
        server._listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        chat = make(server.url)
        notes = chat.note("message")
        chat.connect(10)
        notes.wait_for("message")
        go_on.set()
        assert notes.wait_for("message", 2) == [("all",), ("heard",)]
        chat.close()
    numbers = list(map(int, came))
    assert numbers == sorted(set(numbers))
    assert numbers[-1] == PINGS - 1
    assert len(numbers) < PINGS / 2, "they waited somewhere; the system's buffers take 25,000 or so"
