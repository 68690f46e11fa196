"""The chat over websocket-client: one thread reads and owns the socket, another runs callbacks, any thread sends."""

from __future__ import annotations

import contextlib
import enum
import logging
import selectors
import socket
import threading
import time
from collections.abc import Callable
from typing import Any

import websocket

from cheshire_cat_api._chat.dispatcher import Dispatcher
from cheshire_cat_api._chat.events import Closed, Event, Failed, Frame, Opened
from cheshire_cat_api.errors import (
    CatError,
    ConnectionFailed,
    ConnectionLost,
    HandshakeRefused,
    InvalidArgument,
    NotConnected,
    TimedOut,
)

logger = logging.getLogger("cheshire_cat_api")

CONNECT_TIMEOUT = 5.0
PING_INTERVAL = 20.0  # seconds of silence before we ask, and again before we give up
MAX_MESSAGE = 16 * 1024 * 1024 - 64  # bytes; the server refuses more than 16 MiB (CONTRACT §4.1)
NORMAL, GOING_AWAY, NO_CODE, ABNORMAL, NOT_UTF8 = 1000, 1001, 1005, 1006, 1007


class Chat:
    """One user's chat: a connection at a time, and the callbacks' thread.

    Args:
        url: gives the URL without the token, for messages, and the token, each time a connection is opened.
        sink: takes the events, in order, on a thread of their own.
    """

    def __init__(self, url: Callable[[], tuple[str, str]], sink: Callable[[Event], None]) -> None:
        self._url = url
        self._dispatcher = Dispatcher(sink)
        self._lock = threading.Lock()
        self._connection: _Connection | None = None

    @property
    def connected(self) -> bool:
        """Whether the handshake is done and the connection has not ended."""
        connection = self._connection
        return connection is not None and connection.state is _State.OPEN

    def connect(self, timeout: float | None = None) -> None:
        """Open the connection, unless there is one.

        Args:
            timeout: seconds to wait until it is open; None: return at once, and the callbacks tell.

        Raises:
            ConnectionFailed, HandshakeRefused: it did not open; only with a timeout.
        """
        with self._lock:
            connection = self._connection
            if connection is not None and connection.state in (_State.CONNECTING, _State.OPEN):
                # A second socket of one user makes the first deaf (CONTRACT §4.5).
                logger.warning("connect_ws(): already %s; nothing done", connection.state.value)
            else:
                connection = self._connection = _Connection(*self._url(), self._dispatcher)
                connection.start()
        if timeout is not None:
            connection.wait_until_open(timeout)

    def send(self, text: str) -> None:
        """Send one text frame; when this returns, it is on its way. While the connection opens, this waits for it.

        Raises:
            InvalidArgument: longer than the server takes.
            NotConnected: there is no connection; nothing was sent.
            ConnectionLost: the connection broke while sending, so that nobody knows whether it arrived.
        """
        size = len(text.encode())
        if size > MAX_MESSAGE:
            raise InvalidArgument(f"the message has {size} bytes, the server takes {MAX_MESSAGE}; nothing was sent")
        connection = self._connection
        if connection is None:
            raise NotConnected("not connected: call connect_ws() first; nothing was sent")
        connection.send(text)

    def close(self, timeout: float) -> None:
        """End the connection after what was sent, and wait until the callbacks have heard of it.

        Idempotent, from any thread, a callback too. Returns within `timeout` seconds, usually milliseconds.
        """
        deadline = time.monotonic() + timeout
        connection = self._connection
        if connection is not None:
            connection.close(deadline)
        self._dispatcher.drain(deadline)


class _State(enum.Enum):
    CONNECTING = "connecting"
    OPEN = "connected"
    CLOSING = "closing"
    CLOSED = "closed"


class _Socket(websocket.WebSocket):
    """websocket-client's, which answers the server's close frame once, and where it cannot, does not lose the code."""

    close_sent = False

    def send_close(self, status: int = NORMAL, reason: str | bytes = b"") -> None:
        if not self.close_sent:
            self.close_sent = True
            with contextlib.suppress(OSError, websocket.WebSocketException):
                super().send_close(status, reason)


