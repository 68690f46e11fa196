"""One WebSocket of the `websockets` library: opened and read with our errors and our limits.

Written against websockets 15 to 17.4, whose names that are not public stand here alone.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
from collections import deque
from collections.abc import Callable, Sequence
from functools import lru_cache, partial
from typing import Any, cast

import websockets
from websockets.asyncio.client import ClientConnection, connect
from websockets.client import ClientProtocol
from websockets.frames import DATA_OPCODES, Frame, Opcode
from websockets.protocol import State
from websockets.typing import Origin
from websockets.uri import parse_uri

from openapi_facade.failure import Failure
from openapi_facade.frames import let_go
from openapi_facade.websocket import endings
from openapi_facade.websocket.address import Address
from openapi_facade.websocket.endings import EMPTY_PARTS, GOODBYE_PATIENCE, NORMAL, TOO_BIG, Ending
from openapi_facade.websocket.interim import Interim, TooMuch
from openapi_facade.websocket.options import MOST_UNSAID, Options
from openapi_facade.websocket.protocol import NEVER, Reader
from openapi_facade.websocket.tasks.tunnel import open_tunnel

PIECE = 16_384
"""Bytes that are worked on before anything else has its turn of the event loop: a thousand tokens."""
NOTHING = memoryview(b"")
SOON = 0.001  # seconds between two looks, at the least


@lru_cache
def _quiet(parent: logging.Logger) -> logging.Logger:
    """Return what websockets logs to: at DEBUG that begins with the handshake's request, which has the token in it."""
    logger = logging.Logger(f"{parent.name}.websockets", logging.INFO)
    logger.parent = parent
    return logger


async def open_connection(address: Address, options: Options) -> AsyncConnection | Failure:
    """Connect and shake hands; the failure, where that cannot be done."""
    extra = dict(options.extra)
    if address.origin:
        extra["origin"] = Origin(address.origin)
    try:
        connection = await _Connect(
            address.whole,
            open_timeout=options.connect_timeout,
            ping_interval=None,
            close_timeout=GOODBYE_PATIENCE,
            create_connection=partial(AsyncConnection, options),  # type: ignore[arg-type]  # any factory will do
            logger=_quiet(options.api.logger),
            compression=None,  # costs memory for each chat, and time on a local network
            **extra,
        )
    except Exception as error:
        let_go(error)
        return _not_opened(error, address.url, options)
    assert isinstance(connection, AsyncConnection)
    return connection


def _not_opened(error: Exception, url: str, options: Options) -> Failure:
    if isinstance(error, websockets.InvalidStatus):
        return endings.handshake_refused(url, error.response.status_code, error.response.body)
    if isinstance(error, TimeoutError | asyncio.TimeoutError):  # one since Python 3.11
        return endings.no_handshake(url, options.connect_timeout)
    if isinstance(error, OSError):
        return endings.no_server(url, error, options.api.the_server)
    return endings.no_websocket(url, error)


class _Connect(connect):
    """websockets' connect, which follows no redirect: the token must not go elsewhere; and a tunnel of ours."""

    async def create_connection(self) -> ClientConnection:
        await self._go_through(self.connection_kwargs)
        return await super().create_connection()

    async def open_tcp_connection(self) -> ClientConnection:  # its name since websockets 17
        ours: Any = self
        await self._go_through(ours.create_connection_kwargs)
        opened: ClientConnection = await cast("Any", super()).open_tcp_connection()
        return opened

    async def _go_through(self, kwargs: dict[str, Any]) -> None:
        if isinstance(self.proxy, str):
            server = parse_uri(self.uri)
            kwargs["sock"] = await open_tunnel(self.proxy, server.host, server.port)

    def process_redirect(self, exc: Exception) -> Exception:
        return exc


class _Protocol(ClientProtocol):
    """websockets', which answers a close frame in the middle of a message in parts as any other (RFC 6455 §5.4).

    While the server does not read, pongs would be kept without end: of its pings, only the newest is answered then
    (§5.5.3), when it does.
    """

    holds = False
    _unanswered: Frame | None = None

    def hold_pongs(self) -> None:
        self.holds = True

    def release_pong(self) -> None:
        ping, self.holds, self._unanswered = self._unanswered, False, None
        if ping is not None and self.state is State.OPEN:
            self.send_pong(ping.data)

    def recv_frame(self, frame: Frame) -> None:
        if frame.opcode is Opcode.PING and self.holds:
            self._unanswered = frame
            return
        if frame.opcode is Opcode.CLOSE:
            self.current_size = self.cur_size = None  # the former since websockets 16
        super().recv_frame(frame)


