"""The chat over threads: one reads and owns the socket, one runs callbacks, and any may send, ask or close."""

from __future__ import annotations

import enum
import logging
import threading
import time
import weakref
from collections.abc import Callable, Iterator, Mapping
from types import TracebackType
from typing import Any, TypeAlias

from cheshire_cat_api._chat.backoff import Reconnect, worth_another_try
from cheshire_cat_api._chat.connection import Connection, Options
from cheshire_cat_api._chat.dispatcher import Dispatcher
from cheshire_cat_api._chat.events import Closed, Decode, Event, Failed, Frame, GaveUp, Opened, Reply, ServerEvent, read
from cheshire_cat_api._chat.mailbox import Mailbox
from cheshire_cat_api._chat.prompt import Address, as_frame
from cheshire_cat_api._chat.protocol import QUIET, TURN_KEY, Look, Turn, Turns, Wait
from cheshire_cat_api.errors import (
    ApiError,
    CatError,
    ConnectionLost,
    HandshakeRefused,
    NotConnected,
    TimedOut,
    TurnTimeout,
)

logger = logging.getLogger("cheshire_cat_api")

History: TypeAlias = Callable[[float], "list[Mapping[str, Any]]"]


class Chat:
    """One user's chat: a connection at a time, the turns, and the callbacks' thread.

    Args:
        address: asked each time a connection is opened; may raise a CatError.
        sink: takes the events, in order, on a thread of their own.
        history: fetches the conversation's history within so many seconds; may raise a CatError.
        decode: makes a typed message of a reply.
        options: of each connection.
        reconnect: None: a lost connection stays lost until somebody connects.
    """

    def __init__(
        self,
        address: Callable[[], Address],
        sink: Callable[[Event], None],
        history: History,
        decode: Decode,
        options: Options | None = None,
        reconnect: Reconnect | None = None,
    ) -> None:
        self.address = address
        self.options = options or Options()
        self.reconnect = reconnect
        self.dispatcher = Dispatcher(sink)
        self._history = history
        self._decode = decode
        self._asking = threading.Lock()
        self._listeners: weakref.WeakSet[Events] = weakref.WeakSet()
        self._link: _Link | None = None
        self.changed = threading.Condition()
        self.turns = Turns()
        self.asked: Turn | None = None

    @property
    def connected(self) -> bool:
        """Whether the handshake is done and the connection has not ended."""
        link = self._link
        return link is not None and link.state is _State.OPEN

    def connect(self, timeout: float | None = None) -> None:
        """Open the connection, unless there is one.

        Args:
            timeout: seconds to wait until it is open; None: return at once, and the callbacks tell.

        Raises:
            ConnectionFailed, HandshakeRefused: it did not open; only with a timeout.
        """
        with self.changed:
            link = self._link
            if link is None or link.state is _State.ENDED:
                link = self._link = _Link(self)
                link.start()
            else:
                # A second socket of one user makes the first deaf (CONTRACT §4.5).
                logger.warning("connect_ws(): already %s; nothing done", link.state.value)
        if timeout is not None:
            link.wait_until_open(time.monotonic() + timeout, timeout)

    def send(self, message: dict[str, Any]) -> None:
        """Send one prompt; when this returns, it is on its way. While the connection opens, this waits for it.

        Raises:
            InvalidArgument: not JSON-able, or longer than the server takes; nothing was sent.
            NotConnected: there is no connection; nothing was sent.
            ConnectionLost: the connection broke while sending, so that nobody knows whether it arrived.
        """
        frame = as_frame(message)
        link = self._link
        if link is None:
            raise NotConnected("not connected: call connect_ws() first; nothing was sent")
        self._send(link, Turn(message["text"]), frame, time.monotonic() + self.options.connect_timeout)

    def stream(self, message: dict[str, Any], timeout: float) -> Stream:
        """Send a prompt in its turn and give its answer as it comes. Connects where that is needed.

        Raises:
            InvalidArgument, ConnectionFailed, HandshakeRefused: nothing was sent.
            TurnTimeout: another turn was in the way all the time; nothing was sent.
        """
        deadline = time.monotonic() + timeout
        turn = Turn(message["text"], deadline, timeout)
        frame = as_frame({**message, TURN_KEY: turn.id})
        if not self._asking.acquire(timeout=max(0.0, timeout)):
            raise TurnTimeout(f"another turn was in the way for {timeout:g} s; nothing was sent")
        try:
            self._wait_for_the_server(deadline, timeout)
            while True:
                link = self._open_link(deadline)
                try:
                    self._send(link, turn, frame, deadline)
                    break
                except NotConnected:
                    if time.monotonic() >= deadline:
                        raise
                except ConnectionLost:
                    break  # it may have arrived: the turn finds out
        except BaseException:
            self._asking.release()
            raise
        self.asked = turn
        return Stream(self, turn)

    def events(self) -> Events:
        """The server's events from now on, until the chat ends.

        Raises:
            NotConnected: there is no connection.
        """
        with self.changed:
            link = self._link
            if link is None or link.state is _State.ENDED:
                raise NotConnected("not connected: call connect_ws() first")
            listener = Events(self)
            self._listeners.add(listener)
            return listener

    def close(self, timeout: float) -> None:
        """End the connection after what was sent, and wait until the callbacks have heard of it.

        Idempotent, from any thread, a callback too. Returns within `timeout` seconds, usually milliseconds.
        """
        deadline = time.monotonic() + timeout
        link = self._link
        if link is not None:
            link.close(deadline)
        self.dispatcher.drain(deadline)

    def receive(self, text: str) -> None:
        """A frame came."""
        event = read(text, self._decode)
        with self.changed:
            self.turns.receive(event, time.monotonic())
            for listener in self._listeners:
                listener.put(Frame(text, event))
            self.changed.notify_all()
        self.dispatcher.put(Frame(text, event))

    def ended(self, error: ConnectionLost, by_us: bool) -> None:
        """The connection is gone, and with it the rest of every running turn."""
        with self.changed:
            if by_us:
                self.turns.abandon(error)
            else:
                self.turns.connection_lost(error, time.monotonic())
            self.changed.notify_all()

    def look(self, turn: Turn, timeout: float) -> None:
        """See whether the history has the turn's answer."""
        problem: CatError | None = None
        history: list[Mapping[str, Any]] = []
        try:
            history = self._history(timeout)
        except CatError as error:
            problem = error
        with self.changed:
            now = time.monotonic()
            if problem is None:
                turn.found(history, now)
            else:
                logger.info("the history could not be read: %s", problem)
                turn.not_readable(isinstance(problem, ApiError) and problem.status_code < 500, now)
            if not turn.recovered:
                return
            self.turns.withdraw(turn)
            link = self._link if turn.lost is None else None
        if link is not None:
            # The server knows the answer and did not send it to us: this socket is deaf (CONTRACT §4.5).
            link.replace()

    def finished(self, turn: Turn) -> None:
        """Nobody waits for the turn any more; the next one may be asked."""
        with self.changed:
            turn.awaited = False
            self.asked = None
            self.changed.notify_all()
        self._asking.release()

    def end_events(self) -> None:
        """No more events will come."""
        for listener in self._listeners:
            listener.ended = True

    def _send(self, link: _Link, turn: Turn, frame: str, deadline: float) -> None:
        connection = link.opened(deadline)
        with self.changed:
            self.turns.add(turn, time.monotonic())
        try:
            connection.send(frame)
        except NotConnected:
            with self.changed:
                self.turns.withdraw(turn)
            raise

    def _open_link(self, deadline: float) -> _Link:
        with self.changed:
            link = self._link
            if link is None or link.state is _State.ENDED:
                link = self._link = _Link(self)
                link.start()
        link.wait_until_open(deadline, max(0.0, deadline - time.monotonic()))
        return link

    def _wait_for_the_server(self, deadline: float, timeout: float) -> None:
        """Until earlier turns have ended, or so long a silence that nothing of them is to be expected."""
        with self.changed:
            while self.turns.busy and self.connected:
                now = time.monotonic()
                if now >= deadline:
                    raise TurnTimeout(f"an earlier turn was still running after {timeout:g} s; nothing was sent")
                silence_ends = self.turns.heard_at + QUIET
                if now >= silence_ends:
                    return
                self.changed.wait(min(deadline, silence_ends) - now)