class _Connection:
    """The life of one socket, on a thread that reads it."""

    def __init__(self, url: str, token: str, dispatcher: Dispatcher) -> None:
        self._url = url
        self._token = token
        self._dispatcher = dispatcher
        self._socket = _Socket(
            sockopt=[(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)],
            skip_utf8_validation=True,  # decoding checks the same, in C
        )
        self._changed = threading.Condition()
        self._sending = threading.Lock()
        self._error: CatError | None = None
        self._announced = False
        self.state = _State.CONNECTING
        # A daemon: a client that nobody closed must not keep the interpreter alive.
        self._thread = threading.Thread(target=self._run, name="cheshire-cat-chat", daemon=True)

    def start(self) -> None:
        self._dispatcher.hold()
        self._thread.start()

    def wait_until_open(self, timeout: float) -> None:
        with self._changed:
            self._changed.wait_for(lambda: self.state is not _State.CONNECTING, timeout)
            state, error = self.state, self._error
        if state is _State.OPEN:
            return
        if state is _State.CONNECTING:
            raise TimedOut(f"{self._url}: not open within {timeout:g} s")
        if error is not None:
            raise error
        raise NotConnected("the connection was closed before it was open")

    def send(self, text: str) -> None:
        with self._changed:
            self._changed.wait_for(lambda: self.state is not _State.CONNECTING, CONNECT_TIMEOUT)
        with self._sending:
            if self.state is not _State.OPEN:
                why = f": {self._error}" if self._error else ""
                raise NotConnected(f"not connected (the connection is {self.state.value}){why}; nothing was sent")
            try:
                self._socket.send(text)
                return
            except (OSError, websocket.WebSocketException) as error:
                problem = f"the connection broke while sending: {error}; the message may or may not have arrived"
            self._abort()  # half a frame may be out: nothing can follow it
        raise ConnectionLost(problem)

    def close(self, deadline: float) -> None:
        with self._changed:
            was, self.state = self.state, _State.CLOSING if self.state is not _State.CLOSED else _State.CLOSED
            self._changed.notify_all()
        if was is _State.CONNECTING:
            self._abort()
            return  # where the network itself hangs, the thread ends with the connect timeout
        if was is _State.OPEN:
            self._say_goodbye(deadline)
        self._thread.join(max(0.0, deadline - time.monotonic()) / 2)
        if self._thread.is_alive():
            self._abort()
            self._thread.join(max(0.0, deadline - time.monotonic()))

    def _say_goodbye(self, deadline: float) -> None:
        """Send the close frame behind whatever is being sent, unless the socket takes nothing any more."""
        if not self._sending.acquire(timeout=max(0.0, deadline - time.monotonic()) / 2):
            self._abort()
            return
        try:
            if _writable(self._socket.sock):
                self._socket.send_close()
            else:
                self._abort()
        finally:
            self._sending.release()

    def _abort(self) -> None:
        """Wake the reader; it closes the socket."""
        current: socket.socket | None = self._socket.sock
        if current is not None:
            with contextlib.suppress(OSError):
                current.shutdown(socket.SHUT_RDWR)

    def _run(self) -> None:
        error = self._open()
        if error is not None:
            self._end(Failed(error), None)
        else:
            problem, closed = self._read()
            self._end(Failed(problem) if problem else None, closed)

    def _open(self) -> CatError | None:
        """Connect and shake hands; the error, if there is one."""
        url = f"{self._url}?token={self._token}" if self._token else self._url
        try:
            self._socket.connect(url, timeout=CONNECT_TIMEOUT, redirect_limit=0)  # type: ignore[no-untyped-call]
            self._socket.settimeout(PING_INTERVAL)
        except Exception as error:
            return self._connect_error(error)
        with self._changed:
            if self.state is _State.CONNECTING:
                self.state = _State.OPEN
                self._announced = True
                self._dispatcher.put(Opened())
            self._changed.notify_all()
        if self.state is _State.CLOSING:
            self._socket.send_close()
        return None

    def _connect_error(self, error: Exception) -> CatError:
        if isinstance(error, websocket.WebSocketBadStatusException):
            status = error.status_code
            why = "wrong key, user without CONVERSATION:WRITE, or no such path" if status == 403 else "no Cat's chat"
            return HandshakeRefused(
                f"{self._url}: the handshake was refused with HTTP {status}: {why}", status_code=status
            )
        if isinstance(error, websocket.WebSocketTimeoutException | TimeoutError):
            return TimedOut(f"{self._url}: no handshake within {CONNECT_TIMEOUT:g} s")
        if isinstance(error, OSError):
            return ConnectionFailed(f"{self._url}: no server answers: {error}; is the Cat up, and the port right?")
        return ConnectionFailed(f"{self._url}: no WebSocket there: {error}")

    def _read(self) -> tuple[CatError | None, Closed]:
        """Read until the connection ends: why, unless it ended well, and how."""
        asked = False
        while True:
            try:
                opcode, frame = self._socket.recv_data_frame(control_frame=True)
            except websocket.WebSocketTimeoutException:
                if asked:
                    return self._lost(f"no sign of life from the server for {2 * PING_INTERVAL:g} s")
                asked = True
                with contextlib.suppress(OSError, websocket.WebSocketException):
                    self._socket.ping()
                continue
            except (OSError, websocket.WebSocketException, ValueError) as error:
                return self._lost(f"the connection broke: {error}")
            asked = False
            if opcode == websocket.ABNF.OPCODE_CLOSE:
                return self._closed(frame.data)
            if opcode == websocket.ABNF.OPCODE_TEXT:
                try:
                    self._dispatcher.put(Frame(frame.data.decode()))
                except UnicodeDecodeError:
                    self._socket.send_close(NOT_UTF8)
                    return self._lost("the server sent a text that is not UTF-8")

    def _lost(self, why: str) -> tuple[CatError | None, Closed]:
        if self.state is _State.CLOSING:
            return None, Closed(NORMAL, "")  # we asked for it; the server left without its close frame
        return ConnectionLost(why), Closed(ABNORMAL, "")

    def _closed(self, payload: bytes) -> tuple[CatError | None, Closed]:
        code = int.from_bytes(payload[:2], "big") if len(payload) >= 2 else NO_CODE
        reason = payload[2:].decode("utf-8", "replace")
        if self.state is _State.CLOSING or code in (NORMAL, GOING_AWAY, NO_CODE):
            return None, Closed(code, reason)
        return ConnectionLost(f"the server closed with {code} {reason}", code=code, reason=reason), Closed(code, reason)

    def _end(self, failed: Failed | None, closed: Closed | None) -> None:
        self._socket.shutdown()  # type: ignore[no-untyped-call]
        with self._changed:
            asked, self.state = self.state is _State.CLOSING, _State.CLOSED
            if failed is not None and isinstance(failed.error, CatError):
                self._error = failed.error
            self._changed.notify_all()
        if failed is not None and not asked:
            self._dispatcher.put(failed)
        if closed is not None and self._announced:
            self._dispatcher.put(closed)
        self._dispatcher.release()


def _writable(sock: Any) -> bool:
    if sock is None:
        return False
    with selectors.DefaultSelector() as selector:
        try:
            selector.register(sock, selectors.EVENT_WRITE)
        except (OSError, ValueError):
            return False
        return bool(selector.select(0))
