"""The chat over threads: one reads and owns the socket, one runs callbacks, and any may send, ask or close."""

from __future__ import annotations

import enum
import json
import logging
import threading
import time
import weakref
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from types import TracebackType
from typing import Any, TypeAlias

from cheshire_cat_api._chat.backoff import Reconnect, is_refused, worth_another_try
from cheshire_cat_api._chat.connection import ABNORMAL, GOODBYE_PATIENCE, Connection, Options
from cheshire_cat_api._chat.dispatcher import Dispatcher
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
    ConnectionLost,
    HandshakeRefused,
    NotConnected,
    TimedOut,
    TurnTimeout,
)

logger = logging.getLogger("cheshire_cat_api")

CONNECT_PATIENCE = 0.04  # seconds that close() gives a thread which is connecting to see that it shall end


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
        self._closes = 0
        self.not_before = 0.0
        self.changed = threading.Condition()
        self.turns = Turns()
        self.asked: set[Turn] = set()

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
        checked_seconds(timeout if timeout is not None else 0.0, "timeout")
        with self.changed:
            link = self._link
            if link is None or link.over:
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
        self._send(link, Turn(message["text"], self._revive), frame, time.monotonic() + self.options.connect_timeout)

    def stream(self, message: dict[str, Any], timeout: float) -> Stream:
        """Send a prompt in its turn and give its answer as it comes. Connects where that is needed.

        Raises:
            InvalidArgument, ConnectionFailed, HandshakeRefused: nothing was sent.
            TurnTimeout: another turn was in the way all the time; nothing was sent.
        """
        deadline = time.monotonic() + checked_seconds(timeout, "timeout")
        turn = Turn(message["text"], self._revive, deadline, timeout)
        frame = as_frame({**message, TURN_KEY: turn.id})
        closes = self._closes
        if not self._asking.acquire(timeout=timeout):
            raise TurnTimeout(f"another turn was in the way for {timeout:g} s; nothing was sent")
        try:
            with self.changed:
                self.asked.add(turn)
            self._wait_for_the_server(turn, deadline, timeout)
            while True:
                link = self._open_link(deadline, closes)
                try:
                    self._send(link, turn, frame, deadline)
                    break
                except NotConnected:
                    if time.monotonic() >= deadline:
                        raise
                except ConnectionLost:
                    break  # it may have arrived: the turn finds out
        except BaseException:
            self.finished(turn)
            raise
        finally:
            self._asking.release()
        return Stream(self, turn)

    def events(self) -> Events:
        """The server's events from now on, until the chat ends.

        Raises:
            NotConnected: there is no connection.
        """
        with self.changed:
            link = self._link
            if link is None or link.over:
                raise NotConnected("not connected: call connect_ws() first")
            listener = Events(self)
            self._listeners.add(listener)
            return listener

    def close(self, timeout: float) -> None:
        """End the connection after what was sent, and wait until the callbacks have heard of it.

        Idempotent, from any thread, a callback too. Returns within `timeout` seconds, usually milliseconds.
        """
        deadline = time.monotonic() + checked_seconds(timeout, "timeout")
        with self.changed:
            self._closes += 1
            link = self._link
            for turn in self.asked:
                turn.end(ConnectionLost("the chat was closed", code=1000))
            self.changed.notify_all()
        if link is not None:
            link.close(deadline)
        self.dispatcher.drain(deadline)

    def receive(self, texts: list[str]) -> None:
        """Frames came. All at once: to wake others for each would take longer than all the rest."""
        frames = [Frame(text, read(text, self._decode)) for text in texts]
        with self.changed:
            now = time.monotonic()
            for frame in frames:
                self.turns.receive(frame.event, now)
            for listener in self._listeners:
                listener.put(*frames)
            self.changed.notify_all()
        self.dispatcher.put(*frames)

    def tell_recovered(self, reply: Reply) -> None:
        """An answer that nobody waits for was found in the history: it is told like any other."""
        self.dispatcher.put(Frame(json.dumps(reply.raw, ensure_ascii=False), reply))

    def ended(self, error: ConnectionLost, by_us: bool) -> list[Turn]:
        """The connection is gone, and with it the rest of every running turn; those that nobody waits for."""
        with self.changed:
            running: list[Turn] = []
            if by_us:
                self.turns.abandon(error)
            else:
                running = self.turns.connection_lost(error, time.monotonic())
            self.changed.notify_all()
            return [turn for turn in running if turn not in self.asked]

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
                turn.not_readable(for_good(problem), now)
            if not turn.recovered:
                return
            self.not_before = now + HANDLER_MARGIN
            self.turns.withdraw(turn)
            link = self._link if turn.lost is None else None
        if link is not None:
            # The server knows the answer and did not send it to us: this socket is deaf (CONTRACT §4.5).
            link.replace()

    def finished(self, turn: Turn) -> None:
        """Nobody waits for the turn any more."""
        with self.changed:
            turn.awaited = False
            self.asked.discard(turn)
            self.changed.notify_all()

    def end_events(self) -> None:
        """No more events will come."""
        for listener in self._listeners:
            listener.ended = True

    def _send(self, link: _Link, turn: Turn, frame: str, deadline: float) -> None:
        connection = link.opened(deadline)
        with self.changed:
            self.turns.add(turn, time.monotonic())
        try:
            connection.send(frame, deadline)
        except NotConnected:
            with self.changed:
                self.turns.withdraw(turn)
            raise

    def _open_link(self, deadline: float, closes: int) -> _Link:
        with self.changed:
            if self._closes != closes:
                raise NotConnected("the chat was closed meanwhile; nothing was sent")
            link = self._link
            if link is None or link.over:
                link = self._link = _Link(self)
                link.start()
        link.wait_until_open(deadline, max(0.0, deadline - time.monotonic()))
        return link

    def _wait_for_the_server(self, turn: Turn, deadline: float, timeout: float) -> None:
        """Until earlier turns have ended, or so long a silence that nothing of them is to be expected."""
        with self.changed:
            while not turn.settled:
                now = time.monotonic()
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
                self.changed.wait(wake - now)

    def _revive(self, message: Mapping[str, Any]) -> Reply:
        return Reply(message, recovered=True, _decode=self._decode)


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
            if tokens and self._given < len(self._turn.tokens):  # without the lock: they only ever become more
                self._given += 1
                return self._turn.tokens[self._given - 1]
            with self._chat.changed:
                if tokens and self._given < len(self._turn.tokens):
                    continue
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
        self._taken: deque[Frame] = deque()
        self.ended = False

    def put(self, *frames: Frame) -> None:
        """For the chat, under its lock."""
        self._mailbox.put(*frames)

    def __next__(self) -> ServerEvent:
        while True:
            try:
                return self._taken.popleft().event  # without the lock, and yet several threads may share the iterator
            except IndexError:
                pass
            with self._chat.changed:
                self._chat.changed.wait_for(lambda: self._taken or self._mailbox or self.ended)
                if self._taken:
                    continue
                if not self._mailbox:
                    raise StopIteration
                self._taken.extend(self._mailbox.take())


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
        self._announced = False
        self.state = _State.CONNECTING
        # A daemon: a client that nobody closed must not keep the interpreter alive.
        self._thread = threading.Thread(target=self._run, name="cheshire-cat-chat", daemon=True)

    @property
    def over(self) -> bool:
        """Whether it has ended or is about to."""
        return self._closing or self.state is _State.ENDED

    def start(self) -> None:
        self._chat.dispatcher.hold()
        self._thread.start()

    def wait_until_open(self, deadline: float, timeout: float) -> None:
        with self._changed:
            self._changed.wait_for(self._settled, max(0.0, deadline - time.monotonic()))
            state, error = self.state, self._error
            if self._usable() or (state is _State.ENDED and self._announced):
                return  # it was open, even where a callback has closed it already
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
            self._changed.wait_for(self._settled, max(0.0, deadline - time.monotonic()))
            if self._usable() and self._connection is not None:
                return self._connection
            why = f": {self._error}" if self._error else ""
            raise NotConnected(f"not connected, the chat is {self.state.value}{why}; nothing was sent")

    def _usable(self) -> bool:
        """Whether it is open, and its reader has not just seen the end without having told."""
        return self.state is _State.OPEN and self._connection is not None and self._connection.alive

    def _settled(self) -> bool:
        return self.state is _State.ENDED or self._usable()

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
            if connection is not None:
                connection.watch_goodbye()
            return
        if state is _State.CONNECTING:
            # Where the network itself hangs, the thread ends with the connect timeout; nobody has to wait for that.
            self._thread.join(min(CONNECT_PATIENCE, max(0.0, deadline - time.monotonic())))
            return
        try:
            self._thread.join(min(GOODBYE_PATIENCE, max(0.0, deadline - time.monotonic()) / 2))
        finally:
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
        connection.watch_goodbye()

    def _run(self) -> None:
        try:
            error = self._connect()
            if error is not None:
                self._end(Failed(error))
                return
            while True:
                lost, closed, unheard = self._read()
                if self._replacing and not self._closing:
                    self._replacing = False
                    lost = self._connect(announce=False)
                    if lost is None:
                        continue
                    closed = Closed(ABNORMAL, "")
                events: list[Event] = [Failed(lost), closed] if lost is not None and not self._closing else [closed]
                if self._closing or not self._may_reconnect(closed.code):
                    self._end(*events)
                    return
                for event in events:
                    self._chat.dispatcher.put(event)
                if not self._connected_again(unheard):
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
        with self._changed:
            self._changed.wait_for(lambda: self._closing, max(0.0, self._chat.not_before - time.monotonic()))
        try:
            address = self._chat.address()
        except CatError as problem:
            self._error = problem
            return problem
        except Exception as problem:  # the caller's own credential; its message may hold a secret
            self._error = ConfigError(f"the credential could not be had: {type(problem).__name__}")
            return self._error
        self._url = address.url
        connection, error = self._open(address.url, address.token)
        if address.or_none and is_refused(error):
            connection.release()
            connection, error = self._open(address.url, "")
        with self._changed:
            if error is None and not self._closing:
                self._announced = True
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

    def _open(self, url: str, token: str) -> tuple[Connection, CatError | None]:
        connection = Connection(url, token, self._chat.options)
        with self._changed:
            self._connection = connection
            if self._closing:
                return connection, NotConnected("the chat was closed")
        return connection, connection.open()

    def _read(self) -> tuple[CatError | None, Closed, list[Turn]]:
        """Read until the connection ends, and let the turns know; those that still run and nobody waits for."""
        connection = self._connection
        assert connection is not None
        lost, closed = connection.read(self._chat.receive)
        self._set(_State.WAITING)
        connection.release()
        if isinstance(lost, ConnectionLost):
            self._error = end = lost
        else:
            end = ConnectionLost("the chat was closed", code=closed.code, reason=closed.reason)
        unheard = self._chat.ended(end, by_us=self._closing)
        return lost, closed, unheard

    def _may_reconnect(self, code: int) -> bool:
        return self._chat.reconnect is not None and worth_another_try(code, None)

    def _connected_again(self, unheard: list[Turn]) -> bool:
        policy = self._chat.reconnect
        assert policy is not None
        ends = time.monotonic() + policy.total
        self._wait_for_old_turns(unheard, min(ends, time.monotonic() + LOST_TURN_PATIENCE))
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

    def _wait_for_old_turns(self, unheard: list[Turn], ends: float) -> None:
        """A socket that is opened while a lost turn still runs would be deaf afterwards (CONTRACT §1.6).

        Who asks looks for his answer himself; for prompts of `send` this looks, and tells what it finds.
        """
        for turn in unheard:
            turn.expect(ends, max(0.0, ends - time.monotonic()))
            step = turn.step(time.monotonic())
            while isinstance(step, Wait | Look) and not self._closing:
                if isinstance(step, Look):
                    self._chat.look(turn, step.timeout)
                else:
                    with self._changed:
                        pause = step.until - time.monotonic()
                        self._changed.wait_for(lambda: self._closing, max(0.0, pause))
                step = turn.step(time.monotonic())
            if isinstance(step, Reply):
                self._chat.tell_recovered(step)
        with self._changed:
            lost = [turn for turn in self._chat.asked if turn.lost is not None]
            self._changed.wait_for(
                lambda: self._closing or all(turn.settled or not turn.awaited for turn in lost),
                max(0.0, ends - time.monotonic()),
            )

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
