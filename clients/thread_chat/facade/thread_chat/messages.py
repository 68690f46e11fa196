"""What was said in a thread: a reply, and the items of a history, in one shape for all dialects."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Literal, TypeAlias

from thread_chat.frames import Frame, MessageFrame, Step, ToolFrame

Kind: TypeAlias = Literal["message", "tool", "thought"]


@dataclass(frozen=True)
class ToolCall:
    """One use of a tool."""

    name: str
    input: str | None = None
    """What it was given, mostly JSON; None where that is not told, as in a history of SRV (CONTRACT T12)."""
    output: str | None = None
    """What it gave; None where that is not told, as in a reply of SRV (CONTRACT §4.2)."""


@dataclass(frozen=True)
class Message:
    """One item of a history (CONTRACT §4). Items have their order; which answers which is not told (CONTRACT T5)."""

    role: str
    """Who has said it: "user", "assistant", or what the server says."""
    content: str | None
    """What was said; None of a tool, and where nothing was."""
    created_at: datetime | None
    """With a zone where the server has told one."""
    kind: Kind = "message"
    tool: ToolCall | None = None
    agent_id: str | None = None
    thread_id: str | None = None
    id: str | None = None
    """The server's; None in dialects that have none."""
    raw: Any = field(default=None, repr=False)
    """The frame as it came; of a message in parts, the last."""


@dataclass(frozen=True)
class Reply:
    """What was answered to a message."""

    content: str
    """All that was said."""
    tools: tuple[ToolCall, ...] = ()
    """What was used for it, in order."""
    thread_id: str = ""
    agent_id: str | None = None
    created_at: datetime | None = None
    """Of the first piece; with a zone where the server has told one."""
    id: str | None = None
    """The server's; None in dialects that have none."""
    job_id: str | None = None
    """By which the server knows the turn; None in dialects that have none."""
    thoughts: tuple[str, ...] = ()
    """What later revisions tell of how they came to it (CONTRACT T9)."""
    raw: tuple[Any, ...] = field(default=(), repr=False)
    """The frames of the turn as they came."""

    def __str__(self) -> str:
        return self.content


def messages_of(frames: Iterable[Frame]) -> list[Message]:
    """Return the items of a history, in order; parts of one message, which have one id, are put together."""
    found: list[Message] = []
    places: dict[str, int] = {}
    for frame in frames:
        made = _message_of(frame)
        if made.id is not None and made.id in places:
            before = found[places[made.id]]
            content = (before.content or "") + (made.content or "")
            found[places[made.id]] = replace(before, content=content, raw=made.raw)
            continue
        if made.id is not None:
            places[made.id] = len(found)
        found.append(made)
    return found


def _message_of(frame: Frame) -> Message:
    kind: Kind = "message"
    tool, content = None, frame.content
    if isinstance(frame, ToolFrame):
        kind, tool, content = "tool", tool_of(frame), frame.content or None
    elif isinstance(frame, Step) and frame.thought is not None:
        kind, content = "thought", frame.thought
    return Message(
        role=frame.role or "",
        content=content,
        created_at=frame.created_at,
        kind=kind,
        tool=tool,
        agent_id=frame.agent_id,
        thread_id=frame.thread_id,
        id=frame.id if isinstance(frame, MessageFrame) else None,
        raw=frame.raw,
    )


def tool_of(frame: ToolFrame) -> ToolCall:
    """Return the use of a tool that a frame tells."""
    return ToolCall(frame.tool or "", frame.tool_input, frame.tool_output or None)
