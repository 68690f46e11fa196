"""The chat over asyncio and the `websockets` library: what thread.py is with threads, with tasks.

Everything here runs on one event loop, so that nothing needs a lock but the one that lets one turn run at a time.
"""

from __future__ import annotations

import asyncio
import contextlib
import enum
import logging
import weakref
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from types import TracebackType
from typing import Any, TypeAlias

import websockets
from websockets.asyncio.client import ClientConnection, connect

from cheshire_cat_api._chat.backoff import Reconnect, worth_another_try
from cheshire_cat_api._chat.events import Closed, Decode, Event, Failed, Frame, GaveUp, Opened, Reply, ServerEvent, read
from cheshire_cat_api._chat.mailbox import Mailbox
from cheshire_cat_api._chat.prompt import Address, as_frame
from cheshire_cat_api._chat.protocol import QUIET, TURN_KEY, Look, Turn, Turns, Wait
from cheshire_cat_api.errors import (
    ApiError,
    CatError,
    ConnectionFailed,
    ConnectionLost,
    HandshakeRefused,
    InvalidArgument,
    NotConnected,
    TimedOut,
    TurnTimeout,
)

logger = logging.getLogger("cheshire_cat_api")

NORMAL, GOING_AWAY, NO_CODE, ABNORMAL, NOT_UTF8, TOO_BIG, INTERNAL = 1000, 1001, 1005, 1006, 1007, 1009, 1011

History: TypeAlias = "Callable[[float], Awaitable[list[Mapping[str, Any]]]]"


class AsyncChat:
    """One user's chat: a connection at a time, the turns, and the callbacks' task. Parameters as those of `Chat`."""

    def __init__(
        self,
        address: Callable[[], Awaitable[Address]],
        sink: Callable[[Event], Awaitable[None]],
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
        self.dispatcher = _Dispatcher(sink)
        self._history = history
        self._decode = decode
        self._asking = asyncio.Lock()
        self._listeners: weakref.WeakSet[AsyncEvents] = weakref.WeakSet()
        self._link: _Link | None = None
        self.changed = Signal()
        self.turns = Turns()
        self.asked: Turn | None = None

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
        link = self._link
        if link is None or link.state is _State.ENDED:
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
        await self._send(self._link, Turn(message["text"]), frame, self.now() + self.connect_timeout)

    async def stream(self, message: dict[str, Any], timeout: float) -> Turn:
        """Send a prompt in its turn; the caller takes the turn's steps, and calls `finished`. See `Chat.stream`."""
        self._check_loop()
        deadline = self.now() + timeout
        turn = Turn(message["text"], deadline, timeout)
        frame = as_frame({**message, TURN_KEY: turn.id})
        try:
            await asyncio.wait_for(self._asking.acquire(), timeout)
        except asyncio.TimeoutError:
            late = True
        else:
            late = False
        if late:
            raise TurnTimeout(f"another turn was in the way for {timeout:g} s; nothing was sent")
        try:
            await self._wait_for_the_server(deadline, timeout)
            while True:
                link = await self._open_link(deadline)
                try:
                    await self._send(link, turn, frame, deadline)
                    break
                except NotConnected:
                    if self.now() >= deadline:
                        raise
                except ConnectionLost:
                    break  # it may have arrived: the turn finds out
        except BaseException:
            self._asking.release()
            raise
        self.asked = turn
        return turn

    def events(self) -> AsyncEvents:
        """The server's events from now on; see `Chat.events`."""
        self._check_loop()
        if self._link is None or self._link.state is _State.ENDED:
            raise NotConnected("not connected: await connect_ws() first")
        listener = AsyncEvents(self)
        self._listeners.add(listener)
        return listener

    async def close(self, timeout: float) -> None:
        """End the connection after what was sent; see `Chat.close`."""
        self._check_loop()
        deadline = self.now() + timeout
        if self._link is not None:
            await self._link.close(deadline)
        await self.dispatcher.drain(deadline)

    def abandon(self) -> None:
        """The client was forgotten: stop the tasks."""
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._cancel)

    def receive(self, text: str) -> None:
        """A frame came."""
        event = read(text, self._decode)
        frame = Frame(text, event)
        self.turns.receive(event, self.now())
        for listener in self._listeners:
            listener.put(frame)
        self.changed.set()
        self.dispatcher.put(frame)

    def ended(self, error: ConnectionLost, by_us: bool) -> None:
        """The connection is gone, and with it the rest of every running turn."""
        if by_us:
            self.turns.abandon(error)
        else:
            self.turns.connection_lost(error, self.now())
        self.changed.set()

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
            turn.not_readable(isinstance(problem, ApiError) and problem.status_code < 500, self.now())
        if turn.recovered:
            self.turns.withdraw(turn)
            if turn.lost is None and self._link is not None:
                # The server knows the answer and did not send it to us: this socket is deaf (CONTRACT §4.5).
                self._link.replace()

    def finished(self, turn: Turn) -> None:
        """Nobody waits for the turn any more; the next one may be asked."""
        turn.awaited = False
        self.asked = None
        if not self._loop.is_closed():
            self.changed.set()
            self._asking.release()

    async def _send(self, link: _Link, turn: Turn, frame: str, deadline: float) -> None:
        socket = await link.opened(deadline)
        self.turns.add(turn, self.now())
        try:
            await socket.send(frame)
            return
        except websockets.ConnectionClosed as error:
            problem = f"the connection broke while sending: {error}; the message may or may not have arrived"
        except BaseException:
            self.turns.withdraw(turn)
            raise
        raise ConnectionLost(problem)

    async def _open_link(self, deadline: float) -> _Link:
        link = self._link
        if link is None or link.state is _State.ENDED:
            link = self._link = _Link(self)
        await link.wait_until_open(deadline, max(0.0, deadline - self.now()))
        return link

    async def _wait_for_the_server(self, deadline: float, timeout: float) -> None:
        """Until earlier turns have ended, or so long a silence that nothing of them is to be expected."""
        while self.turns.busy and self.connected:
            now = self.now()
            if now >= deadline:
                raise TurnTimeout(f"an earlier turn was still running after {timeout:g} s; nothing was sent")
            silence_ends = self.turns.heard_at + QUIET
            if now >= silence_ends:
                return
            await self.changed.wait(min(deadline, silence_ends) - now)

    def _check_loop(self) -> None:
        if asyncio.get_running_loop() is not self._loop:
            raise InvalidArgument("this client belongs to another event loop; make one for each loop")

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

    def __init__(self, chat: Callable[[], Awaitable[AsyncChat]], prompt: dict[str, Any], timeout: float) -> None:
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
            chat = await get()
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
                    await chat.look(turn, step.timeout)
                elif isinstance(step, Reply):
                    self._reply = step
                    self.close()
                else:
                    raise step
        except BaseException:
            self.close()
            raise
        return None


