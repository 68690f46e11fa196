"""The SDK's errors, and which of them an error of ours is.

    SDKError
    ├── APIError                 a status other than success
    │   └── AuthenticationError  401 and 403
    ├── ConnectionFailed         nobody answered, nothing was sent (an httpx.ConnectError)
    ├── ConnectionTimeout        … in time (an httpx.ConnectTimeout)
    ├── AnswerLost               the answer broke off (an httpx.ReadError)
    ├── AnswerTimeout            … or did not come in time (an httpx.ReadTimeout)
    └── UnexpectedAnswer         a success that is none (a ValueError)

The SDK lets the errors of httpx and of its reader of JSON through: programs that catch those catch these. The error of
ours is the `__cause__` of each.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx

from mongars_client import errors


class SDKError(errors.MonGARSError):
    """The root of the SDK's errors."""


class APIError(SDKError):
    """The server answered with a status other than success (CONTRACT §3.2).

    Attributes:
        status_code: the HTTP status.
        detail: what the server says: mostly a text, after 422 a list as well; where it says nothing, the message.
        payload: the body, read as JSON; None: it is none.
    """

    def __init__(self, status_code: int, detail: Any = None, *, payload: Any = None) -> None:
        message = detail or f"API request failed with status {status_code}"
        super().__init__(message if isinstance(message, str) else str(message))
        self.status_code = status_code
        self.detail = message
        self.payload = payload


class AuthenticationError(APIError):
    """401: no credentials, or wrong ones; 403: not for this user."""

    def __init__(self, status_code: int = 401, detail: Any = None, *, payload: Any = None) -> None:
        super().__init__(status_code, detail or "Authentication failed", payload=payload)


class ConnectionFailed(SDKError, httpx.ConnectError):
    """Nobody answered; nothing was sent."""


class ConnectionTimeout(SDKError, httpx.ConnectTimeout):
    """Nobody answered in time; nothing was sent."""


class AnswerLost(SDKError, httpx.ReadError):
    """The request may have arrived, and its answer has not."""


class AnswerTimeout(SDKError, httpx.ReadTimeout):
    """The request may have arrived, and was not answered in time."""


class UnexpectedAnswer(SDKError, ValueError):
    """The server answered with success, but with something else than a result."""


@contextmanager
def sdk_errors() -> Iterator[None]:
    """Raise the SDK's errors in the place of ours."""
    try:
        yield
    except errors.MonGARSError as error:
        raised = _of_sdk(error)
        if raised is error:
            raise
        raise raised from error


def _of_sdk(error: errors.MonGARSError) -> errors.MonGARSError:
    """The SDK's error for one of ours; what cannot be configured or sent stays what it is."""
    if isinstance(error, errors.APIError):
        payload = _payload(error)
        detail = error.detail if isinstance(payload, dict) else None if payload is not None else error.body or None
        kind = AuthenticationError if error.status_code in (401, 403) else APIError
        return kind(error.status_code, detail, payload=payload)
    if isinstance(error, errors.APIConnectionError):
        late = isinstance(error, errors.APITimeoutError)
        if error.may_have_arrived:
            return (AnswerTimeout if late else AnswerLost)(error.message)
        return (ConnectionTimeout if late else ConnectionFailed)(error.message)
    return UnexpectedAnswer(error.message) if isinstance(error, errors.DecodeError) else error


def _payload(error: errors.APIError) -> Any:
    """The body as JSON; its detail has the approval token that may be sent back (CONTRACT M11), which no text shows."""
    try:
        payload = json.loads(error.body)
    except (ValueError, RecursionError):
        return None
    return {**payload, "detail": error.detail} if isinstance(payload, dict) and "detail" in payload else payload


__all__ = ("APIError", "AuthenticationError", "SDKError")
