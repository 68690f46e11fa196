"""The chat over asyncio and the `websockets` library: what thread.py is with threads, with tasks.

Everything here runs on one event loop, so that nothing needs a lock.
"""

from __future__ import annotations

import asyncio
import contextlib
import enum
import json
import logging
import weakref
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from types import TracebackType
from typing import Any, TypeAlias

import websockets
from websockets.asyncio.client import ClientConnection, connect
from websockets.frames import DATA_OPCODES, Opcode
from websockets.protocol import State

from cheshire_cat_api._chat.backoff import Reconnect, is_refused, worth_another_try
from cheshire_cat_api._chat.events import Closed, Decode, Event, Failed, Frame, GaveUp, Opened, Reply, ServerEvent, read
from cheshire_cat_api._chat.mailbox import Mailbox
from cheshire_cat_api._chat.prompt import Address, as_frame, checked_seconds
from cheshire_cat_api._chat.protocol import (
    HANDLER_MARGIN,
    LOST_TURN_PATIENCE,
    QUIET,
    TURN_KEY,
    Look,
    Turn,
    Turns,
    Wait,
    for_good,
)
from cheshire_cat_api.errors import (
    CatError,
    ConfigError,
    ConnectionFailed,
    ConnectionLost,
    HandshakeRefused,
    NotConnected,
    TimedOut,
    TurnTimeout,
    WrongEventLoop,
)

logger = logging.getLogger("cheshire_cat_api")

GOODBYE_PATIENCE = 1.0  # seconds that the server has for its close frame
NORMAL, GOING_AWAY, NO_CODE, ABNORMAL, NOT_UTF8, TOO_BIG = 1000, 1001, 1005, 1006, 1007, 1009

History: TypeAlias = "Callable[[float], Awaitable[list[Mapping[str, Any]]]]"


