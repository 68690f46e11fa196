"""Which frame belongs to which prompt, and when to look for a lost answer. No sockets, no threads, no clock.

The server has no correlation ids; it runs the turns of one socket one after the other, in the order in which the
prompts came (CONTRACT §1.7, §4.1). So a chat keeps its turns in a row: what the server says belongs to the first that
has not ended, unless the reply itself tells otherwise (`why.input`).

Both clients, threads and asyncio, drive a turn in the same way: ask it for its next `step`, do that, tell it.
"""

from __future__ import annotations

import uuid
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Any, TypeAlias

from cheshire_cat_api._chat.events import Decode, Reply, ServerError, ServerEvent, Token, read
from cheshire_cat_api._chat.history import Sight, Unreadable, answers, ends_turn, place_of
from cheshire_cat_api._identity import Identity
from cheshire_cat_api._startup import may_be_starting
from cheshire_cat_api.errors import CatError, ConnectionLost, HandshakeRefused, TurnFailed, TurnTimeout
from openapi_facade.websocket.protocol import Protocol

REMARK = "GenericError"  # a plugin's send_error("…"): the turn goes on (CONTRACT §4.3)
QUIET = 2.0  # seconds without a frame, after which the history is asked whether the socket is deaf; then twice that …
SILENCE = 10.0  # seconds without a frame, for which a prompt that nobody waits for keeps the next one from being sent
ARRIVAL = 0.2  # seconds that an answer which the history has may take to come by itself, before the socket is deaf
LOOK_PATIENCE = 5.0  # seconds that one look at the history may take
FIRST_LOOK_INTERVAL = 0.2  # seconds between looks, where the answer is likely to be there; then twice that, and so on
LONGEST_LOOK_INTERVAL = 5.0
LOST_TURN_PATIENCE = 60.0  # seconds that connecting again waits for a lost turn to end
HANDLER_MARGIN = 0.1
"""Seconds. The history has a turn some milliseconds before its handler has ended, and a socket that is opened in
between is deaf: 25 of 50 at once, 1 of 80 after 10 ms, none of 159 after 20 and 50 ms."""
RESERVE = 2.0  # seconds before the timeout at which the history is asked a last time


@dataclass(frozen=True)
class Wait:
    """Nothing to do until a frame comes, or this time."""

    until: float


@dataclass(frozen=True)
class Look:
    """Fetch the conversation's history, then tell `found` or `not_readable`."""

    timeout: float


Step: TypeAlias = Wait | Look | Reply | CatError


