"""What `EmbeddedMonGARS.enqueue()` takes: answers other than the server's own, and connections that break."""

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
    performed: bool = False
    """Whether the operation is carried out before: only its answer is lost."""


@dataclass(frozen=True)
class Hangup:
    """The connection closed without an answer."""

    performed: bool = False
    """Whether the operation is carried out before. Without, the body of the request is not even read."""


@dataclass(frozen=True)
class Delay:
    """The server's own answer, later by some seconds of its clock."""

    seconds: float


@dataclass(frozen=True)
class Crash:
    """A plain-text 500, after which the connection is closed without a word of it (CONTRACT §3.2)."""


Fault = Answer | Hangup | Delay | Crash


def error(status: int, detail: Any, *, headers: Mapping[str, str] | None = None, performed: bool = False) -> Answer:
    """Return an error as the server's application tells it: `{"detail": detail}`, a text, a list or an object."""
    return Answer(status, {"detail": detail}, headers or {}, performed)


def lost_answer() -> Hangup:
    """Return the loss of an answer: the operation is carried out, a chat is stored and announced, then nothing."""
    return Hangup(performed=True)


def too_many_requests() -> Answer:
    """Return the 429 of a chat that comes too soon; it says nothing of when to come again (CONTRACT §1)."""
    return error(429, "Too many requests: please wait before sending another message.")


def expired_token() -> Answer:
    """Return the 401 of a token whose time is over (CONTRACT §2)."""
    return error(401, "Invalid token: Token verification failed: Signature has expired.")


def invalid_token() -> Answer:
    """Return the 401 of a token that was signed with another key (CONTRACT §2)."""
    return error(401, "Invalid token: Token verification failed: Signature verification failed.")


def prompt_too_long() -> Answer:
    """Return the 413 of a prompt with more tokens than the model takes (CONTRACT §3.1)."""
    return error(413, "Prompt exceeds the maximum supported token limit. Please shorten your request and try again.")


def failed_chat() -> Answer:
    """Return the 502 of a chat that failed for another reason than its model (CONTRACT §3.1)."""
    return error(502, "Failed to generate chat response")


def timed_out() -> Answer:
    """Return the 504 of a chat that took the server too long (CONTRACT §3.1)."""
    return error(504, "Chat response timed out")


def approval_required(token: str = "approval-token", reference: str = "ref-1") -> Answer:
    """Return the 403 with which revision d3e160e asks for an approval: its detail is an object with a secret."""
    return error(403, {"error": "approval_required", "approval_token": token, "token_ref": reference})


def refused_handshake() -> Answer:
    """Return the one refusal of a handshake: 403 and no body, whatever the reason (CONTRACT §4.1)."""
    return Answer(403, headers={"content-type": "text/plain", "connection": "close"})


def html(status: int = 502) -> Answer:
    """Return a page where JSON was expected, as a proxy has it."""
    page = "<!doctype html><html><body><h1>Bad gateway</h1></body></html>"
    return Answer(status, page, {"content-type": "text/html; charset=utf-8"})