class AsyncChat:
    """One user's chat: a connection at a time, the turns, and the callbacks' task. Parameters as those of `Chat`."""

    def __init__(
        self,
        address: Callable[[], Awaitable[Address]],
        sink: Callable[[Event], Awaitable[None]],
        heeded: Callable[[], bool],
        history: History,
        decode: Decode,
        *,
        connect_timeout: float = 5.0,
        ping_interval: float = 20.0,
        max_message: int = 256 * 1024 * 1024,
        extra: Mapping[str, Any] | None = None,
        reconnect: Reconnect | None = None,
    ) -> None:
        self.address = address
        self.connect_timeout = connect_timeout
        self.ping_interval = ping_interval
        self.max_message = max_message
        self.extra = extra or {}
        self.reconnect = reconnect
        self._loop = asyncio.get_running_loop()
        self.dispatcher = _Dispatcher(sink, heeded)
        self._history = history
        self._decode = decode
        self._asking = False
        self._listeners: weakref.WeakSet[AsyncEvents] = weakref.WeakSet()
        self._link: _Link | None = None
        self._closes = 0
        self.not_before = 0.0
        self.changed = Signal()
        self.turns = Turns()
        self.asked: set[Turn] = set()

    @property
    def connected(self) -> bool:
        """Whether the handshake is done and the connection has not ended."""
        return self._link is not None and self._link.state is _State.OPEN

    def now(self) -> float:
        """The loop's clock."""
        return self._loop.time()

    async def connect(self, timeout: float | None = None) -> None:
        """Open the connection, unless there is one; see `Chat.connect`."""
        self._check_loop()
        checked_seconds(timeout if timeout is not None else 0.0, "timeout")
        link = self._link
        if link is None or link.over:
            link = self._link = _Link(self)
        else:
            # A second socket of one user makes the first deaf (CONTRACT §4.5).
            logger.warning("connect_ws(): already %s; nothing done", link.state.value)
        if timeout is not None:
            await link.wait_until_open(self.now() + timeout, timeout)

    async def send(self, message: dict[str, Any]) -> None:
        """Send one prompt; see `Chat.send`."""
        self._check_loop()
        frame = as_frame(message)
        if self._link is None:
            raise NotConnected("not connected: await connect_ws() first; nothing was sent")
        await self._send(self._link, Turn(message["text"], self._revive), frame, self.now() + self.connect_timeout)

    async def stream(self, message: dict[str, Any], timeout: float) -> Turn:
        """Send a prompt in its turn; the caller takes the turn's steps, and calls `finished`. See `Chat.stream`."""
        self._check_loop()
        deadline = self.now() + checked_seconds(timeout, "timeout")
        turn = Turn(message["text"], self._revive, deadline, timeout)
        frame = as_frame({**message, TURN_KEY: turn.id})
        closes = self._closes
        # No asyncio.wait_for in here: before Python 3.12 it can swallow a cancellation.
        await self.changed.wait_for(lambda: not self._asking, deadline)
        if self._asking:
            raise TurnTimeout(f"another turn was in the way for {timeout:g} s; nothing was sent")
        self._asking = True
        try:
            self.asked.add(turn)
            await self._wait_for_the_server(turn, deadline, timeout)
            while True:
                link = await self._open_link(deadline, closes)
                try:
                    await self._send(link, turn, frame, deadline)
                    break
                except NotConnected:
                    if self.now() >= deadline:
                        raise
                except ConnectionLost:
                    break  # it may have arrived: the turn finds out
        except BaseException:
            self.finished(turn)
            raise
        finally:
            self._asking = False
            self.changed.set()
        return turn

    def events(self) -> AsyncEvents:
        """The server's events from now on; see `Chat.events`."""
        self._check_loop()
        if self._link is None or self._link.over:
            raise NotConnected("not connected: await connect_ws() first")
        listener = AsyncEvents(self)
        self._listeners.add(listener)
        return listener

    async def close(self, timeout: float) -> None:
        """End the connection after what was sent; see `Chat.close`."""
        self._check_loop()
        deadline = self.now() + checked_seconds(timeout, "timeout")
        self._closes += 1
        for turn in self.asked:
            turn.end(ConnectionLost("the chat was closed", code=NORMAL))
        self.changed.set()
        if self._link is not None:
            await self._link.close(deadline)
        await self.dispatcher.drain(deadline)

    def abandon(self) -> None:
        """The client was forgotten: stop the tasks."""
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._cancel)

    def receive(self, texts: list[str]) -> None:
        """Frames came."""
        events = [read(text, self._decode) for text in texts]
        now = self.now()
        for event in events:
            self.turns.receive(event, now)
        self.changed.set()
        if self._listeners or self.dispatcher.wants_frames:
            frames = list(map(Frame, texts, events))
            for listener in self._listeners:
                listener.put(*frames)
            self.dispatcher.put(*frames)

    def tell_recovered(self, reply: Reply) -> None:
        """An answer that nobody waits for was found in the history: it is told like any other."""
        self.dispatcher.put(Frame(json.dumps(reply.raw, ensure_ascii=False), reply))

    def ended(self, error: ConnectionLost, by_us: bool) -> list[Turn]:
        """The connection is gone, and with it the rest of every running turn; those that nobody waits for."""
        running: list[Turn] = []
        if by_us:
            self.turns.abandon(error)
        else:
            running = self.turns.connection_lost(error, self.now())
        self.changed.set()
        return [turn for turn in running if turn not in self.asked]

    def end_events(self) -> None:
        """No more events will come."""
        for listener in self._listeners:
            listener.ended = True

    async def look(self, turn: Turn, timeout: float) -> None:
        """See whether the history has the turn's answer."""
        try:
            turn.found(await self._history(timeout), self.now())
        except CatError as problem:
            logger.info("the history could not be read: %s", problem)
            turn.not_readable(for_good(problem), self.now())
        if turn.recovered:
            self.not_before = self.now() + HANDLER_MARGIN
            self.turns.withdraw(turn)
            if turn.lost is None and self._link is not None:
                # The server knows the answer and did not send it to us: this socket is deaf (CONTRACT §4.5).
                self._link.replace()

    def finished(self, turn: Turn) -> None:
        """Nobody waits for the turn any more."""
        turn.awaited = False
        self.asked.discard(turn)
        if not self._loop.is_closed():
            self.changed.set()

    async def _send(self, link: _Link, turn: Turn, frame: str, deadline: float) -> None:
        socket = await link.opened(deadline)
        if socket.state is not State.OPEN:
            raise NotConnected("the connection has ended; nothing was sent")
        # From here on the frame may be out, whatever interrupts us: the turn stays in the row.
        self.turns.add(turn, self.now())
        too_late = self._loop.call_at(deadline, socket.transport.abort)
        try:
            await socket.send(frame)
            return
        except websockets.ConnectionClosed as error:
            problem = "the server does not read" if self.now() >= deadline else f"the connection broke: {error}"
        finally:
            too_late.cancel()
        raise ConnectionLost(f"{problem}; the message may or may not have arrived")

    async def _open_link(self, deadline: float, closes: int) -> _Link:
        if self._closes != closes:
            raise NotConnected("the chat was closed meanwhile; nothing was sent")
        link = self._link
        if link is None or link.over:
            link = self._link = _Link(self)
        await link.wait_until_open(deadline, max(0.0, deadline - self.now()))
        return link

    async def _wait_for_the_server(self, turn: Turn, deadline: float, timeout: float) -> None:
        """Until earlier turns have ended, or so long a silence that nothing of them is to be expected."""
        while not turn.settled:
            now = self.now()
            # Whoever waits for a turn finds out by himself that it is lost; for the others nobody does. While it is
            # looked for, no new socket may be opened (CONTRACT §1.6).
            awaited = any(each is not turn and each.pending(now) for each in self.asked)
            if not awaited and not (self.turns.busy and self.connected):
                return
            if now >= deadline:
                raise TurnTimeout(f"an earlier turn was still running after {timeout:g} s; nothing was sent")
            wake = deadline if awaited else min(deadline, self.turns.heard_at + QUIET)
            if now >= wake:
                return
            await self.changed.wait(wake - now)

    def _revive(self, message: Mapping[str, Any]) -> Reply:
        return Reply(message, recovered=True, _decode=self._decode)

    def _check_loop(self) -> None:
        if asyncio.get_running_loop() is not self._loop:
            raise WrongEventLoop("the chat belongs to another event loop; make a client for each loop")

    def _cancel(self) -> None:
        if self._link is not None:
            self._link.cancel()
        self.dispatcher.cancel()