class Turn:
    """One prompt and what becomes of it.

    Args:
        text: the prompt's text.
        revive: makes a reply of what the history has of it.
        deadline: until when somebody waits for it; None: nobody does.
        timeout: how long that was, for the message.
    """

    def __init__(
        self,
        text: str,
        revive: Callable[[Mapping[str, Any]], Reply],
        deadline: float | None = None,
        timeout: float = 0.0,
    ) -> None:
        self.text = text
        self.id = uuid.uuid4().hex
        self._revive = revive
        self._keyed = deadline is not None
        self.tokens: list[str] = []
        self.running = True
        self.awaited = deadline is not None
        self.lost: ConnectionLost | None = None
        self.deadline = deadline if deadline is not None else float("inf")
        self.timeout = timeout
        self._last_look_at = self.deadline - min(RESERVE, timeout / 5)
        self._outcome: Reply | CatError | None = None
        self.readable = True
        """Whether the history can be read, as far as is known."""
        self._next_look = float("inf")
        self._interval = QUIET
        self._sight = Sight.UNREAD
        self._missed = ""
        self._heard = False
        self._kept = False
        self._away = False
        self._claims: list[Reply] = []

    def sent(self, now: float) -> None:
        """The prompt is on its way. It may be so a second time, where it never left the first time."""
        self.lost = None
        self._heard = False
        self._interval = QUIET
        self._next_look = now + QUIET

    def heard(self, now: float) -> None:
        """The connection lives: something came. It has been looked for in vain so far: the intervals go on growing."""
        self._heard = True
        if not self._claims:
            self._interval = max(self._interval, QUIET)
            self._next_look = now + self._interval

    def answered(self, reply: Reply) -> None:
        """The turn's reply is here."""
        self.running = False
        self._outcome = self._outcome or reply

    def claimed(self, reply: Reply, now: float) -> None:
        """A reply to another text than ours came: a plugin has changed it, or the reply is another socket's.

        The server keeps a reply before it sends it, so the history knows.
        """
        if not self.readable:
            self.answered(reply)
        else:
            self._claims.append(reply)
            self._interval = FIRST_LOOK_INTERVAL / 2
            self._next_look = now

    def failed(self, error: ServerError) -> None:
        """The server reported an error for the turn. It may still speak (CONTRACT §4.3)."""
        self.running = False
        self._outcome = self._outcome or TurnFailed(error.name, error.description, partial=self.partial)

    def connection_lost(self, error: ConnectionLost, now: float, kept: bool = False) -> None:
        """The connection is gone; the turn goes on without us, and the history will tell (CONTRACT §4.1).

        `kept`: the history has had something since the connection was opened.
        """
        self.lost = error
        self._kept = self._kept or kept
        self._interval = FIRST_LOOK_INTERVAL
        self._next_look = now + self._interval

    def end(self, error: ConnectionLost) -> None:
        """The chat was closed from our side."""
        self._outcome = self._outcome or ConnectionLost(
            str(error), code=error.code, reason=error.reason, partial=self.partial
        )

    def step(self, now: float) -> Step:
        """What to do now: wait, look at the history, or take the outcome."""
        if self._outcome is not None:
            return self._outcome
        if self.lost is not None and not self.readable:
            return self._settle(self._loss())
        if now >= self.deadline:
            return self._settle(self._loss() if self.lost else self._too_late())
        if self.readable and now >= self._last_look_at:
            self._last_look_at = float("inf")
            return Look(self.deadline - now)
        if self.readable and now >= self._next_look:
            return Look(min(LOOK_PATIENCE, self.deadline - now))
        wake = [self.deadline]
        if self.readable:
            wake += [self._next_look, self._last_look_at]
        return Wait(min(wake))

    def found(self, history: Sequence[Mapping[str, Any]], now: float) -> None:
        """What the history says.

        That a prompt is not there means nothing: some servers show a turn only when it has ended, and every server does
        so with a user's first turn (CONTRACT §3.1).
        """
        self._sight, answer = self._seen_in(history)
        if answer is not None:
            text = answer["why"]["input"]
            claim = next((claim for claim in self._claims if answers(claim.raw, text)), None)
            self.answered(claim or self._revive(answer))
            return
        if self._sight is Sight.PRESENT:
            self._claims.clear()
        if self._sight is not Sight.EMPTY:
            self._kept, self._away = True, False
        elif self._kept:
            self._sight = Sight.GONE
            # Neither alone would do: a network can refuse, a plugin can empty a history, and the turn goes on.
            if self._away and self.lost is not None:
                self._settle(self._loss())
        self._look_again(now)

    def arriving(self, history: Sequence[Mapping[str, Any]]) -> bool:
        """Whether an answer that the history has may be on its way: the server keeps it before it sends it."""
        return self.lost is None and not self._claims and self._seen_in(history)[1] is not None

    def not_readable(self, why: Unreadable, now: float) -> None:
        """The history could not be fetched."""
        self._away = self._away or why.away
        if not why.final:
            self._look_again(now)
            return
        self.readable = False
        self._missed = why.words
        if self._claims:
            self.answered(self._claims[0])

    def expect(self, deadline: float, timeout: float) -> None:
        """Somebody wants to know when it has ended, though nobody waits for its answer."""
        self.deadline, self.timeout = deadline, timeout
        self._last_look_at = deadline - min(RESERVE, timeout / 5)

    def pending(self, now: float) -> bool:
        """Whether somebody may still get its answer."""
        return self._outcome is None and now < self.deadline

    @property
    def settled(self) -> bool:
        """Whether its outcome is known."""
        return self._outcome is not None

    @property
    def silent(self) -> bool:
        """Whether its time ended without a word of the server, of which the history tells no reason."""
        unexplained = not self.readable or self._sight is Sight.ABSENT
        return isinstance(self._outcome, TurnTimeout) and not self._heard and unexplained

    @property
    def partial(self) -> str:
        """What has come of the answer."""
        return "".join(self.tokens)

    @property
    def recovered(self) -> bool:
        """Whether the connection did not bring the answer, and the history had it."""
        return isinstance(self._outcome, Reply) and self._outcome.recovered

    def _seen_in(self, messages: Sequence[Mapping[str, Any]]) -> tuple[Sight, Mapping[str, Any] | None]:
        """What a history shows of the prompt, and its answer."""
        place = place_of(messages, self.text, self.id if self._keyed else None)
        if place is None:
            return Sight.ABSENT if messages else Sight.EMPTY, None
        text = messages[place].get("text")  # as a plugin may have changed it
        return Sight.PRESENT, next((message for message in messages[place + 1 :] if answers(message, text)), None)

    def _look_again(self, now: float) -> None:
        longest = LONGEST_LOOK_INTERVAL if self.lost or self._claims else float("inf")
        self._interval = min(2 * self._interval, longest)
        self._next_look = now + self._interval

    def _settle(self, error: CatError) -> CatError:
        self._outcome = error
        return error

    def _loss(self) -> ConnectionLost:
        assert self.lost is not None
        return ConnectionLost(
            f"{self.lost}; {self._missed or self._sight.value}",
            code=self.lost.code,
            reason=self.lost.reason,
            partial=self.partial,
        )

    def _too_late(self) -> TurnTimeout:
        words = f"no answer within {self.timeout:g} s; the turn may still end on the server"
        if not self._heard and not self.readable:
            words += f"; its connection, over which nothing came, may be deaf, and is replaced: {self._missed}"
        return TurnTimeout(words, partial=self.partial)


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