class AsyncConnection(ClientConnection):
    """websockets', which hands over the texts that came together at once, and asks a silent server whether it lives.

    The library's own keepalive knows pongs only, and no pong can come in the middle of a large message.
    """

    def __init__(self, options: Options, protocol: ClientProtocol, **kwargs: Any) -> None:
        logger = _quiet(options.api.logger)
        self._protocol = _Protocol(
            protocol.uri,
            origin=protocol.origin,
            subprotocols=protocol.available_subprotocols,
            state=protocol.state,
            max_size=options.max_message,
            logger=logger,
        )
        super().__init__(self._protocol, **kwargs)
        self._options = options
        self._texts: list[str] = []
        self._reader: Reader | None = None
        self._unsaid: deque[str] = deque()
        self._message: bytes | bytearray = b""  # what has come of one in several parts
        self._is_text = False
        self._empty = 0
        self._heard_at = 0.0
        self._watch: asyncio.TimerHandle | None = None
        self._refusal: Ending | None = None
        self._silent = False
        self._asked = False
        self._next_look = NEVER
        self._interim = Interim()
        self._came = NOTHING

    @property
    def alive(self) -> bool:
        """Whether something can be sent, as far as is known."""
        return self.state is State.OPEN

    def after_fork(self) -> None:
        """Let go of the descriptor in a forked child; its number stays taken, for the transport to close."""
        sock = self.transport.get_extra_info("socket")
        if sock is not None and sock.fileno() >= 0:
            nothing = os.open(os.devnull, os.O_RDWR)
            os.dup2(nothing, sock.fileno())
            os.close(nothing)

    def listen(self, reader: Reader) -> None:
        """Hand over what comes, and what came; end the connection when nothing comes for twice the interval."""
        self._reader = reader
        self._heard_at = self.loop.time()
        self._hand_over()
        if self.protocol.state is not State.CLOSED:
            self._look_out()

    async def read(self, reader: Reader, by_us: Callable[[], bool]) -> Ending:
        """Hand over the texts, all that are there at a time, until the end, and send what goes out by itself.

        Args:
            reader: takes them, and has what goes out.
            by_us: whether we asked for the end.
        """
        self.listen(reader)
        try:
            await self.wait_closed()
        finally:
            self._reader = None  # the library's objects know each other, so the collector frees them: not ours as well
        return self.ending(by_us())

    def ending(self, by_us: bool) -> Ending:
        """How it has ended."""
        error = self.protocol.close_exc
        theirs = error.rcvd
        if by_us:
            return endings.ended_well(theirs.code, theirs.reason) if theirs is not None else endings.ended_well()
        if self._refusal is not None:
            return self._refusal
        if theirs is not None and (error.sent is None or error.rcvd_then_sent):
            return endings.closed_by_server(theirs.code, theirs.reason)
        if error.sent is not None and error.sent.code == TOO_BIG:
            return endings.too_big(self._options.max_message)
        if self._silent:
            return endings.silent(self._options.ping_interval)
        return endings.lost(f"the connection broke: {error}")

    async def send_text(self, text: str, deadline: float) -> None:
        """Send one text frame.

        Raises:
            Failure: lost: it broke meanwhile, or took nothing until `deadline`; nobody knows whether the text arrived.
        """
        too_late = self.loop.call_at(deadline, self.transport.abort)
        reason = "it was cut off"  # which the library takes for sent
        try:
            await self.send(text)
            if self.protocol.state is not State.CLOSED:
                return
        except websockets.ConnectionClosed as error:
            reason = str(error)
        finally:
            too_late.cancel()
        late = self.loop.time() >= deadline
        problem = "the server does not read" if late else f"the connection broke while sending: {reason}"
        lost = endings.loss(f"{problem}; the message may or may not have arrived")
        raise self._options.redactor.error(lost)

    async def say_goodbye(self, timeout: float) -> None:
        """Send the close frame behind whatever is being sent, and wait for the server's; then cut it."""
        self._say((), whether_taken=False)
        goodbye = asyncio.ensure_future(self.close())
        try:
            await asyncio.wait({goodbye}, timeout=max(0.0, timeout))
        finally:
            self.transport.abort()
            with contextlib.suppress(OSError, websockets.WebSocketException):
                await goodbye

    def data_received(self, data: bytes) -> None:
        if self.response is None:
            try:
                data = self._interim.rest(data)
            except TooMuch:
                self.transport.abort()
                return
        self._heard_at, self._asked = self.loop.time(), False
        working, self._came = bool(self._came), memoryview(bytes(self._came) + data)
        if not working:
            self._work()

    def eof_received(self) -> None:
        self._work_off()
        super().eof_received()

    def connection_lost(self, exc: Exception | None) -> None:
        self._work_off()
        if self._watch is not None:
            self._watch.cancel()
        super().connection_lost(exc)

    def _work(self) -> None:
        """Take a piece of what has come, and leave the loop to others before the next: a server may flood us."""
        piece, self._came = self._came[:PIECE], self._came[PIECE:]
        super().data_received(piece)  # type: ignore[arg-type]  # it is put to a bytearray
        self._hand_over()
        sent = self.protocol.close_sent
        if sent is not None and sent.code != NORMAL and self.protocol.close_rcvd is None:
            self.transport.abort()  # whoever sends what we refuse may go on sending it for ever
        if self._came:
            self.transport.pause_reading()
            self.loop.call_soon(self._work_on)
        else:
            self.transport.resume_reading()

    def _work_on(self) -> None:
        if self._came:
            self._work()

    def _work_off(self) -> None:
        """Take all of it: the connection has ended."""
        rest, self._came = self._came, NOTHING
        if rest:
            super().data_received(rest)  # type: ignore[arg-type]
            self._hand_over()

    def pause_writing(self) -> None:
        super().pause_writing()
        self._protocol.hold_pongs()

    def resume_writing(self) -> None:
        super().resume_writing()
        self._protocol.release_pong()
        self._say(())
        self.send_data()

    def process_event(self, event: Any) -> None:
        if self.response is None:
            super().process_event(event)
        elif event.opcode in DATA_OPCODES:
            self._take(event)
        elif event.opcode is Opcode.CLOSE:
            self.loop.call_later(GOODBYE_PATIENCE, self.transport.abort)  # the server should end it now
        else:
            super().process_event(event)

    def _take(self, frame: Any) -> None:
        if self._refusal is not None:
            return  # it came together with what we refused
        if frame.opcode is not Opcode.CONT:
            self._is_text, self._empty = frame.opcode is Opcode.TEXT, 0
        self._empty += not frame.data
        if self._empty > EMPTY_PARTS:
            self._refuse(endings.too_many_parts())
            return
        if frame.opcode is not Opcode.CONT:
            # Further parts are put to it where it is: a list of them would take more memory than they have bytes.
            self._message = frame.data if frame.fin else bytearray(frame.data)
        else:
            self._message += frame.data
        if not frame.fin:
            return
        message, self._message = self._message, b""
        if self._is_text:
            try:
                self._texts.append(message.decode())
            except UnicodeDecodeError:
                self._refuse(endings.not_utf8())

    def _refuse(self, ending: Ending) -> None:
        self._refusal, self._message = ending, b""
        self.protocol.fail(ending.closed.code)
        self.send_data()

    def _hand_over(self) -> None:
        reader = self._reader
        if self._texts and reader is not None:
            texts, self._texts = self._texts, []
            reader.receive(texts)
            self._say(reader.outgoing())
            if reader.due() < self._next_look:
                self._look_out()

    def _say(self, texts: Sequence[str], whether_taken: bool = True) -> None:
        """Send texts, as far as the server takes them, or whether it takes them or not."""
        self._unsaid.extend(texts)
        if self.protocol.state is not State.OPEN:  # nothing may follow a close frame (RFC 6455 §5.5.1)
            self._unsaid.clear()
        elif self._protocol.holds and whether_taken:
            if len(self._unsaid) > MOST_UNSAID:
                self._give_up(endings.takes_nothing())
        elif self._unsaid:
            while self._unsaid:
                self.protocol.send_text(self._unsaid.popleft().encode())
            self.send_data()

    def _give_up(self, ending: Ending) -> None:
        self._refusal = self._refusal or ending
        self.transport.abort()

    def _look_out(self) -> None:
        """See what is due, and what silence means; and when to look again."""
        if self._watch is not None:
            self._watch.cancel()
        reader, due = self._reader, NEVER
        if reader is not None and self.protocol.state is State.OPEN:
            if why := reader.tick():
                self._give_up(endings.lost(why))
                return
            self._say(reader.outgoing())
            due = max(reader.due(), self.loop.time() + SOON)
        interval, quiet = self._options.ping_interval, self.loop.time() - self._heard_at
        if quiet >= 2 * interval:
            self._silent = True
            self.transport.abort()
            return
        if quiet >= interval and not self._asked and self.protocol.state is State.OPEN:
            self._asked = True
            self.protocol.send_ping(b"")
            self.send_data()
        self._next_look = min(due, self._heard_at + interval * (2 if quiet >= interval else 1))
        self._watch = self.loop.call_at(self._next_look, self._look_out)