class Stream(Iterator[str]):
    """The tokens of one answer, as they come; then `reply`. Leaving early is fine: the turn ends on the server.

    Raises, while iterating:
        TurnFailed, TurnTimeout, ConnectionLost: with what had come of the answer as `partial`.
    """

    def __init__(self, chat: Chat, turn: Turn) -> None:
        self._chat = chat
        self._turn = turn
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

    def __next__(self) -> str:
        return self._next(tokens=True)

    def wait(self) -> Reply:
        """Skip the tokens and give the reply."""
        for _ in iter(lambda: self._next_or_end(tokens=False), None):
            pass
        return self.reply

    def close(self) -> None:
        """Wait for it no longer. Idempotent."""
        if self._open:
            self._open = False
            self._chat.finished(self._turn)

    def __enter__(self) -> Stream:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def __del__(self) -> None:
        self.close()

    def _next_or_end(self, tokens: bool) -> str | None:
        try:
            return self._next(tokens)
        except StopIteration:
            return None

    def _next(self, tokens: bool) -> str:
        while self._open:
            with self._chat.changed:
                if tokens and self._given < len(self._turn.tokens):
                    self._given += 1
                    return self._turn.tokens[self._given - 1]
                now = time.monotonic()
                step = self._turn.step(now)
                if isinstance(step, Wait):
                    self._chat.changed.wait(step.until - now)
                    continue
            if isinstance(step, Look):
                self._chat.look(self._turn, step.timeout)
                continue
            self.close()
            if isinstance(step, Reply):
                self._reply = step
            else:
                raise step
        raise StopIteration


