"""One WebSocket of websocket-client: opened, read and written with our errors, our limits and our deadlines."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Sequence
from contextvars import ContextVar

import websocket

from openapi_facade.failure import Failure
from openapi_facade.frames import let_go
from openapi_facade.locks import Claim, Mutex
from openapi_facade.redaction import Redactor, clean_logs
from openapi_facade.websocket import endings
from openapi_facade.websocket.address import Address
from openapi_facade.websocket.endings import GOODBYE_PATIENCE, NO_CODE, NOT_UTF8, PROTOCOL_ERROR, Ending
from openapi_facade.websocket.options import MOST_UNSAID, Options
from openapi_facade.websocket.protocol import NEVER, Reader
from openapi_facade.websocket.threads.wire import Due, Refused, Socket, writable

SWITCHING_PROTOCOLS = 101
SOON = 0.001  # seconds; a timeout of 0 would be none to websocket-client
WRITE_PATIENCE = 0.5  # the share of a deadline that the close frame may take


_speaks: ContextVar[Redactor | None] = ContextVar("openapi_facade_websocket", default=None)
"""Of the connection that this thread reads."""

# websocket-client traces, where it is told to, the request with the token in it, and every frame.
clean_logs(_speaks.get, "websocket")


class Silence:
    """How long nothing has come: after an interval the server is asked whether it lives, after two it is given up."""

    def __init__(self, interval: float) -> None:
        self._interval = interval
        self._heard = -1
        self._seconds = 0.0
        self.asks = False
        """Whether the server is to be asked now."""

    @property
    def left(self) -> float:
        """Seconds until there is something to do."""
        return (self._interval if self._seconds < self._interval else 2 * self._interval) - self._seconds

    @property
    def over(self) -> bool:
        """Whether it has lasted too long."""
        return self._seconds >= 2 * self._interval

    def lasted(self, seconds: float, heard: int) -> None:
        """It went on for so many seconds; `heard`: bytes that have come, ever."""
        before = self._seconds if heard == self._heard else 0.0
        self._heard, self._seconds = heard, before + seconds
        self.asks = before < self._interval <= self._seconds

    def ended(self) -> None:
        """A frame came."""
        self._seconds = 0.0


class Connection:
    """A socket from before its handshake to after its end. One thread opens and reads it; any thread sends and closes.

    Args:
        address: where to connect.
        options: how.
    """

    def __init__(self, address: Address, options: Options) -> None:
        self._address = address
        self._options = options
        self._closing = False
        self._said_goodbye = False
        self._watchdog: threading.Timer | None = None
        self._socket = Socket(options.max_message, options.extra.get("sslopt"))

    @property
    def alive(self) -> bool:
        """Whether something can be sent, as far as is known."""
        return not self._closing and self._socket.connected and not self._socket.is_cut

    def open(self) -> Failure | None:
        """Connect and shake hands; the failure, if there is one."""
        _speaks.set(self._options.redactor)  # in the thread that opens and reads, and does nothing else
        timeout = self._options.connect_timeout
        # websocket-client's timeout is for each byte; a server that sends them one by one would hold us for ever.
        begun = time.monotonic()
        watchdog = threading.Timer(timeout, self.abort)
        watchdog.daemon = True
        try:
            watchdog.start()
            extra = {name: value for name, value in self._options.extra.items() if name != "sslopt"}
            if self._address.origin:
                extra["origin"] = self._address.origin
            self._socket.connect(self._address.whole, timeout=timeout, redirect_limit=0, **extra)  # type: ignore[no-untyped-call]
            if self._socket.getstatus() != SWITCHING_PROTOCOLS:
                raise websocket.WebSocketException("a redirect")  # websocket-client 1.8 takes it for success
            self._socket.settimeout(self._options.ping_interval)
        except Exception as error:
            let_go(error)
            return self._not_opened(error, late=time.monotonic() - begun >= timeout)
        finally:
            watchdog.cancel()
            if watchdog.ident is not None:
                watchdog.join()
        return None

    def read(self, reader: Reader) -> Ending:
        """Hand over the texts, all that are there at a time, until the end, and send what goes out by itself."""
        silence = Silence(self._options.ping_interval)
        while True:
            try:
                if not self._closing and (why := reader.tick()):
                    return self._broken(endings.lost(why))
                self.say(reader.outgoing())
                if self._socket.unsaid > MOST_UNSAID:
                    return self._broken(endings.takes_nothing())
                self._wait_no_longer_than(silence.left, NEVER if self._closing else reader.due())
                opcode, frame = self._socket.recv_data_frame(control_frame=True)
            except Due:
                silence.ended()
                continue
            except websocket.WebSocketTimeoutException:
                # No pong can come in the middle of a frame: more bytes are a sign of life as well.
                silence.lasted(self._socket.gettimeout() or 0.0, self._socket.frames.heard)
                if silence.over or (silence.asks and self._closing):
                    return self._broken(endings.silent(self._options.ping_interval))
                if silence.asks:
                    with contextlib.suppress(OSError, websocket.WebSocketException):
                        self._socket.ping()
                continue
            except Refused as refused:
                self._socket.send_close(refused.ending.closed.code)
                return self._broken(refused.ending)
            except Exception as error:  # whatever the network and the library come up with, the connection is over
                if isinstance(error, websocket.WebSocketProtocolException):
                    self._socket.send_close(PROTOCOL_ERROR)
                return self._broken(endings.lost(f"the connection broke: {str(error) or type(error).__name__}"))
            silence.ended()
            if opcode == websocket.ABNF.OPCODE_TEXT:
                try:
                    texts = [frame.data.decode()]
                except UnicodeDecodeError:
                    self._socket.send_close(NOT_UTF8)
                    return self._broken(endings.not_utf8())
                del frame  # it may be large
                texts += self._socket.frames.ready()
                reader.receive(texts)
            elif opcode == websocket.ABNF.OPCODE_CLOSE:
                return self._closed(frame.data)

    def say(self, texts: Sequence[str]) -> None:
        """Send short texts of the protocol's own, now or when the server takes them; for the thread that reads."""
        self._socket.say(texts)

    def send(self, text: str, deadline: float, begin: Callable[[], None]) -> None:
        """Send one text frame; `begin` is called before, in the order in which frames go out.

        Raises:
            Failure: not connected: the connection has ended, or others were sending until `deadline`; nothing was sent.
                lost: it broke meanwhile, or took nothing until `deadline`; nobody knows whether the text arrived.
        """
        claim = Claim()
        try:
            if not self._socket.sending.take(claim, deadline - time.monotonic()):
                raise endings.not_connected("the connection takes nothing more; nothing was sent")
            if not self.alive:
                raise endings.not_connected("the connection has ended; nothing was sent")
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
            self._socket.sending.released()
        raise self._options.redactor.error(endings.loss(problem))

    def say_goodbye(self, deadline: float) -> None:
        """Send the close frame behind whatever is being sent; where the socket takes nothing any more, cut it."""
        self._closing = True
        claim, begun = Claim(), time.monotonic()
        patience = (deadline - begun) * WRITE_PATIENCE
        try:
            if not self._socket.sending.take(claim, patience):
                self.abort()
                return
            if self._said_goodbye:
                return
            self._said_goodbye = True
            # To cut it off would lose what the server is still to read.
            if self._socket.connected and writable(self._socket.sock, begun + patience - time.monotonic()):
                self._socket.say_goodbye()
            else:
                self.abort()
        finally:
            claim.over = True
            self._socket.sending.released()

    def after_fork(self) -> None:
        """Close the child's copy of the descriptor, and nothing else: the connection is the parent's."""
        self._closing = True
        self._socket.sending = Mutex()
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
            self._socket.sending.take(claim)
            self._socket.shutdown()
        finally:
            claim.over = True
            self._socket.sending.released()

    def _wait_no_longer_than(self, silence: float, due: float) -> None:
        """Have the socket wait so many seconds for a byte, and not beyond a time."""
        seconds = silence if due == NEVER else max(SOON, min(silence, due - time.monotonic()))
        if seconds != self._socket.gettimeout():
            self._socket.settimeout(seconds)
        self._socket.wait_until(due)

    def _not_opened(self, error: Exception, late: bool) -> Failure:
        url = self._address.url
        status, body = self._socket.getstatus(), None  # of a redirect, which is not followed
        if isinstance(error, websocket.WebSocketBadStatusException):
            status, body = error.status_code, error.resp_body
        if status is not None:
            return endings.handshake_refused(url, status, body)
        if late or isinstance(error, websocket.WebSocketTimeoutException | TimeoutError):
            return endings.no_handshake(url, self._options.connect_timeout)
        if isinstance(error, OSError | websocket.WebSocketAddressException):
            return endings.no_server(url, error, self._options.api.the_server)
        return endings.no_websocket(url, error)

    def _broken(self, ending: Ending) -> Ending:
        # Where we asked for it, the server has only left without its close frame.
        return endings.ended_well() if self._closing else ending

    def _closed(self, payload: bytes) -> Ending:
        code = int.from_bytes(payload[:2], "big") if len(payload) >= 2 else NO_CODE
        reason = payload[2:].decode("utf-8", "replace")
        return endings.ended_well(code, reason) if self._closing else endings.closed_by_server(code, reason)
