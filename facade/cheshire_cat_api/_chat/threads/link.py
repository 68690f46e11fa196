"""One thread that connects, reads until the end, and connects again where that is asked for."""

from __future__ import annotations

import logging
import threading
import time
import weakref
from collections.abc import Callable
from copy import copy
from functools import partial
from typing import TypeVar

from cheshire_cat_api._chat import endings
from cheshire_cat_api._chat.backoff import Reconnect, is_refused, may_be_starting, until_up, worth_another_try
from cheshire_cat_api._chat.endings import ABNORMAL, BEFORE_PATIENCE, GOODBYE_PATIENCE, Ending
from cheshire_cat_api._chat.events import Closed, Event, Failed, GaveUp, Opened, Reply, Source
from cheshire_cat_api._chat.options import Options
from cheshire_cat_api._chat.prompt import Address
from cheshire_cat_api._chat.protocol import LOST_TURN_PATIENCE, Look, Turn, Wait
from cheshire_cat_api._chat.state import State, warn_of_another
from cheshire_cat_api._chat.threads.connection import Connection
from cheshire_cat_api._chat.threads.conversation import Conversation
from cheshire_cat_api._chat.threads.listener import Events
from cheshire_cat_api.errors import CatError, ConnectionFailed, ConnectionLost, HandshakeRefused, NotConnected

