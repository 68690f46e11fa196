"""What tests see of what came in."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Turn:
    """One message that was accepted, and what became of it."""

    thread_id: str
    content: object
    """What was said; a text, or null."""
    agent_id: str | None
    user: str
    answer: str | None = None
    """The text that is stored; None until it has ended, and for ever where it has failed."""
    is_over: bool = False


@dataclass
class Socket:
    """One WebSocket that was opened."""

    user: str
    frames: list[str] = field(default_factory=list, repr=False)
    """The text frames that came, in order."""
    sent: list[str] = field(default_factory=list, repr=False)
    """Those that went out."""
    is_open: bool = True
    close_code: int | None = None
    """With which the client has left; 1006 where it said none; None: it has not, or the server has ended it."""