class AsyncStream(AsyncIterator[str]):
    """The tokens of one answer, as they come; then `reply`. Leaving early is fine: the turn ends on the server.

    Raises, while iterating:
        InvalidArgument, ConnectionFailed, HandshakeRefused: nothing was sent.
        TurnFailed, TurnTimeout, ConnectionLost: with what had come of the answer as `partial`.
    """

    def __init__(self, chat: Callable[[], AsyncChat], prompt: dict[str, Any], timeout: float) -> None:
        self._ask = (chat, prompt, timeout)
        self._chat: AsyncChat | None = None
        self._turn: Turn | None = None
        self._given = 0
        self._open = True
        self._reply: Reply | None = None

    @property
    def reply(self) -> Reply:
        """The whole answer, when the tokens have ended.

        Raises:
            RuntimeError: they have not.
        """
        if self._reply is None:
            raise RuntimeError("the answer is not complete: iterate to its end first")
        return self._reply

    async def __anext__(self) -> str:
        if self._open and self._turn is not None and self._given < len(self._turn.tokens):
            self._given += 1
            return self._turn.tokens[self._given - 1]
        token = await self._next(tokens=True)
        if token is None:
            raise StopAsyncIteration
        return token

    async def wait(self) -> Reply:
        """Skip the tokens and give the reply."""
        await self._next(tokens=False)
        return self.reply

    def close(self) -> None:
        """Wait for it no longer. Idempotent."""
        if self._open:
            self._open = False
            if self._chat is not None and self._turn is not None:
                self._chat.finished(self._turn)

    async def __aenter__(self) -> AsyncStream:
        await self._start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def __del__(self) -> None:
        self.close()

    async def _start(self) -> tuple[AsyncChat, Turn]:
        if self._chat is None or self._turn is None:
            get, prompt, timeout = self._ask
            chat = get()
            self._turn = await chat.stream(prompt, timeout)
            self._chat = chat
        return self._chat, self._turn

    async def _next(self, tokens: bool) -> str | None:
        """The next token; None at the end."""
        if not self._open:
            return None
        try:
            chat, turn = await self._start()
            while self._open:
                if tokens and self._given < len(turn.tokens):
                    self._given += 1
                    return turn.tokens[self._given - 1]
                step = turn.step(chat.now())
                if isinstance(step, Wait):
                    await chat.changed.wait(step.until - chat.now())
                elif isinstance(step, Look):
                    await self._look(chat, turn, step.timeout)
                elif isinstance(step, Reply):
                    self._reply = step
                    self.close()
                else:
                    raise step
        except BaseException:
            self.close()
            raise
        return None

    async def _look(self, chat: AsyncChat, turn: Turn, timeout: float) -> None:
        """See whether the history has the answer; not to its end where the chat is closed meanwhile."""
        look = asyncio.ensure_future(chat.look(turn, timeout))
        look.add_done_callback(lambda _: chat.changed.set())
        try:
            await chat.changed.wait_for(lambda: look.done() or turn.settled, float("inf"))
        finally:
            if not look.done():
                look.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await look


