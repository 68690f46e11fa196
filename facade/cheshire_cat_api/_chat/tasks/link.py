"""One task that connects, reads until the end, and connects again where that is asked for."""

from __future__ import annotations

import asyncio
import logging
import weakref
from collections.abc import Awaitable, Callable
from copy import copy
from functools import partial
from typing import TypeVar

from cheshire_cat_api._chat import endings
from cheshire_cat_api._chat.backoff import Reconnect, is_refused, may_be_starting, until_up, worth_another_try
from cheshire_cat_api._chat.endings import ABNORMAL, BEFORE_PATIENCE, Ending
from cheshire_cat_api._chat.events import Closed, Event, Failed, GaveUp, Opened, Reply, Source
from cheshire_cat_api._chat.options import Options
from cheshire_cat_api._chat.prompt import Address
from cheshire_cat_api._chat.protocol import LOST_TURN_PATIENCE, Look, Turn, Wait
from cheshire_cat_api._chat.state import State, warn_of_another
from cheshire_cat_api._chat.tasks.connection import AsyncConnection, open_connection
from cheshire_cat_api._chat.tasks.conversation import AsyncConversation
from cheshire_cat_api._chat.tasks.listener import AsyncEvents
from cheshire_cat_api._chat.unclosed import to_come, warn_of_the_end
from cheshire_cat_api.errors import CatError, ConnectionLost, HandshakeRefused, NotConnected

E = TypeVar("E", bound=AsyncEvents)

logger = logging.getLogger("cheshire_cat_api")


