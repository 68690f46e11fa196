"""What the assistant says, and what it uses for it. The words are those of the bench on which servers were observed."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

PIECES = ("DAOs ", "are ", "fine.")
FAIL, TOOL, LONG = "FAIL", "TOOL", "LONG"
"""Words in a message for which the assistant, unless told otherwise, fails, uses a tool, and takes a second a piece."""


@dataclass(frozen=True)
class ToolUse:
    """One use of a tool; each is a call of the model more."""

    name: str = "get_bitcoin_data"
    input: str = "{}"
    output: str = "{'price': 1}"


@dataclass(frozen=True)
class Reply:
    """What becomes of a message."""

    pieces: tuple[str, ...] = PIECES
    """What is said, as it is streamed."""
    tools: tuple[ToolUse, ...] = ()
    """What is used before."""
    fails: bool = False
    """Whether the model fails: nothing is said."""
    pause: float = 0.0
    """Seconds of the clock before each piece."""

    @property
    def text(self) -> str:
        """All that is said."""
        return "".join(self.pieces)


Answers: TypeAlias = "Mapping[str, str | Reply] | Callable[[str, str], str | Reply | None]"


class Model:
    """Decides what is said.

    Args:
        answers: from message to reply, or a callable `(content, thread_id)`; what it leaves open is as on the bench.
    """

    def __init__(self, answers: Answers | None) -> None:
        self._answers = answers
        self.next: deque[Reply] = deque()
        """Goes before all else."""

    def reply(self, content: str, thread_id: str) -> Reply:
        """Return what becomes of a message."""
        if self.next:
            return self.next.popleft()
        found: str | Reply | None = None
        if callable(self._answers):
            found = self._answers(content, thread_id)
        elif self._answers is not None:
            found = self._answers.get(content)
        if isinstance(found, str):
            return Reply((found,))
        if found is not None:
            return found
        tools = (ToolUse(),) if TOOL in content else ()
        return Reply(tools=tools, fails=FAIL in content, pause=1.0 if LONG in content else 0.0)
