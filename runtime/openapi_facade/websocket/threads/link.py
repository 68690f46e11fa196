"""One thread that connects, reads until the end, and connects again; its errors are the client's own."""

from __future__ import annotations

import threading
import time
import weakref
from collections.abc import Callable
from copy import copy
from dataclasses import replace
from typing import Any, TypeVar

from openapi_facade.errors import FacadeError
from openapi_facade.failure import Failure, translating
from openapi_facade.websocket import endings
from openapi_facade.websocket.address import Address
from openapi_facade.websocket.backoff import Reconnect, until_up, worth_another_try
from openapi_facade.websocket.endings import ABNORMAL, BEFORE_PATIENCE, GOODBYE_PATIENCE, Ending
from openapi_facade.websocket.events import Closed, Event, Failed, GaveUp, Source
from openapi_facade.websocket.options import Options
from openapi_facade.websocket.state import State
from openapi_facade.websocket.threads.channel import Channel, ChannelReader
from openapi_facade.websocket.threads.connection import Connection
from openapi_facade.websocket.threads.listener import Events

L = TypeVar("L", bound=Events[Any])

CONNECT_PATIENCE = 0.04  # seconds that close() gives a thread which is connecting to see that it shall end


class Link:
    """From the first attempt to the end: one connection, or several where it reconnects, on one thread.

    Args:
        channel: of the client.
        address: asked each time a connection is opened; may raise an error of the client's own.
        options: of each connection.
        reconnect: None: a lost connection stays lost.
        before: the one before, which must have ended.
        up_within: seconds in which the server may still be starting.
    """

    def __init__(
        self,
        channel: Channel[Any],
        address: Callable[[], Address],
        options: Options,
        reconnect: Reconnect | None,
        before: Link | None,
        up_within: float | None = None,
    ) -> None:
        self.api = options.api
        self._channel = channel
        self._protocol = channel.protocol
        self._changed = channel.changed
        self._address = address
        self._options, self._what = options, options.what
        self._reconnect = reconnect
        self._up_within = up_within
        self.abandoned = False
        """Whether nobody knows if its thread was started: if so, it ends at once."""
        self._begun = False
        self._closing = False
        self._replacing = False
        self.source = Source()
        """What is heard over it."""
        self._connection: Connection | None = None
        self._redactor = options.redactor
        self._error: Exception | None = None
        self._url = f"the {options.what}"
        self._announced = False
        self._awaited = False
        self._listeners: weakref.WeakSet[Events[Any]] = weakref.WeakSet()
        self.state = State.CONNECTING
        self._before = before
        self._done = False
        # A daemon: a client that nobody closed must not keep the interpreter alive.
        self.thread = threading.Thread(target=self._run, name=options.task_name, daemon=True)

    @property
    def over(self) -> bool:
        """Whether it has ended or is about to."""
        return self._closing or self.abandoned or self.state is State.ENDED

    @property
    def listened_to(self) -> bool:
        """Whether somebody has an iterator of its events."""
        return bool(self._listeners)

    @property
    def error(self) -> Exception | None:
        """What went wrong last; None: nothing has since a connection was open."""
        return self._error

    def after_fork(self) -> None:
        """Be over in a forked child, which has no thread for it, without a word to the server."""
        self._closing = self._done = True
        connection, self._connection, self._before = self._connection, None, None
        if connection is not None:
            connection.after_fork()
        for listener in self._listeners:
            listener.after_fork()
        self._set(State.ENDED)

    @translating
    def start(self, awaited: bool) -> None:
        """Begin; `awaited`: somebody will wait until it is open, and be told if it cannot be."""
        self._awaited = awaited
        try:
            return self.thread.start()
        except RuntimeError as error:
            problem = error
        if isinstance(problem.__context__, KeyboardInterrupt):  # in the middle of a Condition, which then complains
            raise problem.__context__
        raise Failure("connection", f"no thread can be had for the {self._what}: {problem}; nothing was sent")

    @translating
    def wait_until_open(self, deadline: float, timeout: float) -> None:
        self._awaited = True
        self._changed.wait_for(self._settled, deadline - time.monotonic())
        with self._changed.lock:
            state, error = self.state, self._error
            if self._usable() or (state is State.ENDED and self._announced):
                return  # it was open, even where a callback has closed it already
        if state is not State.ENDED:
            raise endings.not_in_time(self._url, timeout, error)
        if error is not None:
            raise copy(error)  # which this keeps: the one that is raised has a traceback, and this in it
        raise endings.not_connected(f"the {self._what} was closed before it was connected")

    @translating
    def send(self, text: str, deadline: float, begin: Callable[[], None]) -> None:
        """Send one text frame over the open connection, which is waited for; see `Connection.send`.

        Raises:
            Failure: not connected, lost: translated.
        """
        while True:
            connection = self._opened(deadline)
            try:
                return connection.send(text, deadline, begin)
            except Failure as failure:
                if failure.kind != "not connected" or connection.alive or time.monotonic() >= deadline:
                    raise  # else it has just ended, which is not all that is to be said

    def _opened(self, deadline: float) -> Connection:
        """Return the open connection, waited for until `deadline`.

        Raises:
            Failure: not connected: there is none by then.
        """
        self._changed.wait_for(self._settled, deadline - time.monotonic())
        with self._changed.lock:
            if self._usable() and self._connection is not None:
                return self._connection
            why = f": {self._error}" if self._error else ""
            raise endings.not_connected(f"not connected, the {self._what} is {self.state.value}{why}; nothing was sent")

    def listen(self, kind: type[L]) -> L:
        """Return what comes from now on."""
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
        self._drain(deadline)
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

    def _drain(self, deadline: float) -> None:
        """Let what the protocol waits for still come, where there is time."""
        with self._changed.lock:
            self._protocol.closing()
        if threading.current_thread() is not self.thread:
            left = (deadline - time.monotonic()) / 2
            self._changed.wait_for(lambda: self._protocol.drained or self.state is not State.OPEN, left)

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
        if warn and not self.source.silenced:
            self.api.logger.warning(endings.BUSY)
        self.source.silenced = True

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
            self.api.logger.warning("nothing is heard on the socket, it is taken for deaf and replaced")
            if connection is not None:
                connection.say_goodbye(time.monotonic() + self._options.connect_timeout)
                connection.watch_goodbye()
        except BaseException:  # an interrupt: nobody would come back to end it
            if connection is not None:
                connection.abort()
            raise

    def _run(self) -> None:
        self._channel.dispatcher.hold()
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
                ending = self._read()
                if self._replacing and not self._closing:
                    self._replacing = False
                    error = self._connect(announce=False)
                    if error is None:
                        continue
                    events: list[Event] = [Failed(error), Closed(ABNORMAL, "")]
                    code = ABNORMAL
                else:
                    events, code = ending.told(self.api.translate), ending.closed.code
                if self._closing or self._reconnect is None or not worth_another_try(code, None):
                    self._end(*events)
                    return
                for event in events:
                    self._channel.dispatcher.put(event)
                if not self._connected_again(self._reconnect):
                    return
        finally:
            self._channel.ended()
            with self._changed.lock:
                self._done = True
                self._set(State.ENDED)
            self._channel.dispatcher.release()

    def _wait_for_the_one_before(self) -> None:
        """Two open sockets of one user make one deaf, and what comes over the old one is not of our turns."""
        before, self._before = self._before, None
        if before is not None and before._begun and not before._done:
            before._hang_up(time.monotonic() + BEFORE_PATIENCE)  # who began to do so may have been interrupted
            self._changed.wait_for(lambda: before._done or self._closing, BEFORE_PATIENCE)
        with self._changed.lock:
            self._protocol.begin()

    def _end(self, *events: Event) -> None:
        """Tell last things. The state comes first: a callback may connect anew."""
        self._set(State.ENDED)
        for event in events:
            if isinstance(event, Closed) or not self._closing:
                self._channel.dispatcher.put(event)

    def _connect_first(self) -> Exception | None:
        """Open the first connection, in as many attempts as there is time for the server to start."""
        if self._up_within is None:
            return self._connect()
        ends = time.monotonic() + self._up_within
        for pause in until_up():
            error = self._connect()
            if error is None or not self._channel.judged(self._protocol.may_be_starting, error):
                return error
            self.api.logger.info("not up yet: %s", error)
            if self._changed.wait_for(lambda: self._closing, min(pause, ends - time.monotonic())):
                self._error = self._was_closed()
                return self._error
            if time.monotonic() >= ends:
                break
        self._error = self.api.translate(endings.not_in_time(self._url, self._up_within, self._error))
        return self._error

    def _connect(self, announce: bool = True) -> Exception | None:
        """Open a connection; the error, if there is one."""
        self._set(State.CONNECTING)
        self._changed.wait_for(lambda: self._closing, self._channel.not_before - time.monotonic())
        try:
            address = self._address()
        except FacadeError as problem:
            self._error = copy(problem)
            return self._error
        except BaseException as problem:  # in this thread, nothing that it raises would end the program
            self._error = self.api.translate(endings.no_credential(problem))
            return self._error
        self._url = address.url
        connection, error = self._open(address)
        if address.or_none and error is not None and self._channel.judged(self._protocol.is_refused, error):
            connection.release()
            connection, error = self._open(address._replace(query=""))
        with self._changed.lock:
            if error is None and not self._closing:
                self._announced, self._error = True, None
                self._channel.opened(self, address, announce)
                connection.say(self._protocol.outgoing())  # before anybody else can
                self._set(State.OPEN)
                return None
        if error is None:
            connection.say_goodbye(time.monotonic() + self._options.connect_timeout)
        connection.release()
        self._error = self._was_closed() if self._closing or error is None else error
        return self._error

    def _open(self, address: Address) -> tuple[Connection, Exception | None]:
        self._redactor = address.beside(self._options.redactor)
        connection = Connection(address, replace(self._options, redactor=self._redactor))
        with self._changed.lock:
            self._connection = connection
            if self._closing:
                return connection, self._was_closed()
        failure = connection.open()
        return connection, failure and self.api.translate(self._redactor.error(failure))

    def _was_closed(self) -> Exception:
        return self.api.translate(endings.not_connected(f"the {self._what} was closed"))

    def _read(self) -> Ending:
        """Read until the connection ends, and let the protocol know."""
        connection = self._connection
        assert connection is not None
        reader = ChannelReader(self._channel, self._listeners, self.source)
        ending = connection.read(reader).cleaned(self._redactor)
        self._set(State.WAITING)
        connection.release()
        if ending.error is not None:
            self._error = self.api.translate(ending.error)
        if not self._closing:
            self._channel.lost(self.api.translate(ending.loss(self._what)))
        return ending

    def _connected_again(self, policy: Reconnect) -> bool:
        ends = time.monotonic() + policy.total
        self._channel.settle(ends, lambda: self._closing, self.source)
        error: Exception | None = None
        for pause in policy.waits():
            self._changed.wait_for(lambda: self._closing, min(pause, ends - time.monotonic()))
            if self._closing or time.monotonic() >= ends:
                break
            error = self._connect()
            if error is None:
                return True
            self.api.logger.warning("not connected again: %s", error)
            if not self._channel.judged(self._protocol.worth_another_try, error):
                break
            self._set(State.WAITING)
        gone = error or self.api.translate(endings.loss(f"not connected again within {policy.total:g} s"))
        self._end(Failed(gone), GaveUp(gone))
        return False

    def _set(self, state: State) -> None:
        with self._changed.lock:
            self.state = state
            if state is State.ENDED:
                for listener in self._listeners:
                    listener.ended = True
            self._changed.notify_all()
