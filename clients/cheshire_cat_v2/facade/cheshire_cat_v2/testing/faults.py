"""What `EmbeddedCat.enqueue()` takes: answers other than the server's own, and ways in which a stream ends."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

Then = Literal["end", "break", "stall"]
"""How a stream goes on: its body ends, its connection is closed amid the body, or nothing comes any more."""


@dataclass(frozen=True)
class Answer:
    """An answer in place of the server's own."""

    status: int = 200
    body: Any = None
    """A dict or list becomes JSON, a str is sent as it is, None is no body."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """Replace those of the server; `content-type` among them."""


@dataclass(frozen=True)
class Crash:
    """An exception that the server does not handle: a plain 500, and the connection closed unsaid (CONTRACT C1)."""


@dataclass(frozen=True)
class Hangup:
    """The connection closed without an answer."""


@dataclass(frozen=True)
class Delay:
    """The server's own answer, later by some seconds of its clock."""

    seconds: float


@dataclass(frozen=True)
class Events:
    """An event stream of the test's own, with status 200."""

    pieces: Sequence[str | bytes | Mapping[str, Any]]
    """Each is one chunk of the body: a dict becomes `data: {…}` and an empty line, the others are sent as they are."""
    then: Then = "end"
    content_type: str = "text/event-stream; charset=utf-8"


@dataclass(frozen=True)
class Interrupted:
    """The server's own stream, until some pieces of text have come; the last event does not come, either."""

    after: int = 1
    """How many pieces come; 0: the stream is over behind RUN_STARTED."""
    then: Then = "break"


Fault = Answer | Crash | Hangup | Delay | Events | Interrupted


def error(status: int, detail: Any, *, headers: Mapping[str, str] | None = None) -> Answer:
    """Return an error as the server's application tells it: `{"detail": detail}`, a text or a list."""
    return Answer(status, {"detail": detail}, headers or {})


def html(status: int = 502) -> Answer:
    """Return a page where JSON was expected, as a proxy has it."""
    page = "<!doctype html><html><body><h1>Bad gateway</h1></body></html>"
    return Answer(status, page, {"content-type": "text/html; charset=utf-8"})
