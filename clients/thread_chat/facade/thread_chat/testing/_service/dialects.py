"""The frames of each dialect (CONTRACT §4, T9): of a reply, and of a history."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import Any, Literal, get_args

from .model import ToolUse

Dialect = Literal["srv", "doc", "later"]
DIALECTS: tuple[Dialect, ...] = get_args(Dialect)
Frame = dict[str, Any]


@dataclass
class Item:
    """One item of a thread, as it is stored."""

    role: str
    content: str | None
    at: float
    tool: ToolUse | None = None
    agent_id: str | None = None
    thought: str | None = None
    id: str = field(default_factory=lambda: str(uuid.uuid4()))


class Srv:
    """Revision 835591a, as observed."""

    creates_threads = False
    survives = False
    """Whether a turn goes on when its client leaves; without, the server is lost (CONTRACT §1)."""

    def received(self, thread_id: str) -> list[Frame]:
        """What comes before a reply."""
        return []

    def delta(self, piece: str, at: float, thread_id: str, agent_id: str | None, message_id: str) -> Frame:
        """A piece of a reply."""
        head = {"type": "token", "status": "processing", "content": piece, "created_at": self.time(at)}
        return {**head, "role": "assistant", "thread_id": thread_id, "agent_id": agent_id}

    def tool(self, use: ToolUse, at: float, thread_id: str, agent_id: str | None) -> list[Frame]:
        """What is told of a tool."""
        head = {"role": "assistant", "type": "tool", "tool": use.name, "tool_input": use.input, "tool_output": ""}
        return [{**head, "created_at": self.time(at), "thread_id": thread_id, "agent_id": agent_id}]

    def planned(self, at: float, thread_id: str, agent_id: str | None) -> list[Frame]:
        """What is told before the model says anything."""
        return []

    def call_ended(self, at: float, thread_id: str, agent_id: str | None, *, last: bool) -> list[Frame]:
        """What comes behind a call of the model that used a tool, or, with `last`, behind the last of several."""
        made = {"content": "", "type": "token", "thread_id": thread_id, "role": "assistant", "status": "end"}
        agent = {} if agent_id is None else {"agent_id": agent_id}
        return [{**made, "created_at": self.time(at), **agent}]

    def failed(self) -> list[Frame]:
        """What is told of a model that failed."""
        return []

    def item(self, item: Item, thread_id: str) -> Frame:
        """An item of a history."""
        head = {"role": item.role, "content": item.content, "created_at": self.time(item.at)}
        if item.role == "user":
            return {**head, "thread_id": thread_id, "type": "user"}
        tool = item.tool
        used = {"tool": tool and tool.name, "tool_input": tool and "None", "tool_output": tool and tool.output}
        kind = "tool" if tool else "step"
        return {**head, **used, "agent_id": item.agent_id or "None", "thread_id": thread_id, "type": kind}

    def time(self, at: float) -> str:
        """A time, as this dialect writes it."""
        return datetime.fromtimestamp(at).isoformat(timespec="microseconds")


class Doc(Srv):
    """What the manual says (CONTRACT §4.1)."""

    creates_threads = True

    def received(self, thread_id: str) -> list[Frame]:
        return [{"type": "message_received", "id": _id(), "thread_id": thread_id, "job_id": _id()}]

    def delta(self, piece: str, at: float, thread_id: str, agent_id: str | None, message_id: str) -> Frame:
        return self._message(message_id, thread_id, "assistant", piece, at)

    def tool(self, use: ToolUse, at: float, thread_id: str, agent_id: str | None) -> list[Frame]:
        return []

    def call_ended(self, at: float, thread_id: str, agent_id: str | None, *, last: bool) -> list[Frame]:
        return []

    def failed(self) -> list[Frame]:
        return [{"type": "error", "message": "Processing failed"}]

    def item(self, item: Item, thread_id: str) -> Frame:
        return self._message(item.id, thread_id, item.role, item.content, item.at)

    def time(self, at: float) -> str:
        return datetime.fromtimestamp(at, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")

    def _message(self, id: str, thread_id: str, role: str, content: str | None, at: float) -> Frame:
        head = {"type": "message", "id": id, "thread_id": thread_id, "role": role}
        return {**head, "content": content, "created_at": self.time(at)}


class Later(Srv):
    """Revisions from a8748c3 on, as read (CONTRACT T9)."""

    survives = True

    def planned(self, at: float, thread_id: str, agent_id: str | None) -> list[Frame]:
        return [self._step(THOUGHT, at, thread_id, agent_id)]

    def tool(self, use: ToolUse, at: float, thread_id: str, agent_id: str | None) -> list[Frame]:
        (begun,) = super().tool(use, at, thread_id, agent_id)
        return [{**begun, "status": "processing"}, {**begun, "tool_output": use.output, "status": "complete"}]

    def call_ended(self, at: float, thread_id: str, agent_id: str | None, *, last: bool) -> list[Frame]:
        made = {"type": "token", "status": "complete", "content": "", "created_at": self.time(at)}
        return [{**made, "role": "assistant", "thread_id": thread_id, "agent_id": agent_id}]

    def item(self, item: Item, thread_id: str) -> Frame:
        if item.thought is not None:
            return self._step(item.thought, item.at, thread_id, item.agent_id or "None")
        found = super().item(item, thread_id)
        kind = {"step": "token"}.get(found["type"], found["type"])
        return found if item.role == "user" else {**found, "type": kind, "status": "complete"}

    def _step(self, thought: str, at: float, thread_id: str, agent_id: str | None) -> Frame:
        head = {"type": "step", "status": "planning", "content": "", "thought": thought, "role": "assistant"}
        return {**head, "created_at": self.time(at), "thread_id": thread_id, "agent_id": agent_id}


THOUGHT = "Say that they are fine."


def speaking(dialect: Dialect) -> Srv:
    """Return what a dialect is spoken by."""
    return {"srv": Srv, "doc": Doc, "later": Later}[dialect]()


def _id() -> str:
    return str(uuid.uuid4())