class AsyncEvents(AsyncIterator[ServerEvent]):
    """The server's events, until the chat ends."""

    def __init__(self, chat: AsyncChat) -> None:
        self._chat = chat
        self._mailbox: Mailbox[Frame] = Mailbox()
        self._taken: deque[Frame] = deque()
        self.ended = False

    def put(self, *frames: Frame) -> None:
        """For the chat."""
        self._mailbox.put(*frames)

    async def __anext__(self) -> ServerEvent:
        while not self._taken and not self._mailbox:
            if self.ended:
                raise StopAsyncIteration
            await self._chat.changed.wait(None)
        self._taken = self._taken or self._mailbox.take()
        return self._taken.popleft().event


class Signal:
    """Wakes all who wait for it."""

    def __init__(self) -> None:
        self._waiters: set[asyncio.Future[None]] = set()

    def set(self) -> None:
        """Wake them."""
        waiters, self._waiters = self._waiters, set()
        for waiter in waiters:
            if not waiter.done():
                waiter.set_result(None)

    async def wait(self, timeout: float | None) -> None:
        """Until `set`, or so many seconds."""
        if timeout is not None and timeout <= 0:
            return
        loop = asyncio.get_running_loop()
        waiter = loop.create_future()
        self._waiters.add(waiter)
        timer = None if timeout is None else loop.call_later(timeout, _wake, waiter)
        try:
            await waiter
        finally:
            self._waiters.discard(waiter)
            if timer is not None:
                timer.cancel()

    async def wait_for(self, predicate: Callable[[], object], deadline: float) -> None:
        """Until `predicate`, or `deadline` on the loop's clock."""
        loop = asyncio.get_running_loop()
        while not predicate() and loop.time() < deadline:
            await self.wait(deadline - loop.time() if deadline != float("inf") else None)


def _wake(waiter: asyncio.Future[None]) -> None:
    if not waiter.done():
        waiter.set_result(None)


class _Dispatcher:
    """Awaits the sink for one event after the other, in a task that lives while there are events."""

    def __init__(self, sink: Callable[[Event], Awaitable[None]], heeded: Callable[[], bool]) -> None:
        self._sink = sink
        self._heeded = heeded
        self._mailbox: Mailbox[Event] = Mailbox()
        self._taken: deque[Event] = deque()
        self._task: asyncio.Task[None] | None = None

    @property
    def wants_frames(self) -> bool:
        """Whether anybody listens to frames, or may by the time when what stands before them was handled."""
        return self._task is not None or self._heeded()

    def put(self, *events: Event) -> None:
        """Queue events; when too much is queued, tokens are dropped."""
        self._mailbox.put(*events)
        if self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._run(), name="cheshire-cat-callbacks")

    async def drain(self, deadline: float) -> None:
        """Wait until every event was handed over; in a callback, return at once."""
        task = self._task
        if task is not None and task is not asyncio.current_task():
            loop = asyncio.get_running_loop()
            await asyncio.wait((task,), timeout=max(0.0, deadline - loop.time()))

    def cancel(self) -> None:
        """Hand over nothing more."""
        if self._task is not None:
            self._task.cancel()

    async def _run(self) -> None:
        try:
            while self._taken or self._mailbox:
                self._taken = self._taken or self._mailbox.take()
                await self._hand_over(self._taken.popleft())
        finally:
            self._task = None

    async def _hand_over(self, event: Event) -> None:
        try:
            await self._sink(event)
        except Exception as error:
            if isinstance(event, Failed):
                logger.exception("on_error itself failed")
            else:
                await self._hand_over(Failed(error))


class _State(enum.Enum):
    CONNECTING = "connecting"
    OPEN = "connected"
    WAITING = "reconnecting"
    ENDED = "closed"


