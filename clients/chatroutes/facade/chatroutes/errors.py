"""Everything that can go wrong, under one root (CONTRACT §5.2).

    ChatRoutesError                  any other status; `success: false` with 200; an answer that is no result
    ├── ValidationError              400, 422: the request's content
    ├── AuthenticationError          401: no key, or a wrong one
    ├── PermissionDeniedError        403
    ├── NotFoundError                404
    ├── ConflictError                409
    ├── RateLimitError               429; `retry_after` says how long to wait, where the server told
    ├── ServerError                  5xx; `status_code` tells which
    ├── NetworkError                 nobody answered, or the answer broke off
    │   └── NetworkTimeoutError      … in time (also a TimeoutError)
    └── InvalidArgumentError         an argument that cannot be sent; nothing was sent (also a ValueError)

No exception of another library reaches a caller. All of them pickle, and none carries a key or a live request.
"""

from __future__ import annotations

from typing import Any

from openapi_facade.errors import FacadeError


class ChatRoutesError(FacadeError):
    """The root of all errors of this package.

    Attributes:
        message: what happened, in the server's words where it has some; the same as `str(error)`.
        status_code: the HTTP status; 0 where there was no answer.
        code: the server's own code where it gives one, else the one of the class.
        details: whatever the server adds.
        request_id: from the answer's headers; None where they have none.
        partial: the text that had come of a stream when it failed; None where the error is not one of a stream.
    """

    request_id: str | None = None
    partial: str | None = None

    def __init__(self, message: str, status_code: int = 500, code: str | None = None, details: Any = None) -> None:
        super().__init__(message)
        self.message = message
        self.status_code = status_code
        self.code = code
        self.details = details

    def __reduce__(self) -> tuple[object, ...]:
        # Exception pickles by calling the class with `args`, which is the message alone.
        return _rebuild, (type(self), self.args, self.__dict__)


def _rebuild(kind: type[ChatRoutesError], args: tuple[object, ...], attributes: dict[str, object]) -> ChatRoutesError:
    error = kind.__new__(kind, *args)
    error.args = args
    error.__dict__.update(attributes)
    return error


class ValidationError(ChatRoutesError):
    """400 or 422: the server refuses the request's content."""

    def __init__(self, message: str = "Validation failed", details: Any = None) -> None:
        super().__init__(message, 400, "VALIDATION_ERROR", details)


class AuthenticationError(ChatRoutesError):
    """401: the key is missing or wrong."""

    def __init__(self, message: str = "Authentication failed", details: Any = None) -> None:
        super().__init__(message, 401, "AUTHENTICATION_ERROR", details)


class PermissionDeniedError(ChatRoutesError):
    """403: the key is right, and may not do this."""

    def __init__(self, message: str = "Permission denied", details: Any = None) -> None:
        super().__init__(message, 403, "PERMISSION_DENIED", details)


class NotFoundError(ChatRoutesError):
    """404: no such thing on the server."""

    def __init__(self, message: str = "Resource not found", details: Any = None) -> None:
        super().__init__(message, 404, "NOT_FOUND", details)


class ConflictError(ChatRoutesError):
    """409: what is asked for contradicts what the server has."""

    def __init__(self, message: str = "Conflict", details: Any = None) -> None:
        super().__init__(message, 409, "CONFLICT", details)


class RateLimitError(ChatRoutesError):
    """429: too many requests, or a quota used up.

    Attributes:
        retry_after: seconds to wait, from the body or the header (CONTRACT §5.3); None where the server does not tell.
    """

    def __init__(
        self, message: str = "Rate limit exceeded", retry_after: float | None = None, details: Any = None
    ) -> None:
        super().__init__(message, 429, "RATE_LIMIT_EXCEEDED", details)
        self.retry_after = retry_after


class ServerError(ChatRoutesError):
    """5xx: the server failed; `status_code` is the one that it answered with."""

    def __init__(self, message: str = "Internal server error", details: Any = None) -> None:
        super().__init__(message, 500, "SERVER_ERROR", details)


class NetworkError(ChatRoutesError):
    """Nobody answered, or the connection broke before the answer was whole. `status_code` is 0."""

    def __init__(self, message: str = "Network request failed", details: Any = None) -> None:
        super().__init__(message, 0, "NETWORK_ERROR", details)


class NetworkTimeoutError(NetworkError, TimeoutError):
    """Nobody answered in time, or a stream fell silent."""

    def __init__(self, message: str = "Network request timed out", details: Any = None) -> None:
        super().__init__(message, details)


class InvalidArgumentError(ChatRoutesError, ValueError):
    """An argument that cannot be sent. Nothing was sent; `status_code` is 0."""

    def __init__(self, message: str = "Invalid argument", details: Any = None) -> None:
        super().__init__(message, 0, "INVALID_ARGUMENT", details)


__all__ = (
    "AuthenticationError",
    "ChatRoutesError",
    "ConflictError",
    "InvalidArgumentError",
    "NetworkError",
    "NetworkTimeoutError",
    "NotFoundError",
    "PermissionDeniedError",
    "RateLimitError",
    "ServerError",
    "ValidationError",
)
