"""A WebSocket server that sends what a test wants, byte by byte, and nothing by itself: no pong, no close frame."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import itertools
import socket
import ssl
import threading
from collections.abc import Callable, Iterable
from types import TracebackType

PATIENCE = 30.0
GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"  # RFC 6455


def text(payload: str) -> bytes:
    """A whole text as a frame."""
    data = payload.encode()
    assert len(data) < 65_536
    return b"\x81" + (bytes([len(data)]) if len(data) < 126 else b"\x7e" + len(data).to_bytes(2, "big")) + data


def heard(client: socket.socket) -> list[tuple[int, bytes]]:
    """What a client sends until it goes: the opcode and payload of each frame, which are short."""
    data = b""
    with contextlib.suppress(ConnectionError):
        while piece := client.recv(65_536):
            data += piece
    frames = []
    while data:
        size, mask = data[1] & 127, data[2:6]
        assert size < 126
        frames.append((data[0] & 15, bytes(byte ^ mask[at % 4] for at, byte in enumerate(data[6 : 6 + size]))))
        data = data[6 + size :]
    return frames


def read_head(client: socket.socket) -> tuple[bytes, dict[bytes, bytes]]:
    """The first line of a request, and its fields, whose names are in lower case."""
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        head += client.recv(1)
    first, *lines = head.split(b"\r\n")[:-2]
    return first, {name.lower(): value for name, value in (line.split(b": ", 1) for line in lines)}


class RawServer:
    """Takes one client, shakes hands, sends `first` in the same breath, then does what `serve` does with the socket.

    `before` goes out, piece by piece, before the handshake's answer; `proxy` is the answer to a CONNECT that comes
    first. With `all_alike` it takes one after the other, and leaves each when `serve` has returned.
    """

    def __init__(
        self,
        serve: Callable[[socket.socket], object] = lambda client: None,
        first: bytes = b"",
        tls: ssl.SSLContext | None = None,
        all_alike: bool = False,
        before: Iterable[bytes] = (),
        proxy: bytes = b"",
    ) -> None:
        self._serve = serve
        self._first = first
        self._tls = tls
        self._all_alike = all_alike
        self._before = before
        self._proxy = proxy
        self.asked: tuple[bytes, dict[bytes, bytes]] | None = None
        """The first line and the fields of what the proxy was asked."""
        self._leave = threading.Event()
        self.handshakes = 0
        self.failure: BaseException | None = None

    @property
    def url(self) -> str:
        return f"{'https' if self._tls else 'http'}://127.0.0.1:{self._listener.getsockname()[1]}"

    def __enter__(self) -> RawServer:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.settimeout(PATIENCE)
        self._thread = threading.Thread(target=self._run, name="raw-server", daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._leave.set()
        if self._all_alike:
            self._listener.shutdown(socket.SHUT_RDWR)  # wakes who accepts
        self._thread.join(PATIENCE)
        self._listener.close()
        assert not self._thread.is_alive()
        if self.failure is not None and error is None:
            raise self.failure

    def pause(self, seconds: float) -> bool:
        """For `serve`: wait; whether the test is over."""
        return self._leave.wait(seconds)

    def _run(self) -> None:
        try:
            self._take()
            while self._all_alike and not self._leave.is_set():
                self._take()
        except BaseException as failure:
            if not self._leave.is_set():
                self.failure = failure

    def _take(self) -> None:
        accepted, _ = self._listener.accept()
        accepted.settimeout(PATIENCE)
        accepted.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if self._proxy:
            self.asked = read_head(accepted)
            accepted.sendall(self._proxy)
            if b" 200 " not in self._proxy:
                accepted.close()
                return
        with self._tls.wrap_socket(accepted, server_side=True) if self._tls else accepted as client:
            _, fields = read_head(client)
            if self._all_alike and b"upgrade" not in fields:
                return
            assert fields[b"upgrade"].lower() == b"websocket"
            self.handshakes += 1
            accept = base64.b64encode(hashlib.sha1(fields[b"sec-websocket-key"] + GUID).digest())
            answer = (
                b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                b"Sec-WebSocket-Accept: " + accept + b"\r\n\r\n" + self._first
            )
            try:
                for piece in itertools.chain(self._before, [answer]):
                    client.sendall(piece)
            except ConnectionError:
                return  # the client has had enough
            self._serve(client)
            if not self._all_alike:
                self._leave.wait(PATIENCE)
