"""What happens to a WebSocket, as callbacks are told of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple, TypeAlias


class Source:
    """What events come over."""

    __slots__ = ("silenced",)

    def __init__(self) -> None:
        self.silenced = False
        """Whether it was closed, and nothing that the server has said is handed over any more, but how it ended."""


@dataclass(frozen=True)
class Opened:
    """The handshake is done."""

    source: Source | None = None


class Frame(NamedTuple):
    """The server sent a text frame."""

    text: str
    event: Any
    """What it means: see `Protocol.read`."""
    source: Source | None = None


@dataclass(frozen=True)
class Failed:
    """Something went wrong."""

    error: Exception
    raised: bool = False
    """Whether somebody who waits is told by an exception, too."""


@dataclass(frozen=True)
class Closed:
    """An open connection ended."""

    code: int
    """The WebSocket's close code; 1006 where there was none."""
    reason: str


@dataclass(frozen=True)
class GaveUp:
    """Connecting again has failed for good."""

    error: Exception


Event: TypeAlias = Opened | Frame | Failed | Closed | GaveUp


def source_of(event: Event) -> Source | None:
    """Return where the server has said it; None for an event that is told even of a source that was silenced."""
    return event.source if isinstance(event, Frame | Opened) else None
