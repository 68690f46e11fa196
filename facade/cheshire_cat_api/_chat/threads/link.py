"""One thread that connects, reads until the end, and connects again where that is asked for."""

from __future__ import annotations

import logging
import threading
import time
import weakref
from collections.abc import Callable
from functools import partial

from cheshire_cat_api._chat import endings
from cheshire_cat_api._chat.backoff import Reconnect, is_refused, worth_another_try
from cheshire_cat_api._chat.endings import ABNORMAL, BEFORE_PATIENCE, GOODBYE_PATIENCE, Ending
from cheshire_cat_api._chat.events import Closed, Event, Failed, GaveUp, Opened, Reply
from cheshire_cat_api._chat.options import Options
from cheshire_cat_api._chat.prompt import Address
from cheshire_cat_api._chat.protocol import LOST_TURN_PATIENCE, Look, Turn, Wait
from cheshire_cat_api._chat.state import State, warn_of_another
from cheshire_cat_api._chat.threads.connection import Connection
from cheshire_cat_api._chat.threads.conversation import Conversation
from cheshire_cat_api._chat.threads.listener import Events
from cheshire_cat_api.errors import CatError, ConnectionFailed, ConnectionLost, HandshakeRefused, NotConnected, TimedOut

logger = logging.getLogger("cheshire_cat_api")

CONNECT_PATIENCE = 0.04  # seconds that close() gives a thread which is connecting to see that it shall end


