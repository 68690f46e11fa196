"""One task that connects, reads until the end, and connects again where that is asked for."""

from __future__ import annotations

import asyncio
import weakref
from collections.abc import Awaitable, Callable
from copy import copy
from dataclasses import replace
from typing import Any, TypeVar

from openapi_facade.errors import FacadeError
from openapi_facade.failure import Failure, translating
from openapi_facade.websocket import endings
from openapi_facade.websocket.address import Address
from openapi_facade.websocket.backoff import Reconnect, until_up, worth_another_try
from openapi_facade.websocket.endings import ABNORMAL, BEFORE_PATIENCE, Ending
from openapi_facade.websocket.events import Closed, Event, Failed, GaveUp, Source
from openapi_facade.websocket.options import Options
from openapi_facade.websocket.state import State
from openapi_facade.websocket.tasks.channel import AsyncChannel, AsyncChannelReader
from openapi_facade.websocket.tasks.connection import AsyncConnection, open_connection
from openapi_facade.websocket.tasks.listener import AsyncEvents
from openapi_facade.websocket.unclosed import warn_of_the_end

L = TypeVar("L", bound=AsyncEvents[Any])


class AsyncLink:
    """From the first attempt to the end: one connection, or several where it reconnects, in one task; see `Link`."""

    def __init__(
        self,
        channel: AsyncChannel[Any],
        address: Callable[[], Awaitable[Address]],
        options: Options,
        reconnect: Reconnect | None,
        before: AsyncLink | None,
        up_within: float | None = None,
    ) -> None:
        self.api = options.api
        self._channel = channel
        self._protocol = channel.protocol
        self._changed = channel.changed
        self._address = address
        self._options = options
        self._reconnect = reconnect
        self._up_within = up_within
        self._closing = False
        self._replacing = False
        self.source = Source()
        """What is heard over it."""
        self._connection: AsyncConnection | None = None
        self._redactor = options.redactor
        self._error: Exception | None = None
        self._url = f"the {options.what}"
        self._announced = False
        self._awaited = False
        self._listeners: weakref.WeakSet[AsyncEvents[Any]] = weakref.WeakSet()
        self._goodbye: asyncio.Task[None] | None = None
        self.state = State.CONNECTING
        self._before = before._task if before is not None else None
        self._task: asyncio.Task[None] = channel.loop.create_task(self._run(), name=options.task_name)
        # Also of a task that is cancelled before its first step.
        self._task.add_done_callback(lambda _: self._set(State.ENDED))

    @property
    def over(self) -> bool:
        """Whether it has ended or is about to."""
        return self._closing or self.state is State.ENDED

    @property
    def listened_to(self) -> bool:
        """Whether somebody has an iterator of its events."""
        return bool(self._listeners)

    @property
    def error(self) -> Exception | None:
        """What went wrong last; None: nothing has since a connection was open."""
        return self._error

    def after_fork(self) -> None:
        """Be over in a forked child, without a word to the server."""
        self._closing = True
        if self._connection is not None:
            self._connection.after_fork()
        for listener in self._listeners:
            listener.after_fork()
        self.state = State.ENDED

    @translating
    async def wait_until_open(self, deadline: float, timeout: float) -> None:
        self._awaited = True
        await self._changed.wait_for(self._settled, deadline)
        if self._usable() or (self.state is State.ENDED and self._announced):
            return  # it was open, even where a callback has closed it already
        if self.state is not State.ENDED:
            raise endings.not_in_time(self._url, timeout, self._error)
        if self._error is not None:
            raise copy(self._error)  # which this keeps: the one that is raised has a traceback, and this in it
        raise endings.not_connected(f"the {self._what} was closed before it was connected")

    @translating
    async def send(self, text: str, deadline: float, begin: Callable[[], None]) -> None:
        """Send one text frame over the open connection, which is waited for; `begin` is called before.

        Raises:
            Failure: not connected, lost: translated.
        """
        connection = await self._opened(deadline)
        begin()
        await connection.send_text(text, deadline)

    async def _opened(self, deadline: float) -> AsyncConnection:
        """Return the open connection, waited for until `deadline`.

        Raises:
            Failure: not connected: there is none by then.
        """
        await self._changed.wait_for(self._settled, deadline)
        if self._usable() and self._connection is not None and not self._closing:
            return self._connection
        why = f": {self._error}" if self._error else ""
        raise endings.not_connected(f"not connected, the {self._what} is {self.state.value}{why}; nothing was sent")

    def listen(self, kind: type[L]) -> L:
        """Return what comes from now on."""
        listener = kind(self._changed)
        listener.ended = self.state is State.ENDED
        self._listeners.add(listener)
        return listener

    def _usable(self) -> bool:
        """Whether it is open, and its reader has not just seen the end without having told."""
        return self.state is State.OPEN and self._connection is not None and self._connection.alive

    def _settled(self) -> bool:
        return self.state is State.ENDED or self._usable()

    async def close(self, deadline: float) -> None:
        await self._drain(deadline)
        self._closing = True
        self._changed.set()
        if self.state is State.OPEN and self._connection is not None:
            await self._connection.say_goodbye((deadline - self._channel.now()) / 2)
        elif self.state is not State.ENDED:
            self._task.cancel()
        if self._task is not asyncio.current_task():
            await asyncio.wait((self._task,), timeout=max(0.0, deadline - self._channel.now()))

    async def _drain(self, deadline: float) -> None:
        """Let what the protocol waits for still come, where there is time."""
        self._protocol.closing()
        if self._task is not asyncio.current_task():
            until = self._channel.now() + (deadline - self._channel.now()) / 2
            await self._changed.wait_for(lambda: self._protocol.drained or self.state is not State.OPEN, until)

    @property
    def _what(self) -> str:
        return self._options.what

    def silence(self, warn: bool) -> None:
        """Have nothing more that the server has said handed over, but how it ended; say so where that is news."""
        if warn and not self.source.silenced:
            self.api.logger.warning(endings.BUSY)
        self.source.silenced = True

    def replace(self) -> None:
        """Swap the socket for a new one, the old one closed first: the other order would make the new one deaf."""
        if self.state is State.OPEN and self._connection is not None and not self._closing:
            self.api.logger.warning("nothing is heard on the socket, it is taken for deaf and replaced")
            self._replacing = True
            self._set(State.CONNECTING)
            self._goodbye = asyncio.get_running_loop().create_task(
                self._connection.say_goodbye(self._options.connect_timeout)
            )

    def cancel(self) -> None:
        self._closing = True
        self._task.cancel()

    async def _run(self) -> None:
        try:
            await self._wait_for_the_one_before()
            error = await self._connect_first()
            if error is not None:
                self._end(Failed(error, raised=self._awaited))
                return
            while True:
                ending = await self._read()
                if self._replacing and not self._closing:
                    self._replacing = False
                    error = await self._connect(announce=False)
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
                if not await self._connected_again(self._reconnect):
                    return
        except asyncio.CancelledError:
            if not self._closing:  # nobody else has this task: the event loop ends
                if self.listened_to or self._channel.dispatcher.heeded(self.state is not State.OPEN):
                    warn_of_the_end("event loop", self.state, self._options)
                raise
            self._error = self.api.translate(endings.not_connected(f"the {self._what} was closed"))
        finally:
            if self._connection is not None:
                self._connection.transport.abort()
            self._channel.ended()
            self._set(State.ENDED)

    async def _wait_for_the_one_before(self) -> None:
        """Two open sockets of one user make one deaf, and what comes over the old one is not of our turns."""
        before, self._before = self._before, None
        if before is not None:
            await asyncio.wait((before,), timeout=BEFORE_PATIENCE)
        self._protocol.begin()

    async def _connect_first(self) -> Exception | None:
        """Open the first connection, in as many attempts as there is time for the server to start."""
        if self._up_within is None:
            return await self._connect()
        ends = self._channel.now() + self._up_within
        for pause in until_up():
            error = await self._connect()
            if error is None or not self._protocol.may_be_starting(error):
                return error
            self.api.logger.info("not up yet: %s", error)
            await asyncio.sleep(min(pause, max(0.0, ends - self._channel.now())))
            if self._channel.now() >= ends:
                break
        self._error = self.api.translate(endings.not_in_time(self._url, self._up_within, self._error))
        return self._error

    async def _connect(self, announce: bool = True) -> Exception | None:
        """Open a connection; the error, if there is one."""
        self._set(State.CONNECTING)
        channel = self._channel
        await asyncio.sleep(max(0.0, channel.not_before - channel.now()))
        try:
            address = await self._address()
        except FacadeError as error:
            self._error = copy(error)
            return self._error
        except Exception as error:
            self._error = self.api.translate(endings.no_credential(error))
            return self._error
        self._url = address.url
        problem = await self._open(address)
        if address.or_none and problem is not None and self._protocol.is_refused(problem):
            problem = await self._open(address._replace(query=""))
        if problem is not None:
            self._error = problem
            return problem
        self._announced, self._error = True, None
        channel.opened(self, address, announce)
        self._set(State.OPEN)
        return None

    async def _open(self, address: Address) -> Exception | None:
        self._redactor = address.beside(self._options.redactor)
        opened = await open_connection(address, replace(self._options, redactor=self._redactor))
        if isinstance(opened, Failure):
            return self.api.translate(self._redactor.error(opened))
        self._connection = opened
        return None

    async def _read(self) -> Ending:
        """Read until the connection ends, and let the protocol know."""
        assert self._connection is not None
        reader = AsyncChannelReader(self._channel, self._listeners, self.source)
        ending = await self._connection.read(reader, lambda: self._closing)
        ending = ending.cleaned(self._redactor)
        self._set(State.WAITING)
        if ending.error is not None:
            self._error = self.api.translate(ending.error)
        if not self._closing:
            self._channel.lost(self.api.translate(ending.loss(self._what)))
        return ending

    async def _connected_again(self, policy: Reconnect) -> bool:
        channel = self._channel
        ends = channel.now() + policy.total
        await channel.settle(ends, lambda: self._closing, self.source)
        error: Exception | None = None
        for pause in policy.waits():
            await asyncio.sleep(min(pause, max(0.0, ends - channel.now())))
            if channel.now() >= ends:
                break
            error = await self._connect()
            if error is None:
                return True
            self.api.logger.warning("not connected again: %s", error)
            if not self._protocol.worth_another_try(error):
                break
            self._set(State.WAITING)
        gone = error or self.api.translate(endings.loss(f"not connected again within {policy.total:g} s"))
        self._end(Failed(gone), GaveUp(gone))
        return False

    def _end(self, *events: Event) -> None:
        """Tell last things. The state comes first: a callback may connect anew."""
        self._set(State.ENDED)
        for event in events:
            if isinstance(event, Closed) or not self._closing:
                self._channel.dispatcher.put(event)

    def _set(self, state: State) -> None:
        self.state = state
        if state is State.ENDED:
            for listener in self._listeners:
                listener.ended = True
        self._changed.set()
