"""What tests see of what came in."""

from __future__ import annotations

from dataclasses import dataclass, field

from openapi_facade.testing import Request as Head


@dataclass
class Request(Head):
    """One HTTP request or handshake, as it arrived."""

    body: bytes = field(default=b"", repr=False)
    """The body, as sent; empty where it was not read."""


@dataclass
class Chat:
    """One chat that was accepted: it had a token, came in time, and its body was right."""

    user: str
    message: str
    """What was sent."""
    query: str
    """What is stored and announced of it: without outer spaces, and sanitised."""
    session_id: str | None
    began: float
    """When, by the clock of the server."""
    response: str | None = None
    """None until the answer is stored, and for ever where that did not come to be."""
    confidence: float | None = None
    turn_id: str | None = None
    """The `turn_id` of the answer, in the HTTP reply and in the event."""


@dataclass
class Socket:
    """One WebSocket that was opened."""

    user: str
    """Whose ticket it had."""
    origin: str
    """Its `Origin`; empty where there was none."""
    opened: float
    """When, by the clock of the server."""
    frames: list[str] = field(default_factory=list, repr=False)
    """The text frames that came, in order, but for those after a message `close`, which the server does not read."""
    signs: int = 0
    """How many of them were a sign of life: each `pong` and each `client.ping`."""
    is_open: bool = True
    close_code: int | None = None
    """With which the client has left; 1006 where it said none; None: it has not, or the server has ended it."""