class Link:
    """From `connect` to the end: one connection, or several where it reconnects, on one thread."""

    def __init__(
        self,
        conversation: Conversation,
        address: Callable[[], Address],
        options: Options,
        reconnect: Reconnect | None,
        before: Link | None,
    ) -> None:
        self._conversation = conversation
        self._changed = conversation.changed
        self._address = address
        self._options = options
        self._reconnect = reconnect
        self._closing = False
        self._replacing = False
        self._connection: Connection | None = None
        self._error: CatError | None = None
        self._url = ""
        self._announced = False
        self._awaited = False
        self._listeners: weakref.WeakSet[Events] = weakref.WeakSet()
        self.state = State.CONNECTING
        self._before = before
        self._done = False
        # A daemon: a client that nobody closed must not keep the interpreter alive.
        self.thread = threading.Thread(target=self._run, name="cheshire-cat-chat", daemon=True)

    @property
    def over(self) -> bool:
        """Whether it has ended or is about to."""
        return self._closing or self.state is State.ENDED

    def start(self, awaited: bool) -> None:
        """Begin; `awaited`: somebody will wait until it is open, and be told if it cannot be."""
        self._awaited = awaited
        self._conversation.dispatcher.hold()
        try:
            self.thread.start()
        except RuntimeError as error:
            self._conversation.dispatcher.release()
            raise ConnectionFailed(f"no thread can be had for the chat: {error}; nothing was sent") from None

    def wait_until_open(self, deadline: float, timeout: float) -> None:
        with self._changed:
            self._awaited = True
            self._changed.wait_for(self._settled, max(0.0, deadline - time.monotonic()))
            state, error = self.state, self._error
            if self._usable() or (state is State.ENDED and self._announced):
                return  # it was open, even where a callback has closed it already
        if state is not State.ENDED:
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

    def events(self) -> Events:
        """What comes from now on."""
        with self._changed:
            listener = Events(self._changed)
            self._listeners.add(listener)
            return listener

    def _usable(self) -> bool:
        """Whether it is open, and its reader has not just seen the end without having told."""
        return self.state is State.OPEN and self._connection is not None and self._connection.alive

    def _settled(self) -> bool:
        return self.state is State.ENDED or self._usable()

    def close(self, deadline: float) -> None:
        with self._changed:
            self._closing = True
            connection, state = self._connection, self.state
            self._changed.notify_all()
        try:
            if connection is not None and state is State.OPEN:
                connection.say_goodbye(deadline)
            elif connection is not None:
                connection.abort()
        except BaseException:  # an interrupt: nobody would come back to end it
            if connection is not None:
                connection.abort()
            raise
        if threading.current_thread() is self.thread:
            if connection is not None:
                connection.watch_goodbye()
            return
        if state is State.CONNECTING:
            # Where the network itself hangs, the thread ends with the connect timeout; nobody has to wait for that.
            self.thread.join(min(CONNECT_PATIENCE, max(0.0, deadline - time.monotonic())))
            return
        try:
            self.thread.join(min(GOODBYE_PATIENCE, max(0.0, deadline - time.monotonic()) / 2))
        finally:
            if self.thread.is_alive() and connection is not None:
                connection.abort()
        self.thread.join(max(0.0, deadline - time.monotonic()))

    def replace(self) -> None:
        """Swap the socket for a new one, the old one closed first: the other order would make the new one deaf."""
        with self._changed:
            connection = self._connection
            if self.state is not State.OPEN or connection is None or self._closing:
                return
            logger.warning("the socket was deaf: it is replaced")
            self._replacing = True
            self._set(State.CONNECTING)
        connection.say_goodbye(time.monotonic() + self._options.connect_timeout)
        connection.watch_goodbye()

    def _run(self) -> None:
        try:
            self._wait_for_the_one_before()
            error = self._connect()
            if error is not None:
                self._end(Failed(error, raised=self._awaited))
                return
            while True:
                ending, unheard = self._read()
                if self._replacing and not self._closing:
                    self._replacing = False
                    error = self._connect(announce=False)
                    if error is None:
                        continue
                    ending = Ending(error, Closed(ABNORMAL, ""))
                if self._closing or self._reconnect is None or not worth_another_try(ending.closed.code, None):
                    self._end(*ending.events)
                    return
                for event in ending.events:
                    self._conversation.dispatcher.put(event)
                if not self._connected_again(self._reconnect, unheard):
                    return
        finally:
            with self._changed:
                self._done = True
                self._set(State.ENDED)
            self._conversation.dispatcher.release()

    def _wait_for_the_one_before(self) -> None:
        """Two open sockets of one user make one deaf, and what comes over the old one is not of our turns."""
        before, self._before = self._before, None
        with self._changed:
            if before is not None:
                self._changed.wait_for(lambda: before._done or self._closing, BEFORE_PATIENCE)
            self._conversation.turns.abandon()

    def _end(self, *events: Event) -> None:
        """Tell last things. The state comes first: a callback may connect anew."""
        self._set(State.ENDED)
        for event in events:
            if isinstance(event, Closed) or not self._closing:
                self._conversation.dispatcher.put(event)

    def _connect(self, announce: bool = True) -> CatError | None:
        """Open a connection; the error, if there is one."""
        self._set(State.CONNECTING)
        with self._changed:
            self._changed.wait_for(lambda: self._closing, max(0.0, self._conversation.not_before - time.monotonic()))
        try:
            address = self._address()
        except CatError as problem:
            self._error = problem
            return problem
        except BaseException as problem:  # in this thread, nothing that it raises would end the program
            self._error = endings.no_credential(problem)
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
                    self._conversation.dispatcher.put(Opened())
                self._set(State.OPEN)
                warn_of_another(address.url, self)
                return None
        if error is None:
            connection.say_goodbye(time.monotonic() + self._options.connect_timeout)
        connection.release()
        self._error = NotConnected("the chat was closed") if self._closing or error is None else error
        return self._error

    def _open(self, url: str, token: str) -> tuple[Connection, CatError | None]:
        connection = Connection(url, token, self._options)
        with self._changed:
            self._connection = connection
            if self._closing:
                return connection, NotConnected("the chat was closed")
        return connection, connection.open()

    def _read(self) -> tuple[Ending, list[Turn]]:
        """Read until the connection ends, and let the turns know; those that still run and nobody waits for."""
        connection = self._connection
        assert connection is not None
        ending = connection.read(partial(self._conversation.receive, listeners=self._listeners))
        self._set(State.WAITING)
        connection.release()
        self._error = ending.error or self._error
        return ending, [] if self._closing else self._conversation.connection_lost(ending.loss)

    def _connected_again(self, policy: Reconnect, unheard: list[Turn]) -> bool:
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
            self._set(State.WAITING)
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
                    self._conversation.look(turn, step.timeout)
                else:
                    with self._changed:
                        pause = step.until - time.monotonic()
                        self._changed.wait_for(lambda: self._closing, max(0.0, pause))
                step = turn.step(time.monotonic())
            if isinstance(step, Reply):
                self._conversation.tell_recovered(step)
        with self._changed:
            lost = [turn for turn in self._conversation.turns.asked if turn.lost is not None]
            self._changed.wait_for(
                lambda: self._closing or all(turn.settled or not turn.awaited for turn in lost),
                max(0.0, ends - time.monotonic()),
            )

    def _set(self, state: State) -> None:
        with self._changed:
            self.state = state
            if state is State.ENDED:
                for listener in self._listeners:
                    listener.ended = True
            self._changed.notify_all()