class AsyncEvents(AsyncIterator[ServerEvent]):
    """The server's events, until the chat ends."""

    def __init__(self, chat: AsyncChat) -> None:
        self._chat = chat
        self._mailbox: Mailbox[Frame] = Mailbox()
        self.ended = False

    def put(self, frame: Frame) -> None:
        """For the chat."""
        self._mailbox.put(frame)

    async def __anext__(self) -> ServerEvent:
        while not self._mailbox:
            if self.ended:
                raise StopAsyncIteration
            await self._chat.changed.wait(None)
        return self._mailbox.get().event


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
        waiter = asyncio.get_running_loop().create_future()
        self._waiters.add(waiter)
        try:
            await asyncio.wait((waiter,), timeout=timeout)
        finally:
            self._waiters.discard(waiter)
            waiter.cancel()

    async def wait_for(self, predicate: Callable[[], object], deadline: float) -> None:
        """Until `predicate`, or `deadline` on the loop's clock."""
        loop = asyncio.get_running_loop()
        while not predicate() and loop.time() < deadline:
            await self.wait(deadline - loop.time() if deadline != float("inf") else None)


class _Dispatcher:
    """Awaits the sink for one event after the other, in a task that lives while there are events."""

    def __init__(self, sink: Callable[[Event], Awaitable[None]]) -> None:
        self._sink = sink
        self._mailbox: Mailbox[Event] = Mailbox()
        self._task: asyncio.Task[None] | None = None

    def put(self, event: Event) -> None:
        """Queue an event; when too much is queued, a token is dropped."""
        self._mailbox.put(event)
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
            while self._mailbox:
                await self._hand_over(self._mailbox.get())
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


