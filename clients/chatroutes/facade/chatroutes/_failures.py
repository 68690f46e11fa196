"""What an answer that is no result means: an error of ours (CONTRACT §5). Nothing here knows of connections."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from chatroutes._dialects import dict_in
from chatroutes.errors import (
    AuthenticationError,
    ChatRoutesError,
    ConflictError,
    NotFoundError,
    PermissionDeniedError,
    RateLimitError,
    ServerError,
    ValidationError,
)
from openapi_facade.waits import retry_after, seconds_of

REQUEST_ID_HEADERS = ("x-request-id", "request-id", "x-correlation-id", "cf-ray")


class Answer(NamedTuple):
    """What came over the wire."""

    status_code: int
    headers: Mapping[str, str]
    body: bytes


_BY_STATUS: dict[int, Callable[[str, Any], ChatRoutesError]] = {
    400: ValidationError,
    401: AuthenticationError,
    403: PermissionDeniedError,
    404: NotFoundError,
    409: ConflictError,
    422: ValidationError,
    429: lambda text, details: RateLimitError(text, None, details),
}
_CODE_FROM_ERROR = (403, 409)  # as of 0.1.0 to 0.2.6, whose error for them has no code of its own


NO_JSON = object()


def parsed(text: str | bytes) -> object:
    """Return a text as JSON; `NO_JSON` instead of an exception, which would know what the text was."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):  # the latter of what nests too deep
        return NO_JSON


def error_of(answer: Answer, *, reason: str | None = None) -> ChatRoutesError:
    """Return the error that an answer means, whatever its body (CONTRACT §5); a reason replaces the body's text."""
    status = answer.status_code
    body = parsed(answer.body)
    if body is NO_JSON:
        reason = reason or "Invalid JSON response"
    facts = error_facts(body)
    text = reason or facts.text
    if status in _BY_STATUS or status >= 500:
        error = _BY_STATUS.get(status, ServerError)(text, facts.details)
    else:
        error = ChatRoutesError(text, status, facts.name, facts.details)
    error.status_code = status
    error.code = facts.code or (facts.name if status in _CODE_FROM_ERROR else None) or error.code
    error.request_id = next(filter(None, (_header(answer, name) for name in REQUEST_ID_HEADERS)), None)
    if isinstance(error, RateLimitError):
        error.retry_after = _wait(facts, answer)
    return error


def wait_told(answer: Answer) -> float | None:
    """Return the seconds to wait that the body or the header tells; None where neither does (CONTRACT §5.3)."""
    return _wait(error_facts(parsed(answer.body)), answer)


def wait_in(body: bytes) -> float | None:
    """Return the seconds to wait that the body of an error tells; None where it does not."""
    return wait_told(Answer(0, {}, body))


class ErrorFacts(NamedTuple):
    """What the body of an error says."""

    text: str
    code: str | None
    name: str | None
    """`error` where it is a text: it may be a name, such as `Conflict`."""
    details: Any
    wait: float | None


def error_facts(body: object) -> ErrorFacts:
    """Return what a body of an error says (CONTRACT §5.1); `error` may be a text, or an object with the same keys."""
    outer: dict[str, Any] = body if isinstance(body, dict) else {}
    inner = dict_in(outer, "error") or dict_in(outer, "message") or {}
    name = _text(outer.get("error"))
    text = _text(outer.get("message")) or _text(inner.get("message")) or name or _text(inner.get("error"))
    code = _text(outer.get("code")) or _text(inner.get("code"))
    details = outer["details"] if "details" in outer else inner.get("details")
    wait = seconds_of(outer["retryAfter"] if "retryAfter" in outer else inner.get("retryAfter"))
    return ErrorFacts(text or "An error occurred", code, name, details, wait)


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _wait(facts: ErrorFacts, answer: Answer) -> float | None:
    return retry_after(_header(answer, "retry-after") or "") if facts.wait is None else facts.wait


def _header(answer: Answer, name: str) -> str | None:
    return next((value for each, value in answer.headers.items() if each.lower() == name), None)


def no_stream(answer: Answer) -> ChatRoutesError:
    """Return the error of an answer to a stream that is none: another status, or another type (CONTRACT §6.5)."""
    if not 200 <= answer.status_code < 300:
        return error_of(answer)
    body = parsed(answer.body)
    if isinstance(body, dict) and (body.get("success") is False or body.get("error")):
        return error_of(answer)
    kind = _header(answer, "content-type") or "of no type"
    return error_of(answer, reason=f"The answer is no stream of events: it is {kind}")


__all__ = ("NO_JSON", "Answer", "ErrorFacts", "error_facts", "error_of", "no_stream", "parsed", "wait_in", "wait_told")
