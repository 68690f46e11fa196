"""What an answer that is no result means: an error of ours (CONTRACT §2, §6). Nothing here knows of connections."""

from __future__ import annotations

from typing import Any

from openapi_facade.details import detail_of, json_in, words_of
from openapi_facade.failure import Failure
from thread_chat.errors import (
    APIConnectionError,
    APIError,
    APITimeoutError,
    AuthenticationError,
    ConfigError,
    ConnectionLostError,
    CredentialRefusedError,
    DecodeError,
    HandshakeRefusedError,
    InvalidArgumentError,
    NoProfileError,
    NotConnectedError,
    NotFoundError,
    PathRefusedError,
    PermissionDeniedError,
    PolicyError,
    RateLimitError,
    ServerError,
    ServerRestartError,
    ThreadChatError,
    TooBigError,
    UnprocessableEntityError,
    WrongEventLoopError,
)

_BY_STATUS: dict[int, type[APIError]] = {
    401: AuthenticationError,
    403: PermissionDeniedError,
    404: NotFoundError,
    422: UnprocessableEntityError,
    429: RateLimitError,
}
_BY_CODE: dict[int, type[ConnectionLostError]] = {1008: PolicyError, 1009: TooBigError, 1012: ServerRestartError}
_REFUSALS: dict[int, type[HandshakeRefusedError]] = {
    401: CredentialRefusedError,
    403: PathRefusedError,
    404: NoProfileError,
}


def detail_in(body: str) -> str:
    """Return the server's words from the body of an error, a text or a list (CONTRACT §6)."""
    return words_of(body)


def error_of(failure: Failure) -> ThreadChatError:
    """Return the error that a failure of the runtime is to a caller."""
    kind, message = failure.kind, failure.message
    place: dict[str, Any] = {"method": failure.method, "path": failure.path}
    history: dict[str, Any] = {"attempts": failure.attempts, "earlier": failure.earlier}
    if kind == "status":
        status = failure.status_code
        found = _BY_STATUS.get(status, ServerError if status >= 500 else APIError)
        detail = detail_of(json_in(failure.body))
        return found(message, status, detail, body=failure.body, headers=failure.headers, **place, **history)
    if kind == "decode":
        return DecodeError(message, status_code=failure.status_code, body=failure.body, **place)
    if kind in ("connection", "timeout"):
        found_none = APITimeoutError if kind == "timeout" else APIConnectionError
        return found_none(message, may_have_arrived=not failure.unsent, **place, **history)
    if kind == "event loop":
        return WrongEventLoopError(message)
    if kind == "lost":
        lost = _BY_CODE.get(failure.close_code, ConnectionLostError)
        return lost(message, code=failure.close_code, reason=failure.reason)
    if kind == "not connected":
        return NotConnectedError(message)
    if kind == "handshake":
        return _refused(failure)
    return (ConfigError if kind == "config" else InvalidArgumentError)(message)


def _refused(failure: Failure) -> HandshakeRefusedError:
    detail = detail_in(failure.body) or failure.detail
    message = f"{failure.message}: {detail}" if detail and detail not in failure.message else failure.message
    refused = _REFUSALS.get(failure.status_code, HandshakeRefusedError)
    return refused(message, status_code=failure.status_code, detail=detail or None)
