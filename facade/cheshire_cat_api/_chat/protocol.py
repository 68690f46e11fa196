"""Which frame belongs to which prompt, and when to look for a lost answer. No sockets, no threads, no clock.

The server has no correlation ids; it runs the turns of one socket one after the other, in the order in which the
prompts came (CONTRACT §1.7, §4.1). So a chat keeps its turns in a row: what the server says belongs to the first that
has not ended, unless the reply itself tells otherwise (`why.input`).

Both clients, threads and asyncio, drive a turn in the same way: ask it for its next `step`, do that, tell it.
"""

from __future__ import annotations

import enum
import uuid
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from cheshire_cat_api._chat.events import Reply, ServerError, ServerEvent, Token
from cheshire_cat_api.errors import CatError, ConnectionLost, TurnFailed, TurnTimeout

TURN_KEY = "client_turn_id"
"""The key of ours in a prompt. The server stores unknown keys in the history, so the prompt can be found there."""

REMARK = "GenericError"  # a plugin's send_error("…"): the turn goes on (CONTRACT §4.3)
QUIET = 10.0  # seconds without a frame, after which the history is asked whether the socket is deaf
LOOK_PATIENCE = 10.0  # seconds that one look at the history may take
FIRST_LOOK_AFTER_LOSS = 0.2
LONGEST_LOOK_INTERVAL = 5.0
ABSENT_LOOKS = 5  # looks in which a lost prompt is not in the history, before it is given up
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


class _State(enum.Enum):
    RUNNING = enum.auto()
    FAILED = enum.auto()  # it reported an error, which may or may not have been its end
    ENDED = enum.auto()


class Turn:
    """One prompt and what becomes of it.

    Args:
        text: the prompt's text.
        deadline: until when somebody waits for it; None: nobody does.
        timeout: how long that was, for the message.
    """

    def __init__(self, text: str, deadline: float | None = None, timeout: float = 0.0) -> None:
        self.text = text
        self.id = uuid.uuid4().hex
        self.tokens: list[str] = []
        self.state = _State.RUNNING
        self.awaited = deadline is not None
        self.lost: ConnectionLost | None = None
        self._deadline = deadline if deadline is not None else float("inf")
        self._timeout = timeout
        self._last_look_at = self._deadline - min(RESERVE, timeout / 5)
        self._outcome: Reply | CatError | None = None
        self._readable = True
        self._next_look = float("inf")
        self._interval = QUIET
        self._absent = 0

    def sent(self, now: float) -> None:
        """The prompt is on its way."""
        self._next_look = now + QUIET

    def heard(self, now: float) -> None:
        """The connection lives: something came."""
        self._interval = QUIET
        self._next_look = now + QUIET

    def answered(self, reply: Reply) -> None:
        """The turn's reply is here."""
        self.state = _State.ENDED
        self._outcome = self._outcome or reply

    def failed(self, error: ServerError) -> None:
        """The server reported an error for the turn. It may still speak (CONTRACT §4.3)."""
        self.state = _State.FAILED
        self._outcome = self._outcome or TurnFailed(error.name, error.description, partial=self.partial)

    def connection_lost(self, error: ConnectionLost, now: float) -> None:
        """The connection is gone; the turn goes on without us, and the history will tell (CONTRACT §4.1)."""
        self.lost = error
        self._interval = FIRST_LOOK_AFTER_LOSS
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
        if self.lost is not None and not self._readable:
            return self._settle(self._loss())
        if now >= self._deadline:
            return self._settle(self._loss() if self.lost else self._too_late())
        if self._readable and now >= self._last_look_at:
            self._last_look_at = float("inf")
            return Look(self._deadline - now)
        if self._readable and now >= self._next_look:
            return Look(min(LOOK_PATIENCE, self._deadline - now))
        wake = [self._deadline]
        if self._readable:
            wake += [self._next_look, self._last_look_at]
        return Wait(min(wake))

    def found(self, history: Iterable[Mapping[str, Any]], now: float) -> None:
        """What the history says."""
        messages = list(history)
        prompt = next((i for i, message in enumerate(messages) if message.get(TURN_KEY) == self.id), None)
        if prompt is None:
            self._absent += 1
            if self.lost is not None and self._absent >= ABSENT_LOOKS:
                self._readable = False
        else:
            self._absent = 0
            answer = _answer_after(messages[prompt + 1 :], self.text)
            if answer is not None:
                self.answered(Reply(answer, recovered=True))
                return
        self._look_again(now)

    def not_readable(self, final: bool, now: float) -> None:
        """The history could not be fetched; `final`: nor will it be."""
        if final:
            self._readable = False
        else:
            self._look_again(now)

    @property
    def partial(self) -> str:
        """What has come of the answer."""
        return "".join(self.tokens)

    @property
    def recovered(self) -> bool:
        """Whether the connection did not bring the answer, and the history had it."""
        return isinstance(self._outcome, Reply) and self._outcome.recovered

    def _look_again(self, now: float) -> None:
        longest = LONGEST_LOOK_INTERVAL if self.lost else float("inf")
        self._interval = min(2 * self._interval, longest)
        self._next_look = now + self._interval

    def _settle(self, error: CatError) -> CatError:
        self._outcome = error
        return error

    def _loss(self) -> ConnectionLost:
        assert self.lost is not None
        why = "the answer is not in the history" if self._absent else "the history could not be read"
        return ConnectionLost(f"{self.lost}; {why}", code=self.lost.code, reason=self.lost.reason, partial=self.partial)

    def _too_late(self) -> TurnTimeout:
        return TurnTimeout(
            f"no answer within {self._timeout:g} s; the turn may still end on the server", partial=self.partial
        )


