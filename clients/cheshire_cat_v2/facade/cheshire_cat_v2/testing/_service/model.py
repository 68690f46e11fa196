"""What the model says: the words of a test's own, or what a message tells it to."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class ToolUse:
    """A tool that the model uses."""

    name: str
    args: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Reply:
    """What the model does in one turn: some events, text in pieces, tools; and whether it fails then."""

    text: str | Sequence[str] = ""
    """A str comes word by word."""
    tools: Sequence[ToolUse] = ()
    """After them the model is asked again, and tells what the last one said."""
    events: Sequence[Mapping[str, Any]] = ()
    """Go out before the text, as they are; such as `{"type": "CUSTOM", "name": …, "value": …}`."""
    blocks: Sequence[Mapping[str, Any]] = ()
    """Join the text in the final message. A link breaks a stream off, but for the newest libraries (CONTRACT §4)."""
    streams: bool = True
    """Without, there are no events of text: it is in the result only (CONTRACT §0.6)."""
    fails: str | None = None
    """The words of the error with which the turn ends."""
    pause: float = 0.0
    """Seconds of the server's clock after each piece."""

    @property
    def pieces(self) -> list[str]:
        """The pieces in which the text comes."""
        if not isinstance(self.text, str):
            return list(self.text)
        return [word if number == 0 else f" {word}" for number, word in enumerate(self.text.split(" "))]


Answers = Mapping[str, "str | Reply"] | Callable[[str, str], "str | Reply | None"]
"""From a message to a reply; or a function of the message and the agent's slug, whose None is the model's own."""


def reply(messages: list[dict[str, Any]], system_prompt: str, agent: str, answers: Answers | None) -> Reply:
    """Return what is said to a history, whose last message decides."""
    last = messages[-1]
    if last["role"] == "tool":
        return Reply(f"Tool said: {last['text']}")
    own = _own(last["text"], agent, answers)
    if own is not None:
        return own if isinstance(own, Reply) else Reply(own)
    return _commanded(last["text"], messages, system_prompt)


def _own(text: str, agent: str, answers: Answers | None) -> str | Reply | None:
    if answers is None:
        return None
    return answers.get(text) if isinstance(answers, Mapping) else answers(text, agent)


def _commanded(text: str, messages: list[dict[str, Any]], system_prompt: str) -> Reply:
    command, _, rest = text.partition(" ")
    if command in ("/tool", "/tools", "/say+tool"):
        uses = [_use(part) for part in rest.split(" | ")]
        return Reply("Let me check." if command == "/say+tool" else "", uses)
    if command == "/error":
        return Reply(fails=rest)
    if command == "/error-mid":
        return Reply(("so ", "far "), fails=rest)
    if command == "/slow":
        seconds, count = rest.split()
        return Reply(" ".join(f"t{number}" for number in range(int(count))), pause=float(seconds))
    if command == "/quiet":
        return Reply(rest, streams=False)
    if command == "/empty":
        return Reply()
    if command == "/history":
        pairs = [[one["role"], one["text"]] for one in messages]
        return Reply(f"system={system_prompt!r} {json.dumps(pairs)}")
    return Reply(f"Echo: {text}")


def _use(part: str) -> ToolUse:
    name, _, args = part.partition(" ")
    return ToolUse(name, json.loads(args or "{}"))
