"""One WebSocket of the `websockets` library: opened and read with our errors and our limits.

Written against websockets 15.0.1, 16.0 and 16.1.1, whose names that are not public stand here alone.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
from collections.abc import Callable
from functools import partial
from typing import Any

from cheshire_cat_api._chat import endings
from cheshire_cat_api._chat.endings import EMPTY_PARTS, GOODBYE_PATIENCE, NORMAL, TOO_BIG, Ending
from cheshire_cat_api._chat.interim import Interim, TooMuch
from cheshire_cat_api._chat.options import Options
from cheshire_cat_api._chat.tasks.tunnel import open_tunnel
from cheshire_cat_api.errors import CatError, ConfigError, ConnectionLost
from openapi_facade.frames import let_go
from openapi_facade.secrets import Secret

try:
    import websockets
    from websockets.asyncio.client import ClientConnection, connect
    from websockets.client import ClientProtocol
    from websockets.frames import DATA_OPCODES, Frame, Opcode
    from websockets.protocol import State
    from websockets.uri import parse_uri
except ModuleNotFoundError:
    raise ConfigError('the chat over asyncio needs websockets: pip install "cheshire-cat-api[async]"') from None


PIECE = 16_384
"""Bytes that are worked on before anything else has its turn of the event loop: a thousand tokens."""
NOTHING = memoryview(b"")

# What the library logs at DEBUG begins with the handshake's request, which has the token in it.
_QUIET = logging.Logger(f"{__name__}.websockets", logging.INFO)
_QUIET.parent = logging.getLogger("cheshire_cat_api")


async def open_connection(url: str, token: str, options: Options) -> AsyncConnection | CatError:
    """Connect and shake hands; the error, where that cannot be done.

    Args:
        url: without the token, for messages.
        token: the key, quoted; empty for none.
    """
    try:
        connection = await _Connect(
            Secret(f"{url}?token={token}") if token else url,
            open_timeout=options.connect_timeout,
            ping_interval=None,
            close_timeout=GOODBYE_PATIENCE,
            create_connection=partial(AsyncConnection, options),  # type: ignore[arg-type]  # any factory will do
            logger=_QUIET,
            compression=None,  # costs memory for each chat, and time on a local network
            **options.extra,
        )
    except Exception as error:
        let_go(error)
        return _not_opened(error, url, options)
    assert isinstance(connection, AsyncConnection)
    return connection


def _not_opened(error: Exception, url: str, options: Options) -> CatError:
    if isinstance(error, websockets.InvalidStatus):
        return endings.handshake_refused(url, error.response.status_code)
    if isinstance(error, TimeoutError | asyncio.TimeoutError):  # one since Python 3.11
        return endings.no_handshake(url, options.connect_timeout)
    if isinstance(error, OSError):
        return endings.no_server(url, error)
    return endings.no_websocket(url, error)


class _Connect(connect):
    """websockets' connect, which follows no redirect: the token must not go elsewhere; and a tunnel of ours."""

    async def create_connection(self) -> ClientConnection:
        if isinstance(self.proxy, str):
            server = parse_uri(self.uri)
            self.connection_kwargs["sock"] = await open_tunnel(self.proxy, server.host, server.port)
        return await super().create_connection()

    def process_redirect(self, exc: Exception) -> Exception:
        return exc


class _Protocol(ClientProtocol):
    """websockets', which answers a close frame in the middle of a message in parts as any other (RFC 6455 §5.4).

    While the server does not read, pongs would be kept without end: of its pings, only the newest is answered then
    (§5.5.3), when it does.
    """

    _holds = False
    _unanswered: Frame | None = None

    def hold_pongs(self) -> None:
        self._holds = True

    def release_pong(self) -> None:
        ping, self._holds, self._unanswered = self._unanswered, False, None
        if ping is not None and self.state is State.OPEN:
            self.send_pong(ping.data)

    def recv_frame(self, frame: Frame) -> None:
        if frame.opcode is Opcode.PING and self._holds:
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
        self._protocol = _Protocol(protocol.uri, state=protocol.state, max_size=options.max_message, logger=_QUIET)
        super().__init__(self._protocol, **kwargs)
        self._options = options
        self._texts: list[str] = []
        self._receive: Callable[[list[str]], None] | None = None
        self._message: bytes | bytearray = b""  # what has come of one in several parts
        self._is_text = False
        self._empty = 0
        self._heard_at = 0.0
        self._watch: asyncio.TimerHandle | None = None
        self._refusal: Ending | None = None
        self._silent = False
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

    def listen(self, receive: Callable[[list[str]], None]) -> None:
        """Hand over what comes, and what came; end the connection when nothing comes for twice the interval."""
        self._receive = receive
        self._hand_over()
        self._heard_at = self.loop.time()
        if self.protocol.state is not State.CLOSED:
            self._look_out()

    async def read(self, receive: Callable[[list[str]], None], by_us: Callable[[], bool]) -> Ending:
        """Hand over the texts, all that are there at a time, until the end; `by_us`: whether we asked for it."""
        self.listen(receive)
        try:
            await self.wait_closed()
        finally:
            self._receive = None  # the library's objects know each other, so the collector frees them: not ours as well
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
            ConnectionLost: it broke meanwhile, or took nothing until `deadline`; nobody knows whether the text arrived.
        """
        too_late = self.loop.call_at(deadline, self.transport.abort)
        try:
            await self.send(text)
            return
        except websockets.ConnectionClosed as error:
            late = self.loop.time() >= deadline
            problem = "the server does not read" if late else f"the connection broke while sending: {error}"
        finally:
            too_late.cancel()
        lost = ConnectionLost(f"{problem}; the message may or may not have arrived")
        raise self._options.redactor.error(lost)

    async def say_goodbye(self, timeout: float) -> None:
        """Send the close frame behind whatever is being sent, and wait for the server's; then cut it."""
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
        self._heard_at = self.loop.time()
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
        if self._texts and self._receive is not None:
            texts, self._texts = self._texts, []
            self._receive(texts)

    def _look_out(self) -> None:
        interval, quiet = self._options.ping_interval, self.loop.time() - self._heard_at
        if quiet >= 2 * interval:
            self._silent = True
            self.transport.abort()
            return
        if quiet >= interval and self.protocol.state is State.OPEN:
            self.protocol.send_ping(b"")
            self.send_data()
        next_look = self._heard_at + interval * (2 if quiet >= interval else 1)
        self._watch = self.loop.call_at(next_look, self._look_out)