class Turns:
    """The turns of one chat in the order in which the server runs them."""

    def __init__(self) -> None:
        self._row: list[Turn] = []
        self._maybe_unfinished: deque[str] = deque(maxlen=8)
        self.heard_at = float("-inf")

    @property
    def busy(self) -> bool:
        """Whether the server is known to be at work, or to have work."""
        return any(turn.state is _State.RUNNING for turn in self._row)

    def add(self, turn: Turn, now: float) -> None:
        """A prompt was sent."""
        turn.sent(now)
        self.heard_at = max(self.heard_at, now)
        self._row.append(turn)

    def withdraw(self, turn: Turn) -> None:
        """A prompt was not sent after all."""
        if turn in self._row:
            self._row.remove(turn)

    def receive(self, event: ServerEvent, now: float) -> Turn | None:
        """Give a frame to its turn. Returns the turn of which it is a part, None for one that belongs to none."""
        self.heard_at = now
        for each in self._row:
            each.heard(now)
        if isinstance(event, Token):
            turn = self._current()
            if turn is not None and turn.awaited:
                turn.tokens.append(event.text)
            return turn
        if isinstance(event, ServerError) and event.name != REMARK:
            turn = self._current()
            if turn is not None:
                turn.failed(event)
            return turn
        if isinstance(event, Reply) and ends_turn(event.raw):
            turn = self._asker(event.raw)
            if turn is not None:
                # The server works in order: whatever stood before it has ended too.
                del self._row[: self._row.index(turn) + 1]
                turn.answered(event)
                if event.raw.get("why") is None:  # a fast reply, or a plugin's own message with the real one to follow
                    self._maybe_unfinished.append(turn.text)
            return turn
        return None

    def connection_lost(self, error: ConnectionLost, now: float) -> None:
        """Nothing more will come for any of them."""
        for turn in self._row:
            turn.connection_lost(error, now)
        self._row.clear()

    def abandon(self, error: ConnectionLost) -> None:
        """We have ended the chat ourselves: nobody shall look for anything."""
        for turn in self._row:
            turn.end(error)
        self._row.clear()

    def _current(self) -> Turn | None:
        return next((turn for turn in self._row if turn.state is _State.RUNNING), None)

    def _asker(self, frame: Mapping[str, Any]) -> Turn | None:
        """Whose reply a frame is: the first with the same text, else the first that is still running."""
        why = frame.get("why")
        if isinstance(why, Mapping) and "input" in why:
            same = [turn for turn in self._row if turn.text == why["input"]]
            # A turn that has failed has most likely ended with that; another one of the same text has not.
            match = next((turn for turn in same if turn.state is _State.RUNNING), same[0] if same else None)
            if match is not None or why["input"] in self._maybe_unfinished:
                return match
        return self._current()


def ends_turn(frame: Mapping[str, Any]) -> bool:
    """Whether a `chat` frame is the end of a turn, and not something that a plugin says in between.

    A final reply has `why` with `agent_output`, or null for a fast reply; what a plugin sends in a turn has no `why` at
    all, or one without `agent_output` (CONTRACT §4.3). Server 1.5.3 has neither that nor `model_interactions` (§6).
    """
    if "why" not in frame:
        return False
    why = frame["why"]
    return not isinstance(why, Mapping) or "agent_output" in why or "model_interactions" not in why


def _answer_after(messages: list[Mapping[str, Any]], text: str) -> Mapping[str, Any] | None:
    """The reply to a prompt among the messages behind it; turns over HTTP of the same user may stand between."""
    replies = [message for message in messages if message.get("who") == "AI"]
    for reply in replies:
        why = reply.get("why")
        if isinstance(why, Mapping) and why.get("input") == text:
            return reply
    # A plugin may have changed the input. Then only a reply with no other prompt before it is surely ours.
    if messages and messages[0].get("who") == "AI":
        return messages[0]
    return None
