"""What is said, whichever connection it goes over: the turns, who listens, and where a lost answer is looked for."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from cheshire_cat_api._chat.events import Decode, Reply, ServerEvent
from cheshire_cat_api._chat.history import Unreadable, unreadable
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
from openapi_facade.websocket.threads.channel import Channel

logger = logging.getLogger("cheshire_cat_api")

History: TypeAlias = Callable[[float], "list[Mapping[str, Any]]"]


class Conversation(Channel[ServerEvent]):
    """One user's. `changed` is its lock, and wakes whoever waits for something in it.

    Args:
        api: the client's.
        sink: gives what to call for each event, on a thread of their own.
        heeded: whether the sink has a use for frames, or for the opening of a connection, at all.
        history: fetches the conversation's history within so many seconds; may raise a CatError.
        decode: makes a typed message of a reply.
        identity: learns from replies whose chat it is.
    """

    def __init__(
        self, api: Api, sink: Sink, heeded: Heeded, history: History, decode: Decode, identity: Identity
    ) -> None:
        self.turns = Turns(identity, decode)
        super().__init__(api, self.turns, sink, heeded)
        self._history = history
        self._decode = decode
        self._unheard: list[Turn] = []

    def after_fork(self, error: ConnectionLost) -> None:
        """Begin anew in a forked child: whoever still waits for a turn here is told `error`."""
        self.changed.after_fork()
        self.dispatcher.after_fork()
        self.turns.end_in_child(error)
        self.protocol = self.turns = Turns(self.turns.identity, self._decode)

    def new_turn(self, text: str, timeout: float | None = None) -> Turn:
        """A turn that is not sent yet; somebody will wait for it so many seconds from now on, or nobody will."""
        return (
            Turn(text, self._revive)
            if timeout is None
            else Turn(text, self._revive, time.monotonic() + timeout, timeout)
        )

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
        with self.changed.lock:
            running = self.turns.connection_lost(error, time.monotonic())
            self.changed.notify_all()
            self._unheard = [turn for turn in running if not turn.awaited]

    def settle(self, ends: float, closing: Callable[[], bool], source: Source) -> None:
        """Wait for old turns: a socket that is opened while one still runs would be deaf afterwards (CONTRACT §1.6).

        Who asks looks for his answer himself; for prompts of `send` this looks, and tells what it finds.
        """
        ends = min(ends, time.monotonic() + LOST_TURN_PATIENCE)
        unheard, self._unheard = self._unheard, []
        for turn in unheard:
            turn.expect(ends, max(0.0, ends - time.monotonic()))
            step = turn.step(time.monotonic())
            while isinstance(step, Wait | Look) and not closing():
                if isinstance(step, Look):
                    self.look(turn, step.timeout)
                else:
                    self.changed.wait_for(closing, step.until - time.monotonic())
                step = turn.step(time.monotonic())
            if isinstance(step, Reply):
                self.tell_recovered(step, source)
        lost = [turn for turn in self.turns.asked if turn.lost is not None]
        self.changed.wait_for(
            lambda: closing() or all(turn.settled or not turn.awaited for turn in lost), ends - time.monotonic()
        )

    def look(self, turn: Turn, timeout: float) -> bool:
        """See whether the history has the turn's answer. True where it has, and the connection did not bring it."""
        missed: Unreadable | None = None  # not the error: its traceback has this frame, which would keep it
        history: list[Mapping[str, Any]] = []
        try:
            history = self._history(timeout)
        except CatError as problem:
            logger.info("the history could not be read: %s", problem)
            missed = unreadable(problem)
        if turn.arriving(history):
            self.changed.wait_for(lambda: turn.settled, min(ARRIVAL, turn.deadline - time.monotonic()))
        with self.changed.lock:
            now = time.monotonic()
            if missed is None:
                turn.found(history, now)
            else:
                turn.not_readable(missed, now)
            if turn.recovered:
                self.not_before = now + HANDLER_MARGIN
                self.turns.withdraw(turn)
            return turn.recovered

    def finished(self, turn: Turn) -> None:
        """Nobody waits for the turn any more."""
        with self.changed.lock:
            self.turns.leave(turn)
            self.changed.notify_all()

    def forgotten(self, turn: Turn) -> None:
        """The same from a finalizer, which runs at any time and in any thread: it must not wait for the lock."""
        turn.awaited = False
        self.changed.notify_all()

    def _revive(self, message: Mapping[str, Any]) -> Reply:
        return Reply(message, recovered=True, _decode=self._decode)