class _Connection(ClientConnection):
    """websockets', which hands over the texts that came together at once, and asks a silent server whether it lives.

    The library's own keepalive knows pongs only, and no pong can come in the middle of a large message.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._texts: list[str] = []
        self._receive: Callable[[list[str]], None] | None = None
        self._parts: list[bytes] = []  # of a message in several frames
        self._is_text = False
        self._heard_at = 0.0
        self._watch: asyncio.TimerHandle | None = None
        self.not_utf8 = False
        self.silent = False

    def listen(self, receive: Callable[[list[str]], None], ping_interval: float) -> None:
        """Hand over what comes, and what came; end the connection when nothing comes for twice the interval."""
        self._receive = receive
        self._hand_over()
        self._heard_at = self.loop.time()
        if self.protocol.state is not State.CLOSED:
            self._look_out(ping_interval)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._heard_at = self.loop.time()
        self._hand_over()
        sent = self.protocol.close_sent
        if sent is not None and sent.code != NORMAL and self.protocol.close_rcvd is None:
            self.transport.abort()  # whoever sends what we refuse may go on sending it for ever

    def connection_lost(self, exc: Exception | None) -> None:
        if self._watch is not None:
            self._watch.cancel()
        super().connection_lost(exc)

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
        if self.not_utf8:
            return  # it came together with what we refused
        if frame.opcode is not Opcode.CONT:
            self._is_text = frame.opcode is Opcode.TEXT
        self._parts.append(frame.data)
        if not frame.fin:
            return
        message, self._parts = b"".join(self._parts), []
        if self._is_text:
            try:
                self._texts.append(message.decode())
            except UnicodeDecodeError:
                self.not_utf8 = True
                self.protocol.fail(NOT_UTF8)
                self.send_data()

    def _hand_over(self) -> None:
        if self._texts and self._receive is not None:
            texts, self._texts = self._texts, []
            self._receive(texts)

    def _look_out(self, interval: float) -> None:
        quiet = self.loop.time() - self._heard_at
        if quiet >= 2 * interval:
            self.silent = True
            self.transport.abort()
            return
        if quiet >= interval and self.protocol.state is State.OPEN:
            self.protocol.send_ping(b"")
            self.send_data()
        next_look = self._heard_at + interval * (2 if quiet >= interval else 1)
        self._watch = self.loop.call_at(next_look, self._look_out, interval)


class _Connect(connect):
    """websockets' connect, which follows no redirect: the token must not go elsewhere."""

    def process_redirect(self, exc: Exception) -> Exception:
        return exc


