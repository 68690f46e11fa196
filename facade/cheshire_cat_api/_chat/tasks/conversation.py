"""What is said, whichever connection it goes over: the turns, who listens, and where a lost answer is looked for."""

from __future__ import annotations

import asyncio
import json
import logging
import weakref
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeAlias

from cheshire_cat_api._chat.events import Decode, Event, Frame, Reply, read
from cheshire_cat_api._chat.protocol import HANDLER_MARGIN, Turn, Turns, for_good
from cheshire_cat_api._chat.tasks.dispatcher import Dispatcher
from cheshire_cat_api._chat.tasks.listener import AsyncEvents
from cheshire_cat_api._chat.tasks.signal import Signal
from cheshire_cat_api.errors import CatError, ConnectionLost

logger = logging.getLogger("cheshire_cat_api")

History: TypeAlias = "Callable[[float], Awaitable[list[Mapping[str, Any]]]]"


class AsyncConversation:
    """One user's, in one event loop. `changed` wakes whoever waits for something in it.

    Args:
        sink: awaited for the events, in order, in a task of their own.
        heeded: whether the sink has a use for frames at all.
        history: fetches the conversation's history within so many seconds; may raise a CatError.
        decode: makes a typed message of a reply.
    """

    def __init__(
        self, sink: Callable[[Event], Awaitable[None]], heeded: Callable[[], bool], history: History, decode: Decode
    ) -> None:
        self.loop = asyncio.get_running_loop()
        self.dispatcher = Dispatcher(sink, heeded)
        self.changed = Signal()
        self.turns = Turns()
        self.not_before = 0.0
        """On the loop's clock: when a new connection may be opened (HANDLER_MARGIN)."""
        self._history = history
        self._decode = decode
        self._listeners: weakref.WeakSet[AsyncEvents] = weakref.WeakSet()

    def now(self) -> float:
        """The loop's clock."""
        return self.loop.time()

    def new_turn(self, text: str, deadline: float | None = None, timeout: float = 0.0) -> Turn:
        """A turn that is not sent yet; see `Turn`."""
        return Turn(text, self._revive, deadline, timeout)

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
        return [turn for turn in running if turn not in self.turns.asked]

    def end_events(self) -> None:
        """No more events will come."""
        for listener in self._listeners:
            listener.ended = True

    async def look(self, turn: Turn, timeout: float) -> bool:
        """See whether the history has the turn's answer. True where it has, and the connection did not bring it."""
        try:
            turn.found(await self._history(timeout), self.now())
        except CatError as problem:
            logger.info("the history could not be read: %s", problem)
            turn.not_readable(for_good(problem), self.now())
        if turn.recovered:
            self.not_before = self.now() + HANDLER_MARGIN
            self.turns.withdraw(turn)
        return turn.recovered

    def events(self) -> AsyncEvents:
        """The server's events from now on."""
        listener = AsyncEvents(self.changed)
        self._listeners.add(listener)
        return listener

    def finished(self, turn: Turn) -> None:
        """Nobody waits for the turn any more."""
        turn.awaited = False
        self.turns.asked.discard(turn)
        if not self.loop.is_closed():
            self.changed.set()

    def _revive(self, message: Mapping[str, Any]) -> Reply:
        return Reply(message, recovered=True, _decode=self._decode)