_SETTLED = (_State.OPEN, _State.ENDED)


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
        self._socket: ClientConnection | None = None
        self._error: CatError | None = None
        self._url = ""
        self.state = _State.CONNECTING
        self._task = asyncio.get_running_loop().create_task(self._run(), name="cheshire-cat-chat")

    async def wait_until_open(self, deadline: float, timeout: float) -> None:
        await self._chat.changed.wait_for(lambda: self.state in _SETTLED, deadline)
        if self.state is _State.OPEN:
            return
        if self.state is not _State.ENDED:
            raise TimedOut(f"{self._url or 'the chat'}: not connected within {timeout:g} s")
        raise self._error or NotConnected("the chat was closed before it was connected")

    async def opened(self, deadline: float) -> ClientConnection:
        """The open connection, waited for until `deadline`.

        Raises:
            NotConnected: there is none by then.
        """
        await self._chat.changed.wait_for(lambda: self.state in _SETTLED, deadline)
        if self.state is _State.OPEN and self._socket is not None and not self._closing:
            return self._socket
        why = f": {self._error}" if self._error else ""
        raise NotConnected(f"not connected, the chat is {self.state.value}{why}; nothing was sent")

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
        with contextlib.suppress(asyncio.TimeoutError, OSError, websockets.WebSocketException):
            await asyncio.wait_for(socket.close(), max(0.0, timeout))
        socket.transport.abort()

    async def _run(self) -> None:
        try:
            error = await self._connect()
            if error is not None:
                self._tell(Failed(error))
                return
            while True:
                lost, closed = await self._read()
                if self._replacing and not self._closing:
                    self._replacing = False
                    lost = await self._connect(announce=False)
                    if lost is None:
                        continue
                if lost is not None:
                    self._tell(Failed(lost))
                self._chat.dispatcher.put(closed)
                if not await self._connected_again(lost, closed.code):
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
        try:
            self._url, token = await chat.address()
            self._socket = await _Connect(
                f"{self._url}?token={token}" if token else self._url,
                open_timeout=chat.connect_timeout,
                ping_interval=chat.ping_interval,
                ping_timeout=chat.ping_interval,
                max_size=chat.max_message,
                compression=None,  # costs memory for each chat, and time on a local network
                **chat.extra,
            )
        except Exception as error:
            self._error = error if isinstance(error, CatError) else self._not_opened(error)
            return self._error
        if announce:
            chat.dispatcher.put(Opened())
        self._set(_State.OPEN)
        _warn_of_another(self._url, self)
        return None

    async def _read(self) -> tuple[CatError | None, Closed]:
        """Read until the connection ends, and let the turns know."""
        socket = self._socket
        assert socket is not None
        try:
            while True:
                message = await socket.recv()
                if isinstance(message, str):
                    self._chat.receive(message)
        except websockets.ConnectionClosed as error:
            lost, closed = self._how_it_ended(error)
        self._set(_State.WAITING)
        if lost is not None:
            self._error = lost
        end = lost or ConnectionLost("the chat was closed", code=closed.code, reason=closed.reason)
        self._chat.ended(end, by_us=self._closing)
        return lost, closed

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

    def _how_it_ended(self, error: websockets.ConnectionClosed) -> tuple[ConnectionLost | None, Closed]:
        if error.rcvd is not None and (error.sent is None or error.rcvd_then_sent):
            code, reason = error.rcvd.code, error.rcvd.reason
            why = f"the server closed the connection with {code} {reason}".rstrip()
        elif error.sent is not None and error.sent.code == TOO_BIG:
            code, reason = TOO_BIG, ""
            why = f"a message over the limit of {self._chat.max_message} bytes (max_message)"
        elif error.sent is not None and error.sent.code == NOT_UTF8:
            code, reason, why = NOT_UTF8, "", "the server sent a text that is not UTF-8"
        elif error.sent is not None and error.sent.code == INTERNAL:
            code, reason = ABNORMAL, ""
            why = f"no sign of life from the server for {2 * self._chat.ping_interval:g} s"
        else:
            code, reason, why = ABNORMAL, "", f"the connection broke: {error}"
        if self._closing:
            return None, Closed(error.rcvd.code if error.rcvd is not None else NORMAL, reason)
        if code in (NORMAL, GOING_AWAY, NO_CODE):
            return None, Closed(code, reason)
        return ConnectionLost(why, code=code, reason=reason), Closed(code, reason)

    async def _connected_again(self, error: CatError | None, code: int) -> bool:
        policy = self._chat.reconnect
        if policy is None or not worth_another_try(code, None):
            return False
        chat = self._chat
        ends = chat.now() + policy.total
        # A socket that is opened while the lost turn still runs would be deaf afterwards (CONTRACT §1.6).
        await chat.changed.wait_for(lambda: chat.asked is None or chat.asked.lost is None, ends)
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
        if error is not None:
            self._tell(Failed(error))
            self._tell(GaveUp(error))
        return False

    def _tell(self, event: Event) -> None:
        if not self._closing:
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
