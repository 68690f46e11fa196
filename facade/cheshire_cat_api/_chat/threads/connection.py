"""One WebSocket of websocket-client: opened, read and written with our errors, our limits and our deadlines."""

from __future__ import annotations

import contextlib
import selectors
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from traceback import clear_frames
from typing import Any, cast

import websocket

from cheshire_cat_api._chat import endings
from cheshire_cat_api._chat.endings import GOODBYE_PATIENCE, NO_CODE, NORMAL, NOT_UTF8, TOO_BIG, Ending
from cheshire_cat_api._chat.options import Options
from cheshire_cat_api._chat.plain import SHORT, take_plain
from cheshire_cat_api._locks import Claim, Mutex
from cheshire_cat_api.errors import CatError, ConnectionLost, NotConnected

SWITCHING_PROTOCOLS = 101
READ_AHEAD = 65536  # bytes
WRITE_PATIENCE = 0.5  # the share of a deadline that the close frame may take
WRITE_SLICE = 0.1  # seconds of waiting to write before a look at what has become of the socket


class Connection:
    """A socket from before its handshake to after its end. One thread opens and reads it; any thread sends and closes.

    Args:
        url: without the token, for messages.
        token: the key, quoted; empty for none.
    """

    def __init__(self, url: str, token: str, options: Options) -> None:
        self._url = url
        self._token = token
        self._options = options
        self._sending = Mutex()
        self._closing = False
        self._said_goodbye = False
        self._watchdog: threading.Timer | None = None
        self._socket = _Socket(options.max_message, options.extra.get("sslopt"))

    @property
    def alive(self) -> bool:
        """Whether something can be sent, as far as is known."""
        return not self._closing and self._socket.connected and not self._socket.is_cut

    def open(self) -> CatError | None:
        """Connect and shake hands; the error, if there is one."""
        url = f"{self._url}?token={self._token}" if self._token else self._url
        timeout = self._options.connect_timeout
        # websocket-client's timeout is for each byte; a server that sends them one by one would hold us for ever.
        late = False

        def expire() -> None:
            nonlocal late
            late = True
            self.abort()

        watchdog = threading.Timer(timeout, expire)
        watchdog.daemon = True
        try:
            watchdog.start()
            extra = {name: value for name, value in self._options.extra.items() if name != "sslopt"}
            self._socket.connect(url, timeout=timeout, redirect_limit=0, **extra)  # type: ignore[no-untyped-call]
            if self._socket.getstatus() != SWITCHING_PROTOCOLS:
                raise websocket.WebSocketException("a redirect")  # websocket-client 1.8 takes it for success
            self._socket.settimeout(self._options.ping_interval)
        except Exception as error:
            clear_frames(error.__traceback__)  # the library's keep the error that they raise, and it them
            return self._not_opened(error, late)
        finally:
            watchdog.cancel()
            if watchdog.ident is not None:
                watchdog.join()
        return None

    def read(self, receive: Callable[[list[str]], None]) -> Ending:
        """Hand over the texts, all that are there at a time, until the end."""
        asked: int | None = None
        while True:
            try:
                opcode, frame = self._socket.recv_data_frame(control_frame=True)
            except websocket.WebSocketTimeoutException:
                # No pong can come in the middle of a frame: more bytes of it are a sign of life as well.
                begun = self._socket.frames.begun
                if asked == begun or self._closing:
                    return self._broken(endings.silent(self._options.ping_interval))
                asked = begun
                with contextlib.suppress(OSError, websocket.WebSocketException):
                    self._socket.ping()
                continue
            except _TooBig:
                self._socket.send_close(TOO_BIG)
                return self._broken(endings.too_big(self._options.max_message))
            except Exception as error:  # whatever the network and the library come up with, the connection is over
                return self._broken(endings.lost(f"the connection broke: {str(error) or type(error).__name__}"))
            asked = None
            if opcode == websocket.ABNF.OPCODE_TEXT:
                try:
                    texts = [frame.data.decode()]
                except UnicodeDecodeError:
                    self._socket.send_close(NOT_UTF8)
                    return self._broken(endings.not_utf8())
                del frame  # it may be large
                texts += self._socket.frames.ready()
                receive(texts)
            elif opcode == websocket.ABNF.OPCODE_CLOSE:
                return self._closed(frame.data)

    def send(self, text: str, deadline: float, begin: Callable[[], None]) -> None:
        """Send one text frame; `begin` is called before, in the order in which frames go out.

        Raises:
            NotConnected: the connection has ended, or others were sending until `deadline`; nothing was sent.
            ConnectionLost: it broke meanwhile, or took nothing until `deadline`; nobody knows whether the text arrived.
        """
        claim = Claim()
        try:
            if not self._sending.take(claim, deadline - time.monotonic()):
                raise NotConnected("the connection takes nothing more; nothing was sent")
            if not self.alive:
                raise NotConnected("the connection has ended; nothing was sent")
            try:
                begin()
                with self._socket.writing_until(deadline):
                    self._socket.send(text)
                return
            except (OSError, websocket.WebSocketException, RuntimeError) as error:
                problem = f"the connection broke while sending: {error}; the message may or may not have arrived"
                self._cut()  # half a frame may be out: nothing can follow it
            except BaseException:  # an interrupt: likewise
                self._cut()
                raise
        finally:
            claim.over = True
            self._sending.released()
        raise ConnectionLost(problem)

    def say_goodbye(self, deadline: float) -> None:
        """Send the close frame behind whatever is being sent; where the socket takes nothing any more, cut it."""
        self._closing = True
        claim = Claim()
        try:
            if not self._sending.take(claim, (deadline - time.monotonic()) * WRITE_PATIENCE):
                self.abort()
                return
            if self._said_goodbye:
                return
            self._said_goodbye = True
            if self._socket.connected and _writable(self._socket.sock, 0):
                self._socket.send_close()
            else:
                self.abort()
        finally:
            claim.over = True
            self._sending.released()

    def after_fork(self) -> None:
        """Close the child's copy of the descriptor, and nothing else: the connection is the parent's."""
        self._closing = True
        self._sending = Mutex()
        self._socket.is_cut = True
        current = self._socket.sock
        if current is not None:
            current.plain.close()

    def watch_goodbye(self) -> None:
        """Cut it if the server does not answer our close frame, where nobody waits for that."""
        if self._watchdog is None:
            self._watchdog = threading.Timer(GOODBYE_PATIENCE, self._cut)
            self._watchdog.daemon = True
            self._watchdog.start()

    def abort(self) -> None:
        """End it from our side, without a word: the thread that opens or reads sees the end."""
        self._closing = True
        self._cut()

    def _cut(self) -> None:
        self._socket.cut()

    def release(self) -> None:
        """Close the socket itself. For the reading thread, when it has done reading."""
        if self._watchdog is not None:
            self._watchdog.cancel()
            self._watchdog = None
        self._cut()  # wakes who is still sending; the descriptor may not be closed under him
        claim = Claim()
        try:
            self._sending.take(claim)
            self._socket.shutdown()
        finally:
            claim.over = True
            self._sending.released()

    def _not_opened(self, error: Exception, late: bool) -> CatError:
        status = self._socket.getstatus()  # of a redirect, which is not followed
        if isinstance(error, websocket.WebSocketBadStatusException):
            status = error.status_code
        if status is not None:
            return endings.handshake_refused(self._url, status)
        if late or isinstance(error, websocket.WebSocketTimeoutException | TimeoutError):
            return endings.no_handshake(self._url, self._options.connect_timeout)
        if isinstance(error, OSError | websocket.WebSocketAddressException):
            return endings.no_server(self._url, error)
        return endings.no_websocket(self._url, error)

    def _broken(self, ending: Ending) -> Ending:
        # Where we asked for it, the server has only left without its close frame.
        return endings.ended_well() if self._closing else ending

    def _closed(self, payload: bytes) -> Ending:
        code = int.from_bytes(payload[:2], "big") if len(payload) >= 2 else NO_CODE
        reason = payload[2:].decode("utf-8", "replace")
        return endings.ended_well(code, reason) if self._closing else endings.closed_by_server(code, reason)


