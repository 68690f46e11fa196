"""Drives a protocol without a socket: what is sent, and what a server says to it."""

from __future__ import annotations

import json
import re
from typing import Any

from thread_chat._protocol import ChatProtocol, Say, Wait
from thread_chat._requests import Request
from thread_chat.frames import Frame

THREAD = "123e4567-e89b-42d3-a456-426614174000"
OTHER = "123e4567-e89b-42d3-a456-426614174001"


class Driven:
    """A protocol with a connection that is open, at a time that the test says."""

    def __init__(self, protocol: ChatProtocol | None = None, *, probe: str = "answer") -> None:
        self.protocol = protocol or ChatProtocol()
        self.now = 100.0
        self.told: list[Frame] = []
        """What anybody would be told of: all frames but the answers to barriers."""
        self.open(probe)

    def open(self, probe: str = "answer") -> None:
        """Open a connection; its probe is answered, is answered in `words` without its type, or ignored."""
        self.protocol.opened(self.now)
        self.probes = self.protocol.outgoing()
        if probe == "answer":
            self.hear(*map(unknown, self.probes))
        elif probe == "ignore":
            self.now = self.protocol.due()
            assert self.protocol.tick(self.now) == ""
        elif probe != "wait":
            self.hear({"type": "error", "message": probe})

    def go(self, *requests: Request[Any]) -> list[dict[str, Any]]:
        """Hand requests over, and return what is sent for those whose turn it is."""
        for request in requests:
            self.protocol.submit(request)
        return [frame for request in requests for frame in self.step(request)]

    def step(self, request: Request[Any]) -> list[dict[str, Any]]:
        """Return what is sent for a request now."""
        step = self.protocol.step(request, self.now)
        if isinstance(step, Say):
            self.protocol.begun(request, self.now)
            if step.barrier is not None:
                self.protocol.barred(request)
            return [json.loads(each) for each in (step.text, step.barrier) if each is not None]
        assert (step is None) == (request.outcome is not None)
        assert not isinstance(step, Wait) or step.until > self.now
        return []

    def hear(self, *frames: Any) -> None:
        """Let frames come, all at once."""
        events = [self.protocol.read(each if isinstance(each, str) else json.dumps(each)) for each in frames]
        self.protocol.heard(self.now)
        for event in events:
            assert event is not None
            self.protocol.receive(event, self.now)
            if type(event).__name__ != "BarrierAnswer":
                self.told.append(event)

    def wait(self, seconds: float) -> list[dict[str, Any]]:
        """Let time pass, and return what goes out by itself."""
        self.now += seconds
        assert self.protocol.tick(self.now) == ""
        return [json.loads(each) for each in self.protocol.outgoing()]


def unknown(frame: str | dict[str, Any]) -> dict[str, Any]:
    """What a server says to a frame of a type that it does not know."""
    kind = (json.loads(frame) if isinstance(frame, str) else frame)["type"]
    return {"type": "error", "message": f"Unknown message type: {kind}"}


def is_barrier(frame: dict[str, Any]) -> bool:
    """Whether a frame is nothing but a type that no server knows."""
    return list(frame) == ["type"] and re.fullmatch(r"barrier-[0-9a-f]{32}-\d+", frame["type"]) is not None


def token(content: str, thread_id: str = THREAD, **further: Any) -> dict[str, Any]:
    """A piece of a reply, as SRV sends it."""
    head = {"type": "token", "status": "processing", "content": content, "role": "assistant"}
    return {**head, "created_at": "2026-11-21T09:18:39.853785", "thread_id": thread_id, "agent_id": None, **further}


def part(content: str, id: str, role: str = "assistant") -> dict[str, Any]:
    """A message, or a part of one, as DOC has it."""
    head = {"type": "message", "id": id, "thread_id": THREAD, "role": role, "content": content}
    return {**head, "created_at": "2026-11-21T09:18:39Z"}


def error(message: str) -> dict[str, Any]:
    """An error, as all dialects have it."""
    return {"type": "error", "message": message}
