"""What tests see of requests and runs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from openapi_facade.testing import Request as Head


@dataclass
class Request(Head):
    """One HTTP request, as it arrived."""

    body: bytes = field(default=b"", repr=False)
    """The body, as sent; empty where the request was refused before it was read: a web page's, a foreign Host."""


@dataclass
class Run:
    """One run of an agent."""

    agent: str
    user: str
    """The name of who asked."""
    messages: list[dict[str, Any]] = field(repr=False)
    """The history that came with it."""
    streamed: bool
    """Whether its client wanted events."""
    state: Literal["running", "finished", "failed", "cancelled", "cut"] = "running"
    """Cancelled: its client has left. Cut: its events ended without a last one."""
    pieces: list[str] = field(default_factory=list)
    """The pieces of text that were sent."""
