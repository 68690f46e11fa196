"""What is said, whichever connection it goes over: the turns, who listens, and where a lost answer is looked for."""

from __future__ import annotations

import contextlib
import json
import logging
from collections.abc import Awaitable, Callable, Collection, Mapping
from itertools import repeat
from typing import Any, TypeAlias

from cheshire_cat_api._chat.events import Decode, Frame, Reply, Source, read
from cheshire_cat_api._chat.handlers import Sink
from cheshire_cat_api._chat.history import unreadable
from cheshire_cat_api._chat.protocol import ARRIVAL, HANDLER_MARGIN, Turn, Turns
from cheshire_cat_api._chat.tasks.dispatcher import AsyncDispatcher
from cheshire_cat_api._chat.tasks.listener import AsyncEvents
from cheshire_cat_api._chat.tasks.signal import Signal
from cheshire_cat_api._identity import Identity
from cheshire_cat_api.errors import CatError, ConnectionLost, running_loop

logger = logging.getLogger("cheshire_cat_api")

History: TypeAlias = "Callable[[float], Awaitable[list[Mapping[str, Any]]]]"


class AsyncConversation:
    """One user's, in one event loop. `changed` wakes whoever waits for something in it.

    Args:
        sink: gives what to call, and await, for each event, in a task of their own.
        heeded: whether the sink has a use for events of these kinds (handlers.Kind) at all.
        history: fetches the conversation's history within so many seconds; may raise a CatError.
        decode: makes a typed message of a reply.
        identity: learns from replies whose chat it is.

    Raises:
        WrongEventLoop: there is no event loop.
    """

    def __init__(
        self, sink: Sink, heeded: Callable[..., bool], history: History, decode: Decode, identity: Identity
    ) -> None:
        self.loop = running_loop()
        self.dispatcher = AsyncDispatcher(sink, heeded)
        self.changed = Signal()
        self.turns = Turns(identity)
        self.not_before = 0.0
        """On the loop's clock: when a new connection may be opened (HANDLER_MARGIN)."""
        self.forked = False
        """Whether this is a child's copy, whose event loop is the parent's."""
        self._history = history
        self._decode = decode

    def after_fork(self, error: ConnectionLost) -> None:
        """End in a forked child: whoever still waits for a turn here is told `error`."""
        self.forked = True
        self.turns.end_in_child(error)

    def now(self) -> float:
        """The loop's clock."""
        return self.loop.time()

    def new_turn(self, text: str, timeout: float | None = None) -> Turn:
        """A turn that is not sent yet; somebody will wait for it so many seconds from now on, or nobody will."""
        return Turn(text, self._revive) if timeout is None else Turn(text, self._revive, self.now() + timeout, timeout)

    def receive(self, texts: list[str], listeners: Collection[AsyncEvents], source: Source) -> None:
        """Frames came."""
        events = [read(text, self._decode) for text in texts]
        now = self.now()
        for event in events:
            self.turns.receive(event, now)
        self.changed.set()
        if listeners or self.dispatcher.wants_frames:
            frames = list(map(Frame, texts, events, repeat(source)))
            for listener in listeners:
                listener.put(*frames)
            self.dispatcher.put(*frames)

    def tell_recovered(self, reply: Reply, source: Source) -> None:
        """An answer that nobody waits for was found in the history: it is told like any other."""
        self.dispatcher.put(Frame(json.dumps(reply.raw, ensure_ascii=False), reply, source))

    def connection_lost(self, error: ConnectionLost) -> list[Turn]:
        """With it the rest of every running turn is gone; those that nobody waits for."""
        running = self.turns.connection_lost(error, self.now())
        self.changed.set()
        return [turn for turn in running if not turn.awaited]

    async def look(self, turn: Turn, timeout: float) -> bool:
        """See whether the history has the turn's answer. True where it has, and the connection did not bring it."""
        try:
            history = await self._history(timeout)
            if turn.arriving(history):
                await self.changed.wait_for(lambda: turn.settled, min(self.now() + ARRIVAL, turn.deadline))
            turn.found(history, self.now())
        except CatError as problem:
            logger.info("the history could not be read: %s", problem)
            turn.not_readable(unreadable(problem), self.now())
        if turn.recovered:
            self.not_before = self.now() + HANDLER_MARGIN
            self.turns.withdraw(turn)
        return turn.recovered

    def finished(self, turn: Turn) -> None:
        """Nobody waits for the turn any more."""
        self.turns.leave(turn)
        if not self.forked and not self.loop.is_closed():
            self.changed.set()

    def forgotten(self, turn: Turn) -> None:
        """The same from a finalizer, which runs at any time and in any thread."""
        turn.awaited = False
        if self.forked:
            return
        with contextlib.suppress(RuntimeError):  # the loop is closed
            self.loop.call_soon_threadsafe(self.changed.set)

    def _revive(self, message: Mapping[str, Any]) -> Reply:
        return Reply(message, recovered=True, _decode=self._decode)
