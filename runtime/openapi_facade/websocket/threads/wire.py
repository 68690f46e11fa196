"""websocket-client's socket and frames, where ours differ.

Written against websocket-client 1.8.0 to 1.9.2, whose names that are not public stand here alone.
"""

from __future__ import annotations

import contextlib
import selectors
import socket
import ssl
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import Any, cast

import websocket

from openapi_facade.locks import Claim, Mutex
from openapi_facade.websocket import endings
from openapi_facade.websocket.endings import EMPTY_PARTS, NORMAL, Ending
from openapi_facade.websocket.interim import Interim
from openapi_facade.websocket.plain import SHORT, take_plain
from openapi_facade.websocket.protocol import NEVER

READ_AHEAD = 65536  # bytes
WRITE_SLICE = 0.1  # seconds of waiting to write before a look at what has become of the socket


class Due(Exception):
    """There is something else to be done; what has come of a message is kept."""


class Refused(Exception):
    """What the server sends is not taken: of the rest of it nothing was read."""

    def __init__(self, ending: Ending) -> None:
        super().__init__(ending.closed.code)
        self.ending = ending


class _ReadAhead:
    """A socket that is read in large pieces, and without what a server may say before it answers the handshake.

    websocket-client takes the first response for the answer, and reads it byte by byte. A thousand threads that do so
    keep handing the interpreter to each other: without this, they take twice as long.
    """

    def __init__(self, sock: Any) -> None:
        self.plain = sock
        self._ahead = b""
        self._interim = Interim()

    def recv(self, size: int) -> bytes:
        while not self._ahead:
            came: bytes = self.plain.recv(max(size, READ_AHEAD))
            if not came:
                return came
            self._ahead = self._interim.rest(came)
        piece, self._ahead = self._ahead[:size], self._ahead[size:]
        return piece

    @property
    def waiting(self) -> bool:
        """Whether something has come that the system does not know of."""
        return bool(self._ahead) or (isinstance(self.plain, ssl.SSLSocket) and self.plain.pending() > 0)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.plain, name)


class _Frames(websocket.frame_buffer):
    """websocket-client's, which reads ahead, and refuses by its header what is too large or against the protocol."""

    limit = 0
    heard = 0  # bytes that have come
    _message = 0
    _empty = 0

    def __init__(self, recv: Callable[[int], bytes]) -> None:
        super().__init__(recv, skip_utf8_validation=True)  # of close frames: it takes half a character at the end
        self._ahead = bytearray()

    def recv_strict(self, bufsize: int) -> bytes:
        while (missing := bufsize - len(self._ahead)) > 0:
            # Of a large message, no byte too many: it is handed over as it was gathered, without another copy.
            came = self.recv(READ_AHEAD if bufsize < READ_AHEAD else min(READ_AHEAD, missing))
            self.heard += len(came)
            self._ahead += came
        if bufsize == len(self._ahead) >= READ_AHEAD:
            whole, self._ahead = self._ahead, bytearray()
            return cast("bytes", whole)  # nothing is done with it that bytes alone could do
        taken = bytes(self._ahead[:bufsize])
        del self._ahead[:bufsize]
        return taken

    def ready(self) -> list[str]:
        """The plain texts that have come whole behind a message."""
        return take_plain(self._ahead, min(SHORT, self.limit))

    def recv_length(self) -> None:
        super().recv_length()
        assert self.header is not None
        assert self.length is not None
        fin, rsv1, rsv2, rsv3, opcode, masked, _ = self.header
        control = opcode >= websocket.ABNF.OPCODE_CLOSE
        # The library takes masked frames, and sees the others only when it has read them.
        if rsv1 or rsv2 or rsv3 or masked or opcode not in websocket.ABNF.OPCODES:
            raise websocket.WebSocketProtocolException("a frame that no server may send")
        if control:
            if not fin or self.length > SHORT:
                raise websocket.WebSocketProtocolException("a control frame that is too long, or in parts")
            return
        if opcode != websocket.ABNF.OPCODE_CONT:
            self._message = self._empty = 0
        self._message += self.length
        if self._message > self.limit:
            raise Refused(endings.too_big(self.limit))
        self._empty += not self.length
        if self._empty > EMPTY_PARTS:
            raise Refused(endings.too_many_parts())


