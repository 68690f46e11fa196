"""What is said, whichever connection it goes over: the turns, who listens, and where a lost answer is looked for."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeAlias

from cheshire_cat_api._chat.events import Decode, Reply, ServerEvent
from cheshire_cat_api._chat.history import unreadable
from cheshire_cat_api._chat.others import warn_of_another
from cheshire_cat_api._chat.protocol import ARRIVAL, HANDLER_MARGIN, LOST_TURN_PATIENCE, Look, Turn, Wait
from cheshire_cat_api._chat.turns import Turns
from cheshire_cat_api._identity import Identity
from cheshire_cat_api.errors import CatError, ConnectionLost
from openapi_facade.api import Api
from openapi_facade.websocket.address import Address
from openapi_facade.websocket.events import Frame, Source
from openapi_facade.websocket.protocol import Heeded, Sink
from openapi_facade.websocket.state import Stateful
from openapi_facade.websocket.tasks.channel import AsyncChannel

logger = logging.getLogger("cheshire_cat_api")

History: TypeAlias = "Callable[[float], Awaitable[list[Mapping[str, Any]]]]"


class AsyncConversation(AsyncChannel[ServerEvent]):
    """One user's, in one event loop. `changed` wakes whoever waits for something in it.

    Args:
        api: the client's.
        sink: gives what to call, and await, for each event, in a task of their own.
        heeded: whether the sink has a use for frames, or for the opening of a connection, at all.
        history: fetches the conversation's history within so many seconds; may raise a CatError.
        decode: makes a typed message of a reply.
        identity: learns from replies whose chat it is.

    Raises:
        WrongEventLoop: there is no event loop.
    """

    def __init__(
        self, api: Api, sink: Sink, heeded: Heeded, history: History, decode: Decode, identity: Identity
    ) -> None:
        self.turns = Turns(identity, decode)
        super().__init__(api, self.turns, sink, heeded, "chat")
        self._unheard: list[Turn] = []
        self.forked = False
        """Whether this is a child's copy, whose event loop is the parent's."""
        self._history = history
        self._decode = decode

    def after_fork(self, error: ConnectionLost) -> None:
        """End in a forked child: whoever still waits for a turn here is told `error`."""
        self.forked = True
        self.turns.end_in_child(error)

    def new_turn(self, text: str, timeout: float | None = None) -> Turn:
        """A turn that is not sent yet; somebody will wait for it so many seconds from now on, or nobody will."""
        return Turn(text, self._revive) if timeout is None else Turn(text, self._revive, self.now() + timeout, timeout)

    def opened(self, link: Stateful, address: Address, announce: bool) -> None:
        """A connection is about to be told open."""
        super().opened(link, address, announce)
        warn_of_another(address, link)

    def tell_recovered(self, reply: Reply, source: Source) -> None:
        """An answer that nobody waits for was found in the history: it is told like any other."""
        self.dispatcher.put(Frame(json.dumps(reply.raw, ensure_ascii=False), reply, source))

    def lost(self, error: Exception) -> None:
        """With the connection the rest of every running turn is gone."""
        assert isinstance(error, ConnectionLost)
        running = self.turns.connection_lost(error, self.now())
        self.changed.set()
        self._unheard = [turn for turn in running if not turn.awaited]

    async def settle(self, ends: float, closing: Callable[[], bool], source: Source) -> None:
        """Wait for old turns: a socket that is opened while one still runs would be deaf afterwards (CONTRACT §1.6).

        Who asks looks for his answer himself; for prompts of `send` this looks, and tells what it finds.
        """
        ends = min(ends, self.now() + LOST_TURN_PATIENCE)
        unheard, self._unheard = self._unheard, []
        for turn in unheard:
            turn.expect(ends, max(0.0, ends - self.now()))
            step = turn.step(self.now())
            while isinstance(step, Wait | Look):
                if isinstance(step, Look):
                    await self.look(turn, step.timeout)
                else:
                    await asyncio.sleep(max(0.0, step.until - self.now()))
                step = turn.step(self.now())
            if isinstance(step, Reply):
                self.tell_recovered(step, source)
        lost = [turn for turn in self.turns.asked if turn.lost is not None]
        await self.changed.wait_for(lambda: all(turn.settled or not turn.awaited for turn in lost), ends)

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