class _Link:
    """From `connect` to the end: one connection, or several where it reconnects, in one task."""

    def __init__(self, chat: AsyncChat) -> None:
        self._chat = chat
        self._closing = False
        self._replacing = False
        self._socket: _Connection | None = None
        self._error: CatError | None = None
        self._url = ""
        self._announced = False
        self.state = _State.CONNECTING
        self._task = asyncio.get_running_loop().create_task(self._run(), name="cheshire-cat-chat")

    @property
    def over(self) -> bool:
        """Whether it has ended or is about to."""
        return self._closing or self.state is _State.ENDED

    async def wait_until_open(self, deadline: float, timeout: float) -> None:
        await self._chat.changed.wait_for(self._settled, deadline)
        if self._usable() or (self.state is _State.ENDED and self._announced):
            return  # it was open, even where a callback has closed it already
        if self.state is not _State.ENDED:
            raise TimedOut(f"{self._url or 'the chat'}: not connected within {timeout:g} s")
        raise self._error or NotConnected("the chat was closed before it was connected")

    async def opened(self, deadline: float) -> _Connection:
        """The open connection, waited for until `deadline`.

        Raises:
            NotConnected: there is none by then.
        """
        await self._chat.changed.wait_for(self._settled, deadline)
        if self._usable() and self._socket is not None and not self._closing:
            return self._socket
        why = f": {self._error}" if self._error else ""
        raise NotConnected(f"not connected, the chat is {self.state.value}{why}; nothing was sent")

    def _usable(self) -> bool:
        """Whether it is open, and its reader has not just seen the end without having told."""
        return self.state is _State.OPEN and self._socket is not None and self._socket.state is State.OPEN

    def _settled(self) -> bool:
        return self.state is _State.ENDED or self._usable()

    async def close(self, deadline: float) -> None:
        self._closing = True
        self._chat.changed.set()
        if self.state is _State.OPEN and self._socket is not None:
            await self._say_goodbye(self._socket, (deadline - self._chat.now()) / 2)
        elif self.state is not _State.ENDED:
            self._task.cancel()
        if self._task is not asyncio.current_task():
            await asyncio.wait((self._task,), timeout=max(0.0, deadline - self._chat.now()))

    def replace(self) -> None:
        """Swap the socket for a new one, the old one closed first: the other order would make the new one deaf."""
        if self.state is _State.OPEN and self._socket is not None and not self._closing:
            logger.warning("the socket was deaf: it is replaced")
            self._replacing = True
            self._set(_State.CONNECTING)
            self._goodbye = asyncio.get_running_loop().create_task(
                self._say_goodbye(self._socket, self._chat.connect_timeout)
            )

    def cancel(self) -> None:
        self._closing = True
        self._task.cancel()

    async def _say_goodbye(self, socket: ClientConnection, timeout: float) -> None:
        goodbye = asyncio.ensure_future(socket.close())
        try:
            await asyncio.wait({goodbye}, timeout=max(0.0, timeout))
        finally:
            socket.transport.abort()
            with contextlib.suppress(OSError, websockets.WebSocketException):
                await goodbye

    async def _run(self) -> None:
        try:
            error = await self._connect()
            if error is not None:
                self._end(Failed(error))
                return
            while True:
                lost, closed, unheard = await self._read()
                if self._replacing and not self._closing:
                    self._replacing = False
                    lost = await self._connect(announce=False)
                    if lost is None:
                        continue
                    closed = Closed(ABNORMAL, "")
                events: list[Event] = [Failed(lost), closed] if lost is not None and not self._closing else [closed]
                if self._closing or not self._may_reconnect(closed.code):
                    self._end(*events)
                    return
                for event in events:
                    self._chat.dispatcher.put(event)
                if not await self._connected_again(unheard):
                    return
        except asyncio.CancelledError:
            if not self._closing:
                raise
        finally:
            if self._socket is not None:
                self._socket.transport.abort()
            self._chat.ended(ConnectionLost("the chat was closed"), by_us=True)
            self._set(_State.ENDED)

    async def _connect(self, announce: bool = True) -> CatError | None:
        """Open a connection; the error, if there is one."""
        self._set(_State.CONNECTING)
        chat = self._chat
        await asyncio.sleep(max(0.0, chat.not_before - chat.now()))
        try:
            self._url, token, or_none = await chat.address()
        except CatError as error:
            self._error = error
            return error
        except Exception as error:  # the caller's own credential; its message may hold a secret
            self._error = ConfigError(f"the credential could not be had: {type(error).__name__}")
            return self._error
        problem = await self._open(token)
        if or_none and is_refused(problem):
            problem = await self._open("")
        if problem is not None:
            self._error = problem
            return problem
        self._announced = True
        if announce:
            chat.dispatcher.put(Opened())
        self._set(_State.OPEN)
        _warn_of_another(self._url, self)
        return None

    async def _open(self, token: str) -> CatError | None:
        chat = self._chat
        try:
            opened = await _Connect(
                f"{self._url}?token={token}" if token else self._url,
                open_timeout=chat.connect_timeout,
                ping_interval=None,
                max_size=chat.max_message,
                close_timeout=GOODBYE_PATIENCE,
                create_connection=_Connection,
                compression=None,  # costs memory for each chat, and time on a local network
                **chat.extra,
            )
        except Exception as error:
            return self._not_opened(error)
        assert isinstance(opened, _Connection)
        self._socket = opened
        return None

    async def _read(self) -> tuple[CatError | None, Closed, list[Turn]]:
        """Read until the connection ends, and let the turns know; those that still run and nobody waits for."""
        socket = self._socket
        assert socket is not None
        socket.listen(self._chat.receive, self._chat.ping_interval)
        await socket.wait_closed()
        lost, closed = self._how_it_ended(socket)
        self._set(_State.WAITING)
        if lost is not None:
            self._error = lost
        end = lost or ConnectionLost("the chat was closed", code=closed.code, reason=closed.reason)
        unheard = self._chat.ended(end, by_us=self._closing)
        return lost, closed, unheard

    def _not_opened(self, error: Exception) -> CatError:
        if isinstance(error, websockets.InvalidStatus):
            status = error.response.status_code
            why = "wrong key, a user without CONVERSATION:WRITE, or no such path" if status == 403 else "no Cat's chat"
            message = f"{self._url}: the handshake was refused with HTTP {status}: {why}"
            return HandshakeRefused(message, status_code=status)
        if isinstance(error, TimeoutError | asyncio.TimeoutError):
            return TimedOut(f"{self._url}: no handshake within {self._chat.connect_timeout:g} s")
        if isinstance(error, OSError):
            return ConnectionFailed(f"{self._url}: no server answers: {error}; is the Cat up, and the port right?")
        return ConnectionFailed(f"{self._url}: no WebSocket there: {error}")

    def _how_it_ended(self, socket: _Connection) -> tuple[ConnectionLost | None, Closed]:
        error = socket.protocol.close_exc
        if socket.not_utf8:
            code, reason, why = NOT_UTF8, "", "the server sent a text that is not UTF-8"
        elif error.rcvd is not None and (error.sent is None or error.rcvd_then_sent):
            code, reason = error.rcvd.code, error.rcvd.reason
            why = f"the server closed the connection with {code} {reason}".rstrip()
        elif error.sent is not None and error.sent.code == TOO_BIG:
            code, reason = TOO_BIG, ""
            why = f"a message over the limit of {self._chat.max_message} bytes (max_message)"
        elif socket.silent:
            code, reason = ABNORMAL, ""
            why = f"no sign of life from the server for {2 * self._chat.ping_interval:g} s"
        else:
            code, reason, why = ABNORMAL, "", f"the connection broke: {error}"
        if self._closing:
            return None, Closed(error.rcvd.code if error.rcvd is not None else NORMAL, reason)
        if code in (NORMAL, GOING_AWAY, NO_CODE):
            return None, Closed(code, reason)
        return ConnectionLost(why, code=code, reason=reason), Closed(code, reason)

    def _may_reconnect(self, code: int) -> bool:
        return self._chat.reconnect is not None and worth_another_try(code, None)

    async def _connected_again(self, unheard: list[Turn]) -> bool:
        chat, policy = self._chat, self._chat.reconnect
        assert policy is not None
        ends = chat.now() + policy.total
        await self._wait_for_old_turns(unheard, min(ends, chat.now() + LOST_TURN_PATIENCE))
        error: CatError | None = None
        for pause in policy.waits():
            await asyncio.sleep(min(pause, max(0.0, ends - chat.now())))
            if chat.now() >= ends:
                break
            error = await self._connect()
            if error is None:
                return True
            logger.warning("not connected again: %s", error)
            if not worth_another_try(None, error.status_code if isinstance(error, HandshakeRefused) else None):
                break
            self._set(_State.WAITING)
        gone = error or ConnectionLost(f"not connected again within {policy.total:g} s")
        self._end(Failed(gone), GaveUp(gone))
        return False

    async def _wait_for_old_turns(self, unheard: list[Turn], ends: float) -> None:
        """A socket that is opened while a lost turn still runs would be deaf afterwards (CONTRACT §1.6).

        Who asks looks for his answer himself; for prompts of `send` this looks, and tells what it finds.
        """
        chat = self._chat
        for turn in unheard:
            turn.expect(ends, max(0.0, ends - chat.now()))
            step = turn.step(chat.now())
            while isinstance(step, Wait | Look):
                if isinstance(step, Look):
                    await chat.look(turn, step.timeout)
                else:
                    await asyncio.sleep(max(0.0, step.until - chat.now()))
                step = turn.step(chat.now())
            if isinstance(step, Reply):
                chat.tell_recovered(step)
        lost = [turn for turn in chat.asked if turn.lost is not None]
        await chat.changed.wait_for(lambda: all(turn.settled or not turn.awaited for turn in lost), ends)

    def _end(self, *events: Event) -> None:
        """Tell last things. The state comes first: a callback may connect anew."""
        self._set(_State.ENDED)
        for event in events:
            if isinstance(event, Closed) or not self._closing:
                self._chat.dispatcher.put(event)

    def _set(self, state: _State) -> None:
        self.state = state
        if state is _State.ENDED:
            self._chat.end_events()
        self._chat.changed.set()


_links: weakref.WeakValueDictionary[str, _Link] = weakref.WeakValueDictionary()


def _warn_of_another(url: str, link: _Link) -> None:
    other = _links.get(url)
    _links[url] = link
    if other is not None and other is not link and other.state is _State.OPEN:
        logger.warning("%s: this process has another chat of this user; one of the two will hear nothing", url)
