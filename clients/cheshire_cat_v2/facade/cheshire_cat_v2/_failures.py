"""What an answer that is no result means: an error of ours (CONTRACT §3). Nothing here knows of connections."""

from __future__ import annotations

from typing import Any

from cheshire_cat_v2.errors import (
    ApiError,
    BadRequest,
    CatError,
    ConfigError,
    ConnectionFailed,
    DecodeError,
    Forbidden,
    InvalidArgument,
    NotFound,
    ServerError,
    TimedOut,
    Unprocessable,
    WrongEventLoop,
)
from openapi_facade.details import detail_of, json_in, words_of
from openapi_facade.failure import Failure

_BY_STATUS: dict[int, type[ApiError]] = {400: BadRequest, 403: Forbidden, 404: NotFound, 422: Unprocessable}
OLD_LINE = (
    "this is a Cat of line 1.x, which cheshire_cat_v2 does not speak to: use cheshire_cat_api "
    "(pip install cheshire-cat-api)"
)


def detail_in(body: str) -> str:
    """Return the server's words from the body of an error: a text, or a list of what is wrong (CONTRACT §3)."""
    return words_of(body, of_issue=lambda _: "")


def error_of(failure: Failure) -> CatError:
    """Return the error that a failure of the runtime is to a caller."""
    kind, message = failure.kind, failure.message
    place: dict[str, Any] = {"method": failure.method, "path": failure.path}
    if kind == "status":
        status, parsed = failure.status_code, json_in(failure.body)
        if _is_of_old_line(status, parsed, failure.path):
            message = f"{message}: {OLD_LINE}"
        found = _BY_STATUS.get(status, ServerError if status >= 500 else ApiError)
        return found(
            message,
            status,
            detail_of(parsed),
            body=failure.body,
            headers=failure.headers,
            attempts=failure.attempts,
            **place,
        )
    if kind == "decode":
        return DecodeError(message, status_code=failure.status_code, body=failure.body, **place)
    if kind in ("connection", "timeout"):
        found_none = TimedOut if kind == "timeout" else ConnectionFailed
        return found_none(message, may_have_arrived=not failure.unsent, attempts=failure.attempts, **place)
    if kind == "event loop":
        return WrongEventLoop(message)
    return (ConfigError if kind == "config" else InvalidArgument)(message)


def _is_of_old_line(status: int, parsed: Any, path: str) -> bool:
    """Whether an error is one that line 1.x gives, and line 2.x does not (CONTRACT §1)."""
    if not isinstance(parsed, dict):
        return False
    if status == 403 and isinstance(parsed.get("detail"), dict) and "error" in parsed["detail"]:
        return True
    # Its own agent's 404 names the agent; a bare one is of a path that the server does not have.
    always_there = path in ("/agents", "/me", "/status") or (path.startswith("/agents/") and path.endswith("/message"))
    return status == 404 and always_there and parsed.get("detail") == "Not Found"
