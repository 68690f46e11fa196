"""What an answer that is no result means: an error of ours (CONTRACT §3.2). Nothing here knows of connections."""

from __future__ import annotations

import json
from typing import Any

from mongars_client.errors import (
    APIConnectionError,
    APIError,
    APITimeoutError,
    AuthenticationError,
    BadRequestError,
    ConfigError,
    ConflictError,
    ConnectionLostError,
    DecodeError,
    HandshakeRefusedError,
    InvalidArgumentError,
    MonGARSError,
    NotConnectedError,
    NotFoundError,
    PayloadTooLargeError,
    PermissionDeniedError,
    RateLimitError,
    ServerError,
    UnprocessableEntityError,
    WrongEventLoopError,
)
from openapi_facade.details import detail_of, json_in, words_of
from openapi_facade.failure import Failure
from openapi_facade.secrets import MASK, concealed, is_secret_name

_BY_STATUS: dict[int, type[APIError]] = {
    400: BadRequestError,
    401: AuthenticationError,
    403: PermissionDeniedError,
    404: NotFoundError,
    409: ConflictError,
    413: PayloadTooLargeError,
    422: UnprocessableEntityError,
    429: RateLimitError,
}

REFUSED = (
    "its Origin is none that the server allows (its WS_ALLOWED_ORIGINS; give that as origin=), the server's events are "
    "disabled, or there is no such path"
)
"""What may be the reason, of which the server tells none (CONTRACT §1)."""
NO_TOKEN = "(no token was shown: give the client username and password, or a token)"


def detail_in(body: str) -> str:
    """Return the server's words from the body of an error, whichever form its `detail` has (CONTRACT §1, §3.2)."""
    return words_of(body, of_object=_words, of_issue=lambda issue: json.dumps(_masked(issue)))


def _words(detail: dict[str, Any]) -> str:
    words = [detail[name] for name in ("error", "reason", "message") if isinstance(detail.get(name), str)]
    return ": ".join(words) or json.dumps(_masked(detail))


def error_of(failure: Failure) -> MonGARSError:
    """Return the error that a failure of the runtime is to a caller."""
    kind, message = failure.kind, failure.message
    place: dict[str, Any] = {"method": failure.method, "path": failure.path}
    history: dict[str, Any] = {"attempts": failure.attempts, "earlier": failure.earlier}
    if kind == "status":
        status, parsed = failure.status_code, json_in(failure.body)
        if status == 401 and detail_in(failure.body) == "Not authenticated":
            message += f" {NO_TOKEN}"
        found = _BY_STATUS.get(status, ServerError if status >= 500 else APIError)
        detail = concealed(detail_of(parsed)) if isinstance(parsed, dict) else None
        body = _without_secrets(failure.body, parsed)
        return found(message, status, detail, body=body, headers=failure.headers, **place, **history)
    if kind == "decode":
        body = _without_secrets(failure.body, json_in(failure.body))
        return DecodeError(message, status_code=failure.status_code, body=body, **place)
    if kind in ("connection", "timeout"):
        found_none = APITimeoutError if kind == "timeout" else APIConnectionError
        return found_none(message, may_have_arrived=not failure.unsent, **place, **history)
    if kind == "event loop":
        return WrongEventLoopError(message)
    if kind == "lost":
        return ConnectionLostError(message, code=failure.close_code, reason=failure.reason)
    if kind == "not connected":
        return NotConnectedError(message)
    if kind == "handshake":
        words = f"{message}: {REFUSED if failure.status_code == 403 else 'no event socket of a monGARS server'}"
        return HandshakeRefusedError(words, status_code=failure.status_code)
    return (ConfigError if kind == "config" else InvalidArgumentError)(message)


def _without_secrets(body: str, parsed: Any) -> str:
    """A body without what has the name of a secret in it, such as the token of an approval (CONTRACT M11)."""
    if parsed is None:
        return body
    masked = _masked(parsed)
    return body if masked == parsed else json.dumps(masked)


def _masked(value: Any) -> Any:
    if isinstance(value, list):
        return [_masked(each) for each in value]
    if isinstance(value, dict):
        return {
            name: MASK if is_secret_name(name) and isinstance(each, str) else _masked(each)
            for name, each in value.items()
        }
    return value