class AsyncLink:
    """From `connect` to the end: one connection, or several where it reconnects, in one task."""

    def __init__(
        self,
        conversation: AsyncConversation,
        address: Callable[[], Awaitable[Address]],
        options: Options,
        reconnect: Reconnect | None,
        before: AsyncLink | None,
        up_within: float | None = None,
    ) -> None:
        self._conversation = conversation
        self._changed = conversation.changed
        self._address = address
        self._options = options
        self._reconnect = reconnect
        self._up_within = up_within
        self._closing = False
        self._replacing = False
        self._source = Source()
        self._connection: AsyncConnection | None = None
        self._error: CatError | None = None
        self._url = ""
        self._announced = False
        self._awaited = False
        self._listeners: weakref.WeakSet[AsyncEvents] = weakref.WeakSet()
        self._goodbye: asyncio.Task[None] | None = None
        self.state = State.CONNECTING
        self._before = before._task if before is not None else None
        self._task: asyncio.Task[None] = conversation.loop.create_task(self._run(), name="cheshire-cat-chat")
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

    def after_fork(self) -> None:
        """Be over in a forked child, without a word to the server."""
        self._closing = True
        if self._connection is not None:
            self._connection.after_fork()
        for listener in self._listeners:
            listener.after_fork()
        self.state = State.ENDED

    async def wait_until_open(self, deadline: float, timeout: float) -> None:
        self._awaited = True
        await self._changed.wait_for(self._settled, deadline)
        if self._usable() or (self.state is State.ENDED and self._announced):
            return  # it was open, even where a callback has closed it already
        if self.state is not State.ENDED:
            raise endings.not_connected(self._url, timeout, self._error)
        if self._error is not None:
            raise copy(self._error)  # which this keeps: the one that is raised has a traceback, and this in it
        raise NotConnected("the chat was closed before it was connected")

    async def opened(self, deadline: float) -> AsyncConnection:
        """The open connection, waited for until `deadline`.

        Raises:
            NotConnected: there is none by then.
        """
        await self._changed.wait_for(self._settled, deadline)
        if self._usable() and self._connection is not None and not self._closing:
            return self._connection
        why = f": {self._error}" if self._error else ""
        raise NotConnected(f"not connected, the chat is {self.state.value}{why}; nothing was sent")

    def listen(self, kind: type[E]) -> E:
        """What comes from now on."""
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
        self._closing = True
        self._changed.set()
        if self.state is State.OPEN and self._connection is not None:
            await self._connection.say_goodbye((deadline - self._conversation.now()) / 2)
        elif self.state is not State.ENDED:
            self._task.cancel()
        if self._task is not asyncio.current_task():
            await asyncio.wait((self._task,), timeout=max(0.0, deadline - self._conversation.now()))

    def silence(self, warn: bool) -> None:
        """Have nothing more that the server has said handed over, but how it ended; say so where that is news."""
        if warn and not self._source.silenced:
            logger.warning(endings.BUSY)
        self._source.silenced = True

    def replace(self) -> None:
        """Swap the socket for a new one, the old one closed first: the other order would make the new one deaf."""
        if self.state is State.OPEN and self._connection is not None and not self._closing:
            logger.warning("nothing is heard on the socket, it is taken for deaf and replaced")
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
                ending, unheard = await self._read()
                if self._replacing and not self._closing:
                    self._replacing = False
                    error = await self._connect(announce=False)
                    if error is None:
                        continue
                    ending = Ending(error, Closed(ABNORMAL, ""))
                if self._closing or self._reconnect is None or not worth_another_try(ending.closed.code, None):
                    self._end(*ending.events)
                    return
                for event in ending.events:
                    self._conversation.dispatcher.put(event)
                if not await self._connected_again(self._reconnect, unheard):
                    return
        except asyncio.CancelledError:
            if not self._closing:  # nobody else has this task: the event loop ends
                if self.listened_to or self._conversation.dispatcher.heeded(*to_come(self.state)):
                    warn_of_the_end("event loop", self.state)
                raise
            self._error = NotConnected("the chat was closed")
        finally:
            if self._connection is not None:
                self._connection.transport.abort()
            self._set(State.ENDED)

    async def _wait_for_the_one_before(self) -> None:
        """Two open sockets of one user make one deaf, and what comes over the old one is not of our turns."""
        before, self._before = self._before, None
        if before is not None:
            await asyncio.wait((before,), timeout=BEFORE_PATIENCE)
        self._conversation.turns.abandon()

    async def _connect_first(self) -> CatError | None:
        """Open the first connection, in as many attempts as there is time for the server to start."""
        if self._up_within is None:
            return await self._connect()
        ends = self._conversation.now() + self._up_within
        for pause in until_up():
            error = await self._connect()
            if error is None or not may_be_starting(error):
                return error
            logger.info("not up yet: %s", error)
            await asyncio.sleep(min(pause, max(0.0, ends - self._conversation.now())))
            if self._conversation.now() >= ends:
                break
        self._error = endings.not_connected(self._url, self._up_within, self._error)
        return self._error

    async def _connect(self, announce: bool = True) -> CatError | None:
        """Open a connection; the error, if there is one."""
        self._set(State.CONNECTING)
        chat = self._conversation
        await asyncio.sleep(max(0.0, chat.not_before - chat.now()))
        try:
            address = await self._address()
        except CatError as error:
            self._error = copy(error)
            return self._error
        except Exception as error:
            self._error = endings.no_credential(error)
            return self._error
        self._url = address.url
        problem = await self._open(address.token)
        if address.or_none and is_refused(problem):
            problem = await self._open("")
        if problem is not None:
            self._error = problem
            return problem
        self._announced = True
        chat.turns.opened()
        if announce:
            chat.dispatcher.put(Opened(self._source))
        self._set(State.OPEN)
        warn_of_another(address, self)
        return None

    async def _open(self, token: str) -> CatError | None:
        opened = await open_connection(self._url, token, self._options)
        if isinstance(opened, CatError):
            return self._options.redactor.error(opened)
        self._connection = opened
        return None

    async def _read(self) -> tuple[Ending, list[Turn]]:
        """Read until the connection ends, and let the turns know; those that still run and nobody waits for."""
        assert self._connection is not None
        receive = partial(self._conversation.receive, listeners=self._listeners, source=self._source)
        ending = await self._connection.read(receive, lambda: self._closing)
        ending = ending.cleaned(self._options.redactor)
        self._set(State.WAITING)
        self._error = ending.error or self._error
        return ending, [] if self._closing else self._conversation.connection_lost(ending.loss)

    async def _connected_again(self, policy: Reconnect, unheard: list[Turn]) -> bool:
        chat = self._conversation
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
            self._set(State.WAITING)
        gone = error or ConnectionLost(f"not connected again within {policy.total:g} s")
        self._end(Failed(gone), GaveUp(gone))
        return False

    async def _wait_for_old_turns(self, unheard: list[Turn], ends: float) -> None:
        """A socket that is opened while a lost turn still runs would be deaf afterwards (CONTRACT §1.6).

        Who asks looks for his answer himself; for prompts of `send` this looks, and tells what it finds.
        """
        chat = self._conversation
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
                chat.tell_recovered(step, self._source)
        lost = [turn for turn in chat.turns.asked if turn.lost is not None]
        await chat.changed.wait_for(lambda: all(turn.settled or not turn.awaited for turn in lost), ends)

    def _end(self, *events: Event) -> None:
        """Tell last things. The state comes first: a callback may connect anew."""
        self._set(State.ENDED)
        for event in events:
            if isinstance(event, Closed) or not self._closing:
                self._conversation.dispatcher.put(event)

    def _set(self, state: State) -> None:
        self.state = state
        if state is State.ENDED:
            for listener in self._listeners:
                listener.ended = True
        self._changed.set()
