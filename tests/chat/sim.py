"""A chat without sockets: a turn's steps taken on a clock of our own, against a history of our own."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from cheshire_cat_api._chat.events import Reply, ServerEvent, read
from cheshire_cat_api._chat.history import TURN_KEY, unreadable
from cheshire_cat_api._chat.protocol import Look, Turn, Wait
from cheshire_cat_api._chat.turns import Turns
from cheshire_cat_api.errors import CatError, ConnectionFailed, ConnectionLost, ServerFailure, error_class

TRANSCRIPTS = Path(__file__).parent.parent / "data" / "ws-transcripts.jsonl"
Message = dict[str, Any]
LOST = ConnectionLost("the connection broke", code=1006)


def revive(message: Mapping[str, Any]) -> Reply:
    """What the clients make of a message of the history."""
    return Reply(message, recovered=True)


def frame(event: Mapping[str, Any]) -> ServerEvent:
    """A frame as it comes from the wire."""
    return read(json.dumps(event))


def token(text: str) -> ServerEvent:
    return frame({"type": "chat_token", "content": text})


def error(name: str = "ValueError", description: str = "boom") -> ServerEvent:
    return frame({"type": "error", "name": name, "description": description})


def why_of(text: str, *, final: bool = True) -> Message:
    why: Message = {"input": text, "intermediate_steps": [], "memory": {}, "model_interactions": []}
    return {**why, "agent_output": {"output": "…"}} if final else why


_when = itertools.count(1)


def chat_frame(text: str, why: Message | None) -> Message:
    return {
        "type": "chat",
        "user_id": "user",
        "who": "AI",
        "when": float(next(_when)),
        "text": text,
        "content": text,
        "why": why,
    }


def answer(to: str, text: str = "") -> ServerEvent:
    """The final `chat` of the turn of a prompt."""
    return frame(chat_frame(text or f"answer to {to}", why_of(to)))


def fast_reply(text: str = "fast") -> ServerEvent:
    return frame(chat_frame(text, None))


def human(text: str, turn: Turn | None = None) -> Message:
    """A prompt in the history."""
    return {"who": "Human", "text": text, **({} if turn is None else {TURN_KEY: turn.id})}


def cat_says(to: str, text: str = "", *, final: bool = True) -> Message:
    """A reply in the history."""
    return chat_frame(text or f"answer to {to}", why_of(to, final=final))


class Chat:
    """Turns on a clock that only `run` moves. `history`: what the server shows, or the error that it answers with."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.turns = Turns()
        self.history: Callable[[], Iterable[Message] | CatError] = list
        self.looks: list[float] = []
        self.patience: list[float] = []

    def ask(self, text: str, timeout: float = 120.0) -> Turn:
        turn = Turn(text, revive, self.now + timeout, timeout)
        self.turns.add(turn, self.now)
        return turn

    def send(self, text: str) -> Turn:
        turn = Turn(text, revive)
        self.turns.add(turn, self.now)
        return turn

    def hear(self, *events: ServerEvent) -> None:
        for event in events:
            self.turns.receive(event, self.now)

    def lose(self) -> None:
        self.turns.connection_lost(LOST, self.now)

    def run(self, turn: Turn, *happens: tuple[float, Callable[[], object]]) -> Reply | CatError:
        """Take the turn's steps to its outcome; at the given times (seconds from now) something happens."""
        begin = self.now
        coming = sorted(((begin + at, happen) for at, happen in happens), key=lambda each: each[0])
        for _ in range(10_000):
            while coming and coming[0][0] <= self.now:
                coming.pop(0)[1]()
            step = turn.step(self.now)
            if isinstance(step, Wait):
                assert step.until > self.now, "a wait for what is past: a busy loop"
                self.now = min([step.until, *(at for at, _ in coming[:1])])
            elif isinstance(step, Look):
                self._look(turn, step)
            else:
                return step
        raise AssertionError("the turn never ends")

    def reply(self, turn: Turn, *happens: tuple[float, Callable[[], object]]) -> Reply:
        outcome = self.run(turn, *happens)
        assert isinstance(outcome, Reply), repr(outcome)
        return outcome

    def _look(self, turn: Turn, step: Look) -> None:
        self.looks.append(self.now)
        self.patience.append(step.timeout)
        assert step.timeout >= 0
        messages = self.history()
        if isinstance(messages, CatError):
            turn.not_readable(unreadable(messages), self.now)
        else:
            turn.found(list(messages), self.now)


def refused(status: int) -> CatError:
    return error_class(status)(status, "Invalid Credentials")


UNREACHABLE = ConnectionFailed("nobody answers")
BROKEN = ServerFailure(500, "Internal Server Error")


def transcript(case: str) -> list[Message]:
    """The records of a recorded case."""
    with TRANSCRIPTS.open(encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines]
    found = [record for record in records if record["case"] == case]
    assert found, f"no case {case!r}"
    return found
