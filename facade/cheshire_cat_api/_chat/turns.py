"""The turns of one chat: which frame belongs to which prompt, and which prompt has to wait. No sockets, no clock.

The server has no correlation ids; it runs the turns of one socket one after the other, in the order in which the
prompts came (CONTRACT §1.7, §4.1). So a chat keeps its turns in a row: what the server says belongs to the first that
has not ended, unless the reply itself tells otherwise (`why.input`).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from itertools import takewhile
from typing import Any

from cheshire_cat_api._chat.events import Decode, Reply, ServerError, ServerEvent, Token, read
from cheshire_cat_api._chat.history import ends_turn
from cheshire_cat_api._chat.protocol import Turn
from cheshire_cat_api._identity import Identity
from cheshire_cat_api._startup import may_be_starting
from cheshire_cat_api.errors import ConnectionLost, HandshakeRefused
from openapi_facade.websocket.protocol import Protocol

REMARK = "GenericError"  # a plugin's send_error("…"): the turn goes on (CONTRACT §4.3)
SILENCE = 10.0  # seconds without a frame, for which a prompt that nobody waits for keeps the next one from being sent


class Turns(Protocol[ServerEvent]):
    """The turns of one chat in the order in which the server runs them.

    Args:
        identity: learns from replies whose chat it is.
        decode: makes a typed message of a reply.
    """

    droppable = (Token,)

    def __init__(self, identity: Identity | None = None, decode: Decode | None = None) -> None:
        self.identity = identity or Identity()
        self._decode = decode
        self._row: list[Turn] = []
        self._may_still_speak: deque[str] = deque(maxlen=8)
        self.asked: tuple[Turn, ...] = ()
        """Those that somebody waits for, from before they are sent, in the order in which they are."""
        self.heard_at = float("-inf")
        self.deaf = False
        """Whether a turn has ended in silence, so that the next prompt shall go over another connection."""

    @property
    def busy(self) -> bool:
        """Whether the server is known to be at work, or to have work."""
        return self._current() is not None

    def in_the_way(self, turn: Turn, connected: bool, now: float) -> float | None:
        """Until when earlier turns keep one from being sent, unless something is heard before; None: nothing does."""
        # Whoever waits for a turn finds out by himself that it is lost; for the others nobody does. While it is
        # looked for, no new socket may be opened (CONTRACT §1.6).
        for earlier in takewhile(lambda each: each is not turn, self.asked):
            if earlier.awaited and earlier.pending(now):
                return float("inf")
        return self.heard_at + SILENCE if connected and self.busy else None

    def ask(self, turn: Turn) -> None:
        """Somebody waits for a turn from now on, behind those that are waited for already."""
        self.asked = (*(each for each in self.asked if each.awaited), turn)

    def leave(self, turn: Turn) -> None:
        """Nobody waits for it any more."""
        turn.awaited = False  # first: who is interrupted behind it has left
        # A slow turn is silent, too. Where the history can be read, it has shown that: but for one in a queue.
        if turn in self._row and turn.silent and (not turn.readable or self._current() is turn):
            self.deaf = True
        self.asked = tuple(each for each in self.asked if each is not turn)

    def end_in_child(self, error: ConnectionLost) -> None:
        """In a forked child, end the turns that somebody waits for there: what comes of them is the parent's."""
        for turn in self.asked:
            if not turn.settled:
                turn.end(error)
                turn.tokens.clear()  # `partial` has them

    def add(self, turn: Turn, now: float) -> None:
        """A prompt was sent."""
        turn.sent(now)
        self.heard_at = max(self.heard_at, now)
        self._row.append(turn)

    def read(self, text: str) -> ServerEvent:
        """A frame as an event."""
        return read(text, self._decode)

    def opened(self, now: float) -> None:
        """Another connection is open, which may be another user's: a client can log in as one."""
        self.identity.in_chat = None

    def withdraw(self, turn: Turn) -> None:
        """Nothing more will come for a prompt."""
        if turn in self._row:
            self._row.remove(turn)

    def receive(self, event: ServerEvent, now: float) -> Turn | None:
        """Give a frame to its turn. Returns the turn of which it is a part, None for one that belongs to none."""
        self.deaf = False
        if now != self.heard_at:  # frames that come together are heard together
            self.heard_at = now
            for each in self._row:
                each.heard(now)
        turn = self._current()
        if isinstance(event, Token):
            # One that comes too late would keep who takes them from seeing that, for as long as others follow it.
            if turn is not None and turn.awaited and now < turn.deadline:
                turn.tokens.append(event.text)
            return turn
        if isinstance(event, ServerError) and event.name != REMARK:
            if turn is not None:
                turn.failed(event)
                self._ended(turn, may_still_speak=True)
            return turn
        if isinstance(event, Reply) and ends_turn(event.raw):
            self.identity.heard(event.raw)
            turn, certain = self._asker(event.raw)
            if turn is None:
                return None
            if not certain and turn.awaited:
                turn.claimed(event, now)
                return None
            turn.answered(event)
            # Without `why`: a fast reply, or a plugin's own message with the real one to follow.
            self._ended(turn, may_still_speak=not certain or event.raw.get("why") is None)
            return turn
        return None

    def connection_lost(self, error: ConnectionLost, now: float) -> list[Turn]:
        """Nothing more will come for any of them, but perhaps on the next connection (CONTRACT §1.6).

        Returns those that were still running.
        """
        running = [turn for turn in self._row if turn.running]
        for turn in running:
            turn.connection_lost(error, now, self.identity.kept)
        self.begin()
        return running

    def worth_another_try(self, error: Exception) -> bool:
        """Whether connecting again can help; where no key could be had it can."""
        return not isinstance(error, HandshakeRefused) or super().worth_another_try(error)

    def may_be_starting(self, error: Exception) -> bool:
        """Whether an attempt failed as it does where the Cat is still starting."""
        return may_be_starting(error)

    def begin(self) -> None:
        """What was sent over another connection is no affair of the next."""
        self.deaf = self.identity.kept = False
        self._may_still_speak.extend(turn.text for turn in self._row)
        self._row.clear()

    def _current(self) -> Turn | None:
        for turn in self._row:
            if turn.running:
                return turn
        return None

    def _ended(self, turn: Turn, may_still_speak: bool) -> None:
        # The server works in order: whatever stood before it has ended too.
        del self._row[: self._row.index(turn) + 1]
        if may_still_speak:
            self._may_still_speak.append(turn.text)

    def _asker(self, frame: Mapping[str, Any]) -> tuple[Turn | None, bool]:
        """Whose reply a frame is, and whether that is certain: the first with the same text, else the current one."""
        why = frame.get("why")
        if not isinstance(why, Mapping) or "input" not in why:
            return self._current(), True
        same = next((turn for turn in self._row if turn.running and turn.text == why["input"]), None)
        if same is None and why["input"] not in self._may_still_speak:
            return self._current(), False
        return same, True