class _Parts(websocket.continuous_frame):
    """websocket-client's, which puts a message in parts together without copying what has come with each of them."""

    def add(self, frame: websocket.ABNF) -> None:
        super().add(frame)
        begun = self.cont_data
        if begun is not None and not frame.fin and not isinstance(begun[1], bytearray):
            begun[1] = bytearray(begun[1])


class Socket(websocket.WebSocket):
    """websocket-client's, with a limit, which answers a close frame once and does not lose its code where it cannot."""

    def __init__(self, limit: int, sslopt: dict[str, Any] | None) -> None:
        self.is_cut = False
        super().__init__(
            sockopt=[(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)],
            sslopt=sslopt,
        )
        self.frame_buffer = self.frames = _Frames(self._recv)
        self.frames.limit = limit
        # Decoding a text checks the same, in C.
        self.cont_frame = _Parts(fire_cont_frame=False, skip_utf8_validation=True)
        self._write_deadline: float | None = None
        self.sending = Mutex()
        """Of who sends; the library's own lock cannot be tried."""
        self._close_sent = False
        self._unanswered: str | bytes | None = None
        self._unsaid: deque[str] = deque()
        self._due = NEVER
        self._read = False  # something, since `wait_until`

    @property
    def sock(self) -> Any:
        """The socket, once there is one."""
        return self._sock

    @sock.setter
    def sock(self, sock: Any) -> None:  # pyright: ignore[reportIncompatibleVariableOverride]
        self._sock = sock and _ReadAhead(sock)
        if self.is_cut:
            self.cut()

    def cut(self) -> None:
        """End it from our side, even if it is only about to be there: whoever reads sees the end."""
        self.is_cut = True
        current = self.sock
        if current is not None:
            with contextlib.suppress(OSError):
                current.shutdown(socket.SHUT_RDWR)

    def recv_frame(self) -> websocket.ABNF:
        frame: websocket.ABNF = super().recv_frame()  # type: ignore[no-untyped-call]
        if frame.opcode == websocket.ABNF.OPCODE_CLOSE:
            try:
                cast("bytes", frame.data)[2:].decode()
            except UnicodeDecodeError:
                raise websocket.WebSocketProtocolException("a close frame whose reason is not UTF-8") from None
        return frame

    def wait_until(self, due: float) -> None:
        """Have the next reading end by a time, on the monotonic clock, even while something comes.

        It then raises `Due`, if something has come at all; else it is for the socket's timeout to end it.
        """
        self._due, self._read = due, False

    def ping(self, payload: str | bytes = b"") -> None:
        self._at_once(lambda: websocket.WebSocket.ping(self, payload))

    def pong(self, payload: str | bytes = b"") -> None:
        # Where the socket takes nothing, the newest is sent when it does (RFC 6455 §5.5.3).
        self._unanswered = payload
        self._at_once(self._answer)

    def say(self, texts: Iterable[str]) -> None:
        """Send short texts for the thread that reads, when the server takes them."""
        if not self._close_sent:  # nothing may follow it (RFC 6455 §5.5.1)
            self._unsaid.extend(texts)
        if self._unsaid:
            self._at_once(self._answer)

    @property
    def unsaid(self) -> int:
        """How many of them have not gone out."""
        return len(self._unsaid)

    def say_goodbye(self) -> None:
        """Send the close frame, behind what has not been said; for who has `sending`."""
        with contextlib.suppress(OSError, websocket.WebSocketException):
            self._answer()
        self._send_close(NORMAL)

    def _at_once(self, send: Callable[[], object]) -> bool:
        """Send something short, for the thread that reads: it waits neither for room nor for who sends something large.

        Returns whether nobody else is sending.
        """
        claim = Claim()
        try:
            if not self.sending.take(claim, 0.0):
                return False
            if writable(self.sock, 0):
                with contextlib.suppress(OSError, websocket.WebSocketException):  # who reads next sees the end
                    send()
            return True
        finally:
            claim.over = True
            self.sending.released()

    def _answer(self) -> None:
        """Send what is owed, as far as the socket takes it; for who has `sending`."""
        if self._close_sent:
            self._unsaid.clear()
            self._unanswered = None
        if self._unanswered is not None and writable(self.sock, 0):
            payload, self._unanswered = self._unanswered, None
            super().pong(payload)
        while self._unsaid and writable(self.sock, 0):
            self.send(self._unsaid.popleft())

    def _recv(self, bufsize: int) -> bytes:
        if self._read and time.monotonic() >= self._due:
            raise Due
        if self._unsaid or self._unanswered is not None:
            self._wait_and_answer()
        came: bytes = super()._recv(bufsize)  # type: ignore[no-untyped-call]
        self._read = True
        return came

    def _wait_and_answer(self) -> None:
        """Wait until something has come, and send meanwhile what is owed."""
        ends = time.monotonic() + (self.gettimeout() or 0.0)
        while not self.sock.waiting:
            free = self._at_once(self._answer)
            owes = bool(self._unsaid) or self._unanswered is not None
            left = ends - time.monotonic()
            events = selectors.EVENT_READ | (selectors.EVENT_WRITE if owes and free else 0)
            # Who sends something large does not tell when it is out.
            if ready(self.sock, events, left if free else min(left, WRITE_SLICE)) & selectors.EVENT_READ:
                return
            if left <= 0:
                raise websocket.WebSocketTimeoutException("the server neither reads nor sends")

    @contextlib.contextmanager
    def writing_until(self, deadline: float) -> Iterator[None]:
        """Give up writing at `deadline`. The socket's own timeout is that of reading, and much longer."""
        self._write_deadline = deadline
        watchdog: threading.Timer | None = None
        if isinstance(getattr(self.sock, "plain", None), ssl.SSLSocket):
            # It is writable, and then waits for room for the rest of a record.
            watchdog = threading.Timer(max(0.0, deadline - time.monotonic()), self.cut)
            watchdog.daemon = True
            watchdog.start()
        try:
            yield
        finally:
            self._write_deadline = None
            if watchdog is not None:
                watchdog.cancel()

    def _send(self, data: str | bytes) -> int:
        while self._write_deadline is not None and not writable(self.sock, WRITE_SLICE):
            if time.monotonic() >= self._write_deadline:
                raise websocket.WebSocketTimeoutException("the server does not read")
            if self.sock is None:
                break  # the reader, which has seen the end, has closed it: whoever waits for that waits for ever
        return super()._send(data)

    def shutdown(self) -> None:
        """Close it, for good: nothing more is read."""
        super().shutdown()  # type: ignore[no-untyped-call]
        # They know this by its method, as it knows them: only the collector would free both.
        for name in ("frames", "frame_buffer"):
            vars(self).pop(name, None)

    def send_close(self, status: int = NORMAL, reason: str | bytes = b"") -> None:
        self._at_once(lambda: self._send_close(status, reason))

    def _send_close(self, status: int, reason: str | bytes = b"") -> None:
        """Send a close frame, once; for who has `sending`."""
        if not self._close_sent:
            self._close_sent = True
            with contextlib.suppress(OSError, websocket.WebSocketException):
                super().send_close(status, reason)


def writable(sock: Any, timeout: float) -> bool:
    """Whether a socket takes bytes within so many seconds."""
    return bool(ready(sock, selectors.EVENT_WRITE, timeout))


def ready(sock: Any, events: int, timeout: float) -> int:
    """For which of these events a socket is ready within so many seconds.

    For all of them, where that cannot be told: who uses it sees what is wrong.
    """
    if sock is None:
        return 0
    with selectors.DefaultSelector() as selector:
        try:
            selector.register(sock, events)
        except (OSError, ValueError):
            return events
        found = selector.select(max(0.0, timeout))
        return found[0][1] if found else 0
