"""What happens to a chat, as its callbacks are told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True)
class Opened:
    """The handshake is done."""


@dataclass(frozen=True)
class Frame:
    """The server sent a text frame."""

    text: str


@dataclass(frozen=True)
class Failed:
    """Something went wrong."""

    error: Exception


@dataclass(frozen=True)
class Closed:
    """An open connection ended."""

    code: int
    """The WebSocket's close code; 1006 where there was none."""
    reason: str


Event: TypeAlias = Opened | Frame | Failed | Closed