class Events(Iterator[ServerEvent]):
    """The server's events, until the chat ends."""

    def __init__(self, chat: Chat) -> None:
        self._chat = chat
        self._mailbox: Mailbox[Frame] = Mailbox()
        self.ended = False

    def put(self, frame: Frame) -> None:
        """For the chat, under its lock."""
        self._mailbox.put(frame)

    def __next__(self) -> ServerEvent:
        with self._chat.changed:
            self._chat.changed.wait_for(lambda: self._mailbox or self.ended)
            if self._mailbox:
                return self._mailbox.get().event
        raise StopIteration


class _State(enum.Enum):
    CONNECTING = "connecting"
    OPEN = "connected"
    WAITING = "reconnecting"
    ENDED = "closed"


class _Link:
    """From `connect` to the end: one connection, or several where it reconnects, on one thread."""

    def __init__(self, chat: Chat) -> None:
        self._chat = chat
        self._changed = chat.changed
        self._closing = False
        self._replacing = False
        self._connection: Connection | None = None
        self._error: CatError | None = None
        self._url = ""
        self.state = _State.CONNECTING
        # A daemon: a client that nobody closed must not keep the interpreter alive.
        self._thread = threading.Thread(target=self._run, name="cheshire-cat-chat", daemon=True)

    def start(self) -> None:
        self._chat.dispatcher.hold()
        self._thread.start()

    def wait_until_open(self, deadline: float, timeout: float) -> None:
        with self._changed:
            settled = (_State.OPEN, _State.ENDED)
            self._changed.wait_for(lambda: self.state in settled, max(0.0, deadline - time.monotonic()))
            state, error = self.state, self._error
        if state is _State.OPEN:
            return
        if state is not _State.ENDED:
            raise TimedOut(f"{self._url or 'the chat'}: not connected within {timeout:g} s")
        if error is not None:
            raise error
        raise NotConnected("the chat was closed before it was connected")

    def opened(self, deadline: float) -> Connection:
        """The open connection, waited for until `deadline`.

        Raises:
            NotConnected: there is none by then.
        """
        with self._changed:
            settled = (_State.OPEN, _State.ENDED)
            self._changed.wait_for(lambda: self.state in settled, max(0.0, deadline - time.monotonic()))
            if self.state is _State.OPEN and self._connection is not None:
                return self._connection
            why = f": {self._error}" if self._error else ""
            raise NotConnected(f"not connected, the chat is {self.state.value}{why}; nothing was sent")

    def close(self, deadline: float) -> None:
        with self._changed:
            self._closing = True
            connection, state = self._connection, self.state
            self._changed.notify_all()
        if connection is not None and state is _State.OPEN:
            connection.say_goodbye(deadline)
        elif connection is not None:
            connection.abort()
        if threading.current_thread() is self._thread:
            return
        if state is _State.CONNECTING:
            # Where the network itself hangs, the thread ends with the connect timeout; nobody has to wait for that.
            self._thread.join(min(0.2, max(0.0, deadline - time.monotonic())))
            return
        self._thread.join(max(0.0, deadline - time.monotonic()) / 2)
        if self._thread.is_alive() and connection is not None:
            connection.abort()
            self._thread.join(max(0.0, deadline - time.monotonic()))

    def replace(self) -> None:
        """Swap the socket for a new one, the old one closed first: the other order would make the new one deaf."""
        with self._changed:
            connection = self._connection
            if self.state is not _State.OPEN or connection is None or self._closing:
                return
            logger.warning("the socket was deaf: it is replaced")
            self._replacing = True
            self._set(_State.CONNECTING)
        connection.say_goodbye(time.monotonic() + self._chat.options.connect_timeout)

    def awaits_lost_answer(self) -> bool:
        """Whether somebody is looking for an answer that the lost connection did not bring."""
        asked = self._chat.asked
        return asked is not None and asked.lost is not None

    def _run(self) -> None:
        try:
            error = self._connect()
            if error is not None:
                self._end(Failed(error))
                return
            while True:
                lost, closed = self._read()
                if self._replacing and not self._closing:
                    self._replacing = False
                    lost = self._connect(announce=False)
                    if lost is None:
                        continue
                events: list[Event] = [Failed(lost), closed] if lost is not None and not self._closing else [closed]
                if self._closing or not self._may_reconnect(closed.code):
                    self._end(*events)
                    return
                for event in events:
                    self._chat.dispatcher.put(event)
                if not self._connected_again():
                    return
        finally:
            self._set(_State.ENDED)
            self._chat.dispatcher.release()

    def _end(self, *events: Event) -> None:
        """Tell last things. The state comes first: a callback may connect anew."""
        self._set(_State.ENDED)
        for event in events:
            if isinstance(event, Closed) or not self._closing:
                self._chat.dispatcher.put(event)

    def _connect(self, announce: bool = True) -> CatError | None:
        """Open a connection; the error, if there is one."""
        self._set(_State.CONNECTING)
        try:
            address = self._chat.address()
        except CatError as problem:
            self._error = problem
            return problem
        self._url = address.url
        connection = Connection(*address, self._chat.options)
        with self._changed:
            self._connection = connection
            if self._closing:
                return NotConnected("the chat was closed")
        error = connection.open()
        with self._changed:
            if error is None and not self._closing:
                if announce:
                    self._chat.dispatcher.put(Opened())
                self._set(_State.OPEN)
                _warn_of_another(address.url, self)
                return None
        if error is None:
            connection.say_goodbye(time.monotonic() + self._chat.options.connect_timeout)
        connection.release()
        self._error = error or NotConnected("the chat was closed")
        return self._error

    def _read(self) -> tuple[CatError | None, Closed]:
        """Read until the connection ends, and let the turns know."""
        connection = self._connection
        assert connection is not None
        lost, closed = connection.read(self._chat.receive)
        self._set(_State.WAITING)
        connection.release()
        if isinstance(lost, ConnectionLost):
            self._error = end = lost
        else:
            end = ConnectionLost("the chat was closed", code=closed.code, reason=closed.reason)
        self._chat.ended(end, by_us=self._closing)
        return lost, closed

    def _may_reconnect(self, code: int) -> bool:
        return self._chat.reconnect is not None and worth_another_try(code, None)

    def _connected_again(self) -> bool:
        policy = self._chat.reconnect
        assert policy is not None
        ends = time.monotonic() + policy.total
        with self._changed:
            # A socket that is opened while the lost turn still runs would be deaf afterwards (CONTRACT §1.6).
            self._changed.wait_for(lambda: self._closing or not self.awaits_lost_answer(), policy.total)
        error: CatError | None = None
        for pause in policy.waits():
            with self._changed:
                self._changed.wait_for(lambda: self._closing, min(pause, max(0.0, ends - time.monotonic())))
            if self._closing or time.monotonic() >= ends:
                break
            error = self._connect()
            if error is None:
                return True
            logger.warning("not connected again: %s", error)
            if not worth_another_try(None, error.status_code if isinstance(error, HandshakeRefused) else None):
                break
            self._set(_State.WAITING)
        gone = error or ConnectionLost(f"not connected again within {policy.total:g} s")
        self._end(Failed(gone), GaveUp(gone))
        return False

    def _set(self, state: _State) -> None:
        with self._changed:
            self.state = state
            if state is _State.ENDED:
                self._chat.end_events()
            self._changed.notify_all()


_links: weakref.WeakValueDictionary[str, _Link] = weakref.WeakValueDictionary()
_links_lock = threading.Lock()


def _warn_of_another(url: str, link: _Link) -> None:
    with _links_lock:
        other = _links.get(url)
        _links[url] = link
    if other is not None and other is not link and other.state is _State.OPEN:
        logger.warning("%s: this process has another chat of this user; one of the two will hear nothing", url)