class _TooBig(Exception):
    """A message is larger than the limit: its header says so, and its content was not read."""


class _ReadAhead:
    """A socket that is read in large pieces: websocket-client reads a handshake byte by byte.

    A thousand threads that do so keep handing the interpreter to each other: without this, they take twice as long.
    """

    def __init__(self, sock: Any) -> None:
        self.plain = sock
        self._ahead = b""

    def recv(self, size: int) -> bytes:
        whole: bytes = self._ahead or self.plain.recv(max(size, READ_AHEAD))
        piece, self._ahead = whole[:size], whole[size:]
        return piece

    def __getattr__(self, name: str) -> Any:
        return getattr(self.plain, name)


class _Frames(websocket.frame_buffer):
    """websocket-client's, which reads ahead, and refuses by its header what is too large or against the protocol."""

    limit = 0
    _message = 0

    def __init__(self, recv: Callable[[int], bytes]) -> None:
        super().__init__(recv, True)
        self._ahead = bytearray()

    def recv_strict(self, bufsize: int) -> bytes:
        while (missing := bufsize - len(self._ahead)) > 0:
            # Of a large message, no byte too many: it is handed over as it was gathered, without another copy.
            self._ahead += self.recv(READ_AHEAD if bufsize < READ_AHEAD else min(READ_AHEAD, missing))
        if bufsize == len(self._ahead) >= READ_AHEAD:
            whole, self._ahead = self._ahead, bytearray()
            return cast("bytes", whole)  # nothing is done with it that bytes alone could do
        taken = bytes(self._ahead[:bufsize])
        del self._ahead[:bufsize]
        return taken

    @property
    def begun(self) -> int:
        """Bytes that have come of what is being read."""
        return len(self._ahead)

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
        self._message = self.length + (self._message if opcode == websocket.ABNF.OPCODE_CONT else 0)
        if self._message > self.limit:
            raise _TooBig


class _Socket(websocket.WebSocket):
    """websocket-client's, with a limit, which answers a close frame once and does not lose its code where it cannot."""

    def __init__(self, limit: int, sslopt: dict[str, Any] | None) -> None:
        self.is_cut = False
        super().__init__(
            sockopt=[(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)],
            sslopt=sslopt,
            skip_utf8_validation=True,  # decoding checks the same, in C
        )
        self.frame_buffer = self.frames = _Frames(self._recv)
        self.frames.limit = limit
        self._write_deadline: float | None = None
        self._close_sent = False

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
        while self._write_deadline is not None and not _writable(self.sock, WRITE_SLICE):
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
        if not self._close_sent:
            self._close_sent = True
            with contextlib.suppress(OSError, websocket.WebSocketException):
                super().send_close(status, reason)


def _writable(sock: Any, timeout: float) -> bool:
    """Whether a socket takes bytes within so many seconds."""
    if sock is None:
        return False
    with selectors.DefaultSelector() as selector:
        try:
            selector.register(sock, selectors.EVENT_WRITE)
        except (OSError, ValueError):
            return False
        return bool(selector.select(max(0.0, timeout)))
