"""What is said, whichever connection it goes over: the turns, who listens, and where a lost answer is looked for."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeAlias

from cheshire_cat_api._chat.events import Decode, Frame, Reply, Source, read
from cheshire_cat_api._chat.handlers import Sink
from cheshire_cat_api._chat.history import Unreadable, unreadable
from cheshire_cat_api._chat.protocol import ARRIVAL, HANDLER_MARGIN, Turn, Turns
from cheshire_cat_api._chat.threads.dispatcher import Dispatcher
from cheshire_cat_api._chat.threads.listener import Events
from cheshire_cat_api._identity import Identity
from cheshire_cat_api.errors import CatError, ConnectionLost
from openapi_facade.locks import Monitor

logger = logging.getLogger("cheshire_cat_api")

History: TypeAlias = Callable[[float], "list[Mapping[str, Any]]"]


class Conversation:
    """One user's. `changed` is its lock, and wakes whoever waits for something in it.

    Args:
        sink: gives what to call for each event, on a thread of their own.
        history: fetches the conversation's history within so many seconds; may raise a CatError.
        decode: makes a typed message of a reply.
        identity: learns from replies whose chat it is.
    """

    def __init__(self, sink: Sink, history: History, decode: Decode, identity: Identity) -> None:
        self.dispatcher = Dispatcher(sink)
        self.changed = Monitor()
        self.turns = Turns(identity)
        self.not_before = 0.0
        """On the monotonic clock: when a new connection may be opened (HANDLER_MARGIN)."""
        self._history = history
        self._decode = decode

    def after_fork(self, error: ConnectionLost) -> None:
        """Begin anew in a forked child: whoever still waits for a turn here is told `error`."""
        self.changed.after_fork()
        self.dispatcher.after_fork()
        self.turns.end_in_child(error)
        self.turns = Turns(self.turns.identity)

    def new_turn(self, text: str, timeout: float | None = None) -> Turn:
        """A turn that is not sent yet; somebody will wait for it so many seconds from now on, or nobody will."""
        return (
            Turn(text, self._revive)
            if timeout is None
            else Turn(text, self._revive, time.monotonic() + timeout, timeout)
        )

    def receive(self, texts: list[str], listeners: Iterable[Events], source: Source) -> None:
        """Frames came. All at once: to wake others for each would take longer than all the rest."""
        frames = [Frame(text, read(text, self._decode), source) for text in texts]
        with self.changed.lock:
            now = time.monotonic()
            for frame in frames:
                self.turns.receive(frame.event, now)
            for listener in listeners:
                listener.put(*frames)
            self.changed.notify_all()
        self.dispatcher.put(*frames)

    def tell_recovered(self, reply: Reply, source: Source) -> None:
        """An answer that nobody waits for was found in the history: it is told like any other."""
        self.dispatcher.put(Frame(json.dumps(reply.raw, ensure_ascii=False), reply, source))

    def connection_lost(self, error: ConnectionLost) -> list[Turn]:
        """With it the rest of every running turn is gone; those that nobody waits for."""
        with self.changed.lock:
            running = self.turns.connection_lost(error, time.monotonic())
            self.changed.notify_all()
            return [turn for turn in running if not turn.awaited]

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
