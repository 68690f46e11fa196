"""What `EmbeddedChatRoutes.enqueue()` takes: answers other than the service's own, and ways in which a stream ends."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

Then = Literal["end", "break", "stall"]
"""How a stream goes on: its body ends, its connection is closed amid the body, or nothing comes any more."""


@dataclass(frozen=True)
class Answer:
    """An answer in place of the service's own."""

    status: int = 200
    body: Any = None
    """A dict or list becomes JSON, a str is sent as it is, None is no body."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """Replace those of the service; `content-type` among them."""
    performed: bool = False
    """Whether the operation is carried out before: only its answer is lost."""


@dataclass(frozen=True)
class Hangup:
    """The connection closed without an answer."""

    performed: bool = False
    """Whether the operation is carried out before."""


@dataclass(frozen=True)
class Delay:
    """The service's own answer, later. It is carried out, and answered, after the seconds."""

    seconds: float


@dataclass(frozen=True)
class Events:
    """An event stream of the test's own, with status 200."""

    pieces: Sequence[str | bytes | Mapping[str, Any]]
    """Each is one chunk of the body: a dict becomes `data: {…}` and an empty line, the others are sent as they are."""
    then: Then = "end"
    pause: float = 0.0
    """Seconds before each piece."""
    chunked: bool = True
    """Without, the body has no chunks, and lasts until the connection is closed: "end" and "break" are the same."""


@dataclass(frozen=True)
class Interrupted:
    """The service's own stream, until some pieces of text have come."""

    after: int = 1
    """How many pieces come; what follows does not, nor does the last event."""
    then: Literal["end", "break", "stall", "error", "error_event"] = "break"
    """As for `Events`; or a chunk `{"type": "error", "error": text}` and the end, or `event: error` and the end."""
    error: str = "Stream failed"
    """The text of the error."""


Fault = Answer | Hangup | Delay | Events | Interrupted


def error(
    status: int,
    text: str,
    *,
    code: str | None = None,
    details: Any = None,
    headers: Mapping[str, str] | None = None,
    performed: bool = False,
) -> Answer:
    """Return an error in the service's envelope: `{"success": false, "error": text, "code": …, "details": …}`."""
    body: dict[str, Any] = {"success": False, "error": text}
    if code is not None:
        body["code"] = code
    if details is not None:
        body["details"] = details
    return Answer(status, body, headers or {}, performed)


def rate_limited(
    retry_after: float = 1, *, told: Literal["body", "header", "both", "nowhere"] = "body", code: str | None = None
) -> Answer:
    """Return a 429 with the seconds to wait: as `retryAfter` in the body, in `Retry-After`, in both or nowhere."""
    body: dict[str, Any] = {
        "success": False,
        "error": "Too many requests",
        "code": code or "RATE_LIMIT_EXCEEDED",
    }
    if told in ("body", "both"):
        body["retryAfter"] = retry_after
    return Answer(429, body, {"retry-after": f"{retry_after:g}"} if told in ("header", "both") else {})


def quota_exceeded() -> Answer:
    """Return the 429 of an account that has used up its tokens; it says nothing of waiting."""
    return error(429, "Token quota exceeded", code="QUOTA_EXCEEDED", details={"used": 10_500, "limit": 10_000})


def failed_send() -> Answer:
    """Return what the service answers to every send that fails: 500, and "Failed to send message" as `error`."""
    return error(500, "Failed to send message")


def unsuccessful(message: str = "nope") -> Answer:
    """Return `{"success": false, "message": message}` with status 200."""
    return Answer(200, {"success": False, "message": message})


def html(status: int = 200) -> Answer:
    """Return a page where JSON was expected, as a proxy has it."""
    page = "<!doctype html><html><body><h1>Bad gateway</h1></body></html>"
    return Answer(status, page, {"content-type": "text/html; charset=utf-8"})


def no_content() -> Answer:
    """Return 204 without a body, after the operation has been carried out."""
    return Answer(204, performed=True)
