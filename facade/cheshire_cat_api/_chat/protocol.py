"""One prompt and what becomes of it: when to look for a lost answer, and what it means. No sockets, no clock.

Both clients, threads and asyncio, drive a turn in the same way: ask it for its next `step`, do that, tell it.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from cheshire_cat_api._chat.events import Reply, ServerError
from cheshire_cat_api._chat.history import Sight, Unreadable, answers, place_of
from cheshire_cat_api.errors import CatError, ConnectionLost, TurnFailed, TurnTimeout

QUIET = 2.0  # seconds without a frame, after which the history is asked whether the socket is deaf; then twice that …
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
