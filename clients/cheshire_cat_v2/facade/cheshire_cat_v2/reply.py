"""What a run has come to."""

from __future__ import annotations

from typing import Any

from cheshire_cat_v2_openapi.models import MessageOutput, TaskResult, ToolCall


class Reply:
    """The answer of an agent.

    Attributes:
        result: as the server gave it; `messages` are the new ones of this turn, which go into the history as they are.
    """

    def __init__(self, result: TaskResult) -> None:
        self.result = result

    @property
    def messages(self) -> list[MessageOutput]:
        """The new messages of this turn: the agent's, and those of its tools."""
        return list(self.result.messages or [])

    @property
    def text(self) -> str:
        """The text of the last message (CONTRACT §0.6)."""
        return text_of(self.messages[-1]) if self.messages else ""

    @property
    def tool_calls(self) -> list[ToolCall]:
        """All that the agent called, in order."""
        return [call for message in self.messages for call in message.tool_calls or []]

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"Reply(text={self.text!r})"


def text_of(message: MessageOutput) -> str:
    """Return the text of a message, of its blocks where it says none itself."""
    if isinstance(message.text, str):
        return message.text
    blocks: list[Any] = list(message.content or [])
    return "".join(str(block.get("text", "")) for block in blocks if isinstance(block, dict))


Reply.__module__ = "cheshire_cat_v2"
