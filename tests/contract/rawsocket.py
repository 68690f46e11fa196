"""Plain sockets that speak HTTP/1.1 and WebSocket frames by hand, for what a proper client refuses to do."""

from __future__ import annotations

import socket
import struct
import time
from types import TracebackType
from typing import NamedTuple

from .servers import TIMEOUT

CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0, 1, 2, 8, 9, 10
SAMPLE_KEY, SAMPLE_ACCEPT = "dGhlIHNhbXBsZSBub25jZQ==", "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="  # the pair of RFC 6455 §1.3


class Head(NamedTuple):
    """Status line and headers of an answer; header names in lower case."""

    status: int
    reason: str
    headers: dict[str, str]


class Frame(NamedTuple):
    """One WebSocket frame as it came; `rsv` holds the three reserved bits."""

    opcode: int
    payload: bytes
    fin: bool
    rsv: int

    @property
    def close_code(self) -> int | None:
        """The code in a close frame, None in an empty one."""
        return struct.unpack("!H", self.payload[:2])[0] if self.payload else None


class RawSocket:
    """A TCP connection to the server; reading past its end gives b"", as TCP does."""

    def __init__(self, address: tuple[str, int]) -> None:
        self._socket = socket.create_connection(address, timeout=TIMEOUT)
        self._buffer = b""
        self._deadline = 0.0
        self._host = "{}:{}".format(*address)

    def __enter__(self) -> RawSocket:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._socket.close()

    def send(self, data: bytes) -> None:
        """Send bytes."""
        self._socket.sendall(data)

    def request(self, method: str, path: str, headers: dict[str, str], body: bytes = b"") -> tuple[Head, bytes]:
        """Send an HTTP request and return its whole answer; the connection is not closed by us."""
        self._send_head(method, path, {"Content-Length": str(len(body)), **headers})
        self.send(body)
        return self.answer()

    def answer(self) -> tuple[Head, bytes]:
        """Return the whole answer to what was sent; the connection is not closed by us."""
        head = self._read_head()
        return head, self._read(int(head.headers.get("content-length", "0")))

    def handshake(self, path: str, headers: dict[str, str | None] | None = None) -> Head:
        """Ask for a WebSocket; `headers` are added or replace the usual ones, None leaves one out."""
        asked: dict[str, str | None] = {
            "Connection": "Upgrade",
            "Upgrade": "websocket",
            "Sec-WebSocket-Version": "13",
            "Sec-WebSocket-Key": SAMPLE_KEY,
            **(headers or {}),
        }
        self._send_head("GET", path, {name: value for name, value in asked.items() if value is not None})
        return self._read_head()

    def open(self, path: str) -> RawSocket:
        """Open a WebSocket that must be accepted."""
        head = self.handshake(path)
        assert head.status == 101, head
        assert head.headers["sec-websocket-accept"] == SAMPLE_ACCEPT
        return self

    def send_frame(self, opcode: int, payload: bytes = b"", *, masked: bool = True, length: int | None = None) -> None:
        """Send one final frame; `length` is what its header claims, where that is not the truth."""
        length = len(payload) if length is None else length
        bit = 0x80 if masked else 0
        if length < 126:
            head = struct.pack("!BB", 0x80 | opcode, bit | length)
        elif length < 1 << 16:
            head = struct.pack("!BBH", 0x80 | opcode, bit | 126, length)
        else:
            head = struct.pack("!BBQ", 0x80 | opcode, bit | 127, length)
        # a mask of zeros leaves the payload as it is: masked all the same
        self.send(head + (bytes(4) if masked else b"") + payload)

    def read_frame(self, *, data_only: bool = False) -> Frame | None:
        """Return the next frame, None where the connection ended without another one; `data_only` drops pings."""
        self._wait_from_now()
        while True:
            head = self._read(2)
            if len(head) < 2:
                return None
            length = head[1] & 0x7F
            if length == 126:
                (length,) = struct.unpack("!H", self._read(2))
            elif length == 127:
                (length,) = struct.unpack("!Q", self._read(8))
            frame = Frame(head[0] & 0x0F, self._read(length), bool(head[0] & 0x80), (head[0] >> 4) & 7)
            if not (data_only and frame.opcode == PING):
                return frame

    def read_to_end(self) -> bytes:
        """Return all that still comes before the server closes; a reset counts as an end."""
        self._wait_from_now()
        return self._read(1 << 30)

    def _send_head(self, method: str, path: str, headers: dict[str, str]) -> None:
        lines = [f"{method} {path} HTTP/1.1", f"Host: {self._host}", *(f"{k}: {v}" for k, v in headers.items())]
        self.send("\r\n".join([*lines, "", ""]).encode("latin-1"))

    def _wait_from_now(self) -> None:
        self._deadline = time.monotonic() + TIMEOUT

    def _read_head(self) -> Head:
        self._wait_from_now()
        while b"\r\n\r\n" not in self._buffer:
            data = self._receive()
            assert data, f"the connection ended before an answer: {self._buffer!r}"
        raw, self._buffer = self._buffer.split(b"\r\n\r\n", 1)
        first, *lines = raw.decode("latin-1").split("\r\n")
        _, status, reason = first.split(" ", 2)
        headers = dict(line.split(":", 1) for line in lines)
        return Head(int(status), reason, {name.lower(): value.strip() for name, value in headers.items()})

    def _read(self, size: int) -> bytes:
        while len(self._buffer) < size and self._receive():
            pass
        data, self._buffer = self._buffer[:size], self._buffer[size:]
        return data

    def _receive(self) -> bytes:
        self._socket.settimeout(max(self._deadline - time.monotonic(), 0.001))
        try:
            data = self._socket.recv(1 << 16)
        except ConnectionResetError:
            return b""
        self._buffer += data
        return data
