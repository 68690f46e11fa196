"""What `EmbeddedThreadChat.enqueue()` takes: answers other than the server's own, and connections that break."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Answer:
    """An answer in place of the server's own; to a handshake, a refusal."""

    status: int = 200
    body: Any = None
    """A dict or list becomes JSON, a str is sent as it is, None is no body."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """Replace those of the server; `content-type` among them."""


@dataclass(frozen=True)
class Hangup:
    """The connection closed without an answer."""


@dataclass(frozen=True)
class Delay:
    """The server's own answer, later by some seconds of its clock."""

    seconds: float


Fault = Answer | Hangup | Delay


def error(status: int, detail: Any, *, headers: Mapping[str, str] | None = None) -> Answer:
    """Return an error as the server's application tells it: `{"detail": detail}`, a text or a list."""
    return Answer(status, {"detail": detail}, headers or {})


def authorization_failed() -> Answer:
    """Return the 401 of a handshake where the check of the token itself has failed (CONTRACT §2)."""
    return error(401, "Authorization failed")


def html(status: int = 502) -> Answer:
    """Return a page where JSON was expected, as a proxy has it."""
    page = "<!doctype html><html><body><h1>Bad gateway</h1></body></html>"
    return Answer(status, page, {"content-type": "text/html; charset=utf-8"})