E = TypeVar("E", bound=Events)

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
        up_within: float | None = None,
    ) -> None:
        self._conversation = conversation
        self._changed = conversation.changed
        self._address = address
        self._options = options
        self._reconnect = reconnect
        self._up_within = up_within
        self.abandoned = False
        """Whether nobody knows if its thread was started: if so, it ends at once."""
        self._begun = False
        self._closing = False
        self._replacing = False
        self._source = Source()
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
        return self._closing or self.abandoned or self.state is State.ENDED

    @property
    def listened_to(self) -> bool:
        """Whether somebody has an iterator of its events."""
        return bool(self._listeners)

    def after_fork(self) -> None:
        """Be over in a forked child, which has no thread for it, without a word to the server."""
        self._closing = self._done = True
        connection, self._connection, self._before = self._connection, None, None
        if connection is not None:
            connection.after_fork()
        for listener in self._listeners:
            listener.after_fork()
        self._set(State.ENDED)

    def start(self, awaited: bool) -> None:
        """Begin; `awaited`: somebody will wait until it is open, and be told if it cannot be."""
        self._awaited = awaited
        problem: RuntimeError | None = None
        try:
            self.thread.start()
            return
        except RuntimeError as error:
            problem = error
        if isinstance(problem.__context__, KeyboardInterrupt):  # in the middle of a Condition, which then complains
            raise problem.__context__
        raise ConnectionFailed(f"no thread can be had for the chat: {problem}; nothing was sent")

    def wait_until_open(self, deadline: float, timeout: float) -> None:
        self._awaited = True
        self._changed.wait_for(self._settled, deadline - time.monotonic())
        with self._changed.lock:
            state, error = self.state, self._error
            if self._usable() or (state is State.ENDED and self._announced):
                return  # it was open, even where a callback has closed it already
        if state is not State.ENDED:
            raise endings.not_connected(self._url, timeout, error)
        if error is not None:
            raise copy(error)  # which this keeps: the one that is raised has a traceback, and this in it
        raise NotConnected("the chat was closed before it was connected")

    def opened(self, deadline: float) -> Connection:
        """The open connection, waited for until `deadline`.

        Raises:
            NotConnected: there is none by then.
        """
        self._changed.wait_for(self._settled, deadline - time.monotonic())
        with self._changed.lock:
            if self._usable() and self._connection is not None:
                return self._connection
            why = f": {self._error}" if self._error else ""
            raise NotConnected(f"not connected, the chat is {self.state.value}{why}; nothing was sent")

    def listen(self, kind: type[E]) -> E:
        """What comes from now on."""
        with self._changed.lock:
            listener = kind(self._changed)
            listener.ended = self.state is State.ENDED
            self._listeners.add(listener)
            return listener

    def _usable(self) -> bool:
        """Whether it is open, and its reader has not just seen the end without having told."""
        return self.state is State.OPEN and self._connection is not None and self._connection.alive

    def _settled(self) -> bool:
        return self.state is State.ENDED or self._usable()

    def close(self, deadline: float) -> None:
        connection, state = self._hang_up(deadline)
        if threading.current_thread() is self.thread:
            if connection is not None:
                connection.watch_goodbye()
            return
        if state is State.CONNECTING:
            # Where the network itself hangs, the thread ends with the connect timeout; nobody has to wait for that.
            self._wait_until_done(min(CONNECT_PATIENCE, deadline - time.monotonic()))
            return
        try:
            self._wait_until_done(min(GOODBYE_PATIENCE, (deadline - time.monotonic()) / 2))
        finally:
            if not self._done and connection is not None:
                connection.abort()
        self._wait_until_done(deadline - time.monotonic())

    def _hang_up(self, deadline: float) -> tuple[Connection | None, State]:
        """Have it end, without waiting for that; the connection, and what had become of it."""
        with self._changed.lock:
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
        return connection, state

    def _wait_until_done(self, timeout: float) -> None:
        # Not Thread.join alone: an interrupt in it makes Python believe that the thread has ended.
        if self._changed.wait_for(lambda: self._done, timeout):
            self.thread.join(max(0.0, timeout))

    def silence(self, warn: bool) -> None:
        """Have nothing more that the server has said handed over, but how it ended; say so where that is news."""
        if warn and not self._source.silenced:
            logger.warning(endings.BUSY)
        self._source.silenced = True

    def replace(self) -> None:
        """Swap the socket for a new one, the old one closed first: the other order would make the new one deaf."""
        connection: Connection | None = None
        try:
            with self._changed.lock:
                if self.state is not State.OPEN or self._closing:
                    return
                connection = self._connection
                self._replacing = True
                self._set(State.CONNECTING)
            logger.warning("nothing is heard on the socket, it is taken for deaf and replaced")
            if connection is not None:
                connection.say_goodbye(time.monotonic() + self._options.connect_timeout)
                connection.watch_goodbye()
        except BaseException:  # an interrupt: nobody would come back to end it
            if connection is not None:
                connection.abort()
            raise

    def _run(self) -> None:
        self._conversation.dispatcher.hold()
        self._begun = True
        try:
            if self.abandoned:
                return
            self._wait_for_the_one_before()
            error = self._connect_first()
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
            with self._changed.lock:
                self._done = True
                self._set(State.ENDED)
            self._conversation.dispatcher.release()

    def _wait_for_the_one_before(self) -> None:
        """Two open sockets of one user make one deaf, and what comes over the old one is not of our turns."""
        before, self._before = self._before, None
        if before is not None and before._begun and not before._done:
            before._hang_up(time.monotonic() + BEFORE_PATIENCE)  # who began to do so may have been interrupted
            self._changed.wait_for(lambda: before._done or self._closing, BEFORE_PATIENCE)
        with self._changed.lock:
            self._conversation.turns.abandon()

    def _end(self, *events: Event) -> None:
        """Tell last things. The state comes first: a callback may connect anew."""
        self._set(State.ENDED)
        for event in events:
            if isinstance(event, Closed) or not self._closing:
                self._conversation.dispatcher.put(event)

    def _connect_first(self) -> CatError | None:
        """Open the first connection, in as many attempts as there is time for the server to start."""
        if self._up_within is None:
            return self._connect()
        ends = time.monotonic() + self._up_within
        for pause in until_up():
            error = self._connect()
            if error is None or not may_be_starting(error):
                return error
            logger.info("not up yet: %s", error)
            if self._changed.wait_for(lambda: self._closing, min(pause, ends - time.monotonic())):
                self._error = NotConnected("the chat was closed")
                return self._error
            if time.monotonic() >= ends:
                break
        self._error = endings.not_connected(self._url, self._up_within, self._error)
        return self._error

    def _connect(self, announce: bool = True) -> CatError | None:
        """Open a connection; the error, if there is one."""
        self._set(State.CONNECTING)
        self._changed.wait_for(lambda: self._closing, self._conversation.not_before - time.monotonic())
        try:
            address = self._address()
        except CatError as problem:
            self._error = copy(problem)
            return self._error
        except BaseException as problem:  # in this thread, nothing that it raises would end the program
            self._error = endings.no_credential(problem)
            return self._error
        self._url = address.url
        connection, error = self._open(address.url, address.token)
        if address.or_none and is_refused(error):
            connection.release()
            connection, error = self._open(address.url, "")
        with self._changed.lock:
            if error is None and not self._closing:
                self._announced = True
                self._conversation.turns.opened()
                if announce:
                    self._conversation.dispatcher.put(Opened(self._source))
                self._set(State.OPEN)
                warn_of_another(address, self)
                return None
        if error is None:
            connection.say_goodbye(time.monotonic() + self._options.connect_timeout)
        connection.release()
        self._error = NotConnected("the chat was closed") if self._closing or error is None else error
        return self._error

    def _open(self, url: str, token: str) -> tuple[Connection, CatError | None]:
        connection = Connection(url, token, self._options)
        with self._changed.lock:
            self._connection = connection
            if self._closing:
                return connection, NotConnected("the chat was closed")
        error = connection.open()
        return connection, error and self._options.redactor.error(error)

    def _read(self) -> tuple[Ending, list[Turn]]:
        """Read until the connection ends, and let the turns know; those that still run and nobody waits for."""
        connection = self._connection
        assert connection is not None
        ending = connection.read(partial(self._conversation.receive, listeners=self._listeners, source=self._source))
        ending = ending.cleaned(self._options.redactor)
        self._set(State.WAITING)
        connection.release()
        self._error = ending.error or self._error
        return ending, [] if self._closing else self._conversation.connection_lost(ending.loss)

    def _connected_again(self, policy: Reconnect, unheard: list[Turn]) -> bool:
        ends = time.monotonic() + policy.total
        self._wait_for_old_turns(unheard, min(ends, time.monotonic() + LOST_TURN_PATIENCE))
        error: CatError | None = None
        for pause in policy.waits():
            self._changed.wait_for(lambda: self._closing, min(pause, ends - time.monotonic()))
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
                    self._changed.wait_for(lambda: self._closing, step.until - time.monotonic())
                step = turn.step(time.monotonic())
            if isinstance(step, Reply):
                self._conversation.tell_recovered(step, self._source)
        lost = [turn for turn in self._conversation.turns.asked if turn.lost is not None]
        self._changed.wait_for(
            lambda: self._closing or all(turn.settled or not turn.awaited for turn in lost), ends - time.monotonic()
        )

    def _set(self, state: State) -> None:
        with self._changed.lock:
            self.state = state
            if state is State.ENDED:
                for listener in self._listeners:
                    listener.ended = True
            self._changed.notify_all()
