"""The server of the notes' WebSocket: it shakes hands, and then does what the test says, frame by frame."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import queue
import socket
import threading
from collections import deque
from types import TracebackType

PATIENCE = 30.0
"""Seconds after which something that should happen at once is called missing."""
GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"  # RFC 6455
TEXT, CLOSE, PING, PONG = 1, 8, 9, 10


def frame(payload: bytes, opcode: int = TEXT, fin: bool = True) -> bytes:
    """A frame as a server sends it."""
    size = len(payload)
    length = bytes([size]) if size < 126 else b"\x7e" + size.to_bytes(2, "big")
    if size >= 1 << 16:
        length = b"\x7f" + size.to_bytes(8, "big")
    return bytes([fin << 7 | opcode]) + length + payload


class Peer:
    """A client's connection, as its server has it; the handshake is done."""

    def __init__(self, sock: socket.socket, target: str, fields: dict[str, str]) -> None:
        self.sock = sock
        self.target = target
        """Path and query."""
        self.fields = fields
        """Headers, names in lower case."""

    def say(self, *texts: str) -> None:
        """Send texts, in one piece."""
        self.sock.sendall(b"".join(frame(text.encode()) for text in texts))

    def heard(self) -> tuple[int, str]:
        """Return the next frame: its opcode and its payload. Without a close frame, at the end: `(CLOSE, "")`."""
        try:
            head = self.take(2)
            size = head[1] & 127
            if size >= 126:
                size = int.from_bytes(self.take(2 if size == 126 else 8), "big")
            mask = self.take(4)
            payload = self.take(size)
        except (ConnectionError, EOFError):
            return CLOSE, ""
        wide = mask * (size // 4 + 1)
        plain = (int.from_bytes(payload, "big") ^ int.from_bytes(wide[:size], "big")).to_bytes(size, "big")
        return head[0] & 15, (plain[2:] if head[0] & 15 == CLOSE else plain).decode()

    def texts(self, count: int) -> list[str]:
        """Return so many texts, which come next."""
        frames = [self.heard() for _ in range(count)]
        assert {opcode for opcode, _ in frames} <= {TEXT}, frames
        return [text for _, text in frames]

    def rest(self) -> list[tuple[int, str]]:
        """Return the frames up to the close frame, with it."""
        frames = [self.heard()]
        while frames[-1][0] != CLOSE:
            frames.append(self.heard())
        return frames

    def take(self, size: int) -> bytes:
        """Read so many bytes."""
        data = bytearray()
        while len(data) < size:
            piece = self.sock.recv(size - len(data))
            if not piece:
                raise EOFError
            data += piece
        return bytes(data)

    def goodbye(self, code: int = 1000, reason: str = "") -> None:
        """Send a close frame, and leave."""
        with contextlib.suppress(ConnectionError):
            self.sock.sendall(frame(code.to_bytes(2, "big") + reason.encode(), CLOSE))
        self.leave()

    def leave(self) -> None:
        """End it, without another word."""
        with contextlib.suppress(OSError):
            self.sock.shutdown(socket.SHUT_RDWR)
        self.sock.close()


class NotesSocket:
    """Takes connections, one after the other.

    Args:
        receive_buffer: bytes that the system takes before anybody reads; None: as many as it likes.
    """

    def __init__(self, receive_buffer: int | None = None) -> None:
        self._receive_buffer = receive_buffer
        self._peers: queue.Queue[Peer] = queue.Queue()
        self._opened: list[Peer] = []
        self._leaves = False
        self.refusals: deque[int] = deque()
        """HTTP statuses that the next handshakes are answered with; 0: the connection is dropped."""
        self.reason = b""
        """What they are answered with, beside the status."""
        self.asked: list[str] = []
        """Path and query of each handshake, those that were refused too."""
        self.tunnels: list[tuple[str, dict[str, str]]] = []
        """Where a client wanted to go that took this for a proxy, and its headers; it is this server all the same."""
        self.failure: BaseException | None = None

    @property
    def url(self) -> str:
        """Where it is."""
        return f"ws://127.0.0.1:{self._listener.getsockname()[1]}/notes"

    def peer(self) -> Peer:
        """Return the next connection whose handshake is done."""
        return self._peers.get(timeout=PATIENCE)

    def __enter__(self) -> NotesSocket:
        self._listener = socket.create_server(("127.0.0.1", 0))
        if self._receive_buffer is not None:
            self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, self._receive_buffer)
        self._thread = threading.Thread(target=self._run, name="notes-socket", daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._leaves = True
        self._listener.shutdown(socket.SHUT_RDWR)  # wakes who accepts
        self._thread.join(PATIENCE)
        self._listener.close()
        for peer in self._opened:
            peer.leave()
        assert not self._thread.is_alive()
        if self.failure is not None and error is None:
            raise self.failure

    def _run(self) -> None:
        try:
            while True:
                self._take(self._listener.accept()[0])
        except BaseException as failure:
            if not self._leaves:
                self.failure = failure

    def _take(self, sock: socket.socket) -> None:
        sock.settimeout(PATIENCE)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        first, fields = self._head(sock)
        if first.startswith("CONNECT "):
            self.tunnels.append((first.split(" ")[1], fields))
            sock.sendall(b"HTTP/1.1 200 Go on\r\n\r\n")
            first, fields = self._head(sock)
        if not first:
            sock.close()
            return
        self.asked.append(first.split(" ")[1])
        if self.refusals:
            status = self.refusals.popleft()
            with sock:
                if status:
                    size = len(self.reason)
                    sock.sendall(
                        b"HTTP/1.1 %d No\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%b"
                        % (status, size, self.reason)
                    )
            return
        accept = base64.b64encode(hashlib.sha1(fields["sec-websocket-key"].encode() + GUID).digest())
        peer = Peer(sock, self.asked[-1], fields)
        self._opened.append(peer)
        sock.sendall(
            b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Accept: " + accept + b"\r\n\r\n"
        )
        self._peers.put(peer)

    def _head(self, sock: socket.socket) -> tuple[str, dict[str, str]]:
        """Read a request: its first line, and its headers; none, where the client leaves."""
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            piece = sock.recv(1)
            if not piece:
                return "", {}
            head += piece
        first, *lines = head.decode("latin-1").split("\r\n")[:-2]
        return first, {name.lower(): value for name, value in (line.split(": ", 1) for line in lines)}
