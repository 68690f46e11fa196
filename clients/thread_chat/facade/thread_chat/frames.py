"""The frames of a server, typed, whichever dialect it speaks (CONTRACT §4, T9). What is unknown passes.

Frame              any; those of an unknown type are just that
├── Token          a piece of a reply, or a hint that a call of the model has ended
├── ToolFrame      a tool is used, or was
├── Step           a thought; in a history of SRV, an answer
├── MessageFrame   a message, or a part of one, with an id (DOC)
├── UserFrame      what was asked, in a history (SRV)
├── Received       a message has arrived (DOC)
├── ErrorFrame     an error, in the server's words
└── Ping           the server asks whether anybody is there
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

HINTS = frozenset({"end", "complete"})
"""Of a token: says that something has ended, not what, and is never the end of a turn (CONTRACT §1, T1)."""


@dataclass(frozen=True)
class Frame:
    """One frame. Any field may be missing, and is None then."""

    type: str | None
    raw: Any = field(repr=False)
    """As it came: mostly a dict; the text itself, where that is no JSON."""
    thread_id: str | None = None
    role: str | None = None
    content: str | None = None
    created_at: datetime | None = None
    """With a zone where the server has told one; SRV tells its local time, and none (CONTRACT §1)."""
    agent_id: str | None = None
    status: str | None = None


@dataclass(frozen=True)
class Token(Frame):
    """A piece of a reply; an item of a history of later revisions."""

    @property
    def is_hint(self) -> bool:
        """Whether it says that something has ended."""
        return self.status in HINTS


@dataclass(frozen=True)
class ToolFrame(Frame):
    """A tool is used, or was."""

    tool: str | None = None
    tool_input: str | None = None
    tool_output: str | None = None


@dataclass(frozen=True)
class Step(Frame):
    """A thought of the agent; in a history of SRV, an answer."""

    thought: str | None = None


@dataclass(frozen=True)
class MessageFrame(Frame):
    """A message, or a part of one: those with one id belong together."""

    id: str | None = None


@dataclass(frozen=True)
class UserFrame(Frame):
    """What was asked."""


@dataclass(frozen=True)
class Received(Frame):
    """A message has arrived; it is not waited for."""

    id: str | None = None
    job_id: str | None = None


@dataclass(frozen=True)
class ErrorFrame(Frame):
    """An error. Its words are no promise (CONTRACT §4.3)."""

    message: str = ""


@dataclass(frozen=True)
class Ping(Frame):
    """The server asks whether anybody is there; nothing has to be answered (CONTRACT T9)."""


_KINDS: dict[str, tuple[type[Frame], tuple[str, ...]]] = {
    "token": (Token, ()),
    "tool": (ToolFrame, ("tool", "tool_input", "tool_output")),
    "step": (Step, ("thought",)),
    "message": (MessageFrame, ("id",)),
    "user": (UserFrame, ()),
    "message_received": (Received, ("id", "job_id")),
    "ping": (Ping, ()),
}


def parse_frame(text: str) -> Frame:
    """Return what a text frame is. Never fails: what is no frame of the contract is a `Frame`."""
    try:
        raw = json.loads(text)
    except (ValueError, RecursionError):
        return Frame(None, text)
    if not isinstance(raw, dict):
        return Frame(None, raw)
    kind = _text(raw.get("type"))
    if kind == "error":
        return ErrorFrame(kind, raw, _text(raw.get("thread_id")), message=_text(raw.get("message")) or "")
    made, names = _KINDS.get(kind or "", (Frame, ()))
    further = {name: named(raw.get(name)) for name in names}
    return made(
        kind,
        raw,
        thread_id=_text(raw.get("thread_id")),
        role=_text(raw.get("role")),
        content=_text(raw.get("content")),
        created_at=moment(raw.get("created_at")),
        agent_id=named(raw.get("agent_id")),
        status=_text(raw.get("status")),
        **further,
    )


def named(value: object) -> str | None:
    """Return a text; None for what is none, and for the text "None", which SRV writes for it (CONTRACT §4.2, T12)."""
    return None if value == "None" else _text(value)


def moment(value: object) -> datetime | None:
    """Return a time as it was told, with its zone or without (CONTRACT §1); None for what is none."""
    text = _text(value) or ""
    try:
        return datetime.fromisoformat(f"{text[:-1]}+00:00" if text[-1:] in ("Z", "z") else text)
    except ValueError:
        return None


def is_about(frame: Frame, thread_id: str) -> bool:
    """Return whether a frame may be of a thread: it says so, or does not say of which."""
    return frame.thread_id is None or frame.thread_id.lower() == thread_id


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
