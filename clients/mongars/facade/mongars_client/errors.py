"""Everything that can go wrong, under one root.

    MonGARSError
    ├── ConfigError                    a configuration that cannot work (also a ValueError)
    ├── InvalidArgumentError           an argument that cannot be sent; nothing was sent (also a ValueError)
    ├── WrongEventLoopError            an asynchronous client, used from another event loop (also a RuntimeError)
    ├── NotConnectedError              there is no open event socket
    ├── HandshakeRefusedError          the event socket was refused: `status_code`
    ├── APIConnectionError             nobody answered, or the answer broke off
    │   ├── ConnectionLostError        the event socket ended, and not by our doing: `code`, `reason`
    │   ├── APITimeoutError            … in time (also a TimeoutError)
    │   └── AnswerUnknown              a chat may have arrived, and its answer is not known
    │       └── AnswerTimeout          … in time (also an APITimeoutError)
    ├── APIError                       the server answered with another status than success
    │   ├── BadRequestError            400: the message of a peer that cannot be read
    │   ├── AuthenticationError        401: no token, a wrong or an old one; a wrong name or password
    │   ├── PermissionDeniedError      403: no admin, somebody else's history, a wrong old password
    │   ├── NotFoundError              404: the account is gone
    │   ├── ConflictError              409: the name is taken
    │   ├── PayloadTooLargeError       413: the message is too long for the language model
    │   ├── UnprocessableEntityError   422: the request is wrong
    │   ├── RateLimitError             429: a second has not passed since the chat before
    │   └── ServerError                5xx; `status_code` tells which
    ├── DecodeError                    a success, but with something else than the operation's result
    └── GenerationFailed               the language model failed, which comes as 200

No exception of another library reaches a caller. All of them pickle, and none shows a credential.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from openapi_facade.errors import FacadeError

if TYPE_CHECKING:
    from mongars_client.models import ChatResponse


class MonGARSError(FacadeError):
    """The root of all errors of this package.

    Attributes:
        message: what happened; the same as `str(error)`.
        status_code: the HTTP status; 0 where there was no answer.
        detail: what the server says of it: a text, a list of what is wrong, an object, or None (CONTRACT §1, M11).
    """

    status_code: int = 0
    detail: Any = None

    def __init__(self, message: str = "") -> None:
        super().__init__(message)
        self.message = message

    def __reduce__(self) -> tuple[object, ...]:
        # Exception pickles by calling the class with `args`, which is the message alone.
        return _rebuild, (type(self), self.args, self.__dict__)


def _rebuild(kind: type[MonGARSError], args: tuple[object, ...], attributes: dict[str, object]) -> MonGARSError:
    error = kind.__new__(kind, *args)
    error.args = args
    error.__dict__.update(attributes)
    return error


class ConfigError(MonGARSError, ValueError):
    """A configuration that cannot work; the message says which option and what to do."""


class InvalidArgumentError(MonGARSError, ValueError):
    """An argument that cannot be sent. Nothing was sent."""


class WrongEventLoopError(MonGARSError, RuntimeError):
    """An asynchronous client was used from another event loop than the one of its connections, or from none."""


class APIConnectionError(MonGARSError):
    """Nobody answered, or the connection broke before the answer was whole.

    Attributes:
        may_have_arrived: whether the server may have done what it was asked for; False: nothing was sent to it.
        method, path: of the request; no host, no query.
        attempts: how often it was tried.
        earlier: what became of the attempts before the last, one a line.
    """

    def __init__(
        self,
        message: str = "",
        *,
        may_have_arrived: bool = True,
        method: str = "",
        path: str = "",
        attempts: int = 1,
        earlier: str = "",
    ) -> None:
        super().__init__(message)
        self.may_have_arrived = may_have_arrived
        self.method = method
        self.path = path
        self.attempts = attempts
        self.earlier = earlier


class APITimeoutError(APIConnectionError, TimeoutError):
    """Nobody answered in time."""


class ConnectionLostError(APIConnectionError):
    """The event socket ended, and not by our doing.

    Attributes:
        code: the WebSocket's close code; 1006 where the server sent none (CONTRACT §4.4).
        reason: the server's words, often none.
    """

    def __init__(self, message: str = "", *, code: int = 1006, reason: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.reason = reason


class NotConnectedError(MonGARSError):
    """There is no open event socket. Nothing was sent."""


class HandshakeRefusedError(MonGARSError):
    """The server answered the event socket's handshake with an HTTP status, 403 whatever the reason (CONTRACT §4.1).

    Attributes:
        status_code: the HTTP status.
    """

    def __init__(self, message: str = "", *, status_code: int = 0) -> None:
        super().__init__(message)
        self.status_code = status_code


class AnswerUnknown(APIConnectionError):
    """A chat may have arrived, and its answer is not known (CONTRACT M2). It was not sent again.

    Attributes:
        query: what was said.
        session_id: of the chat; None: it had none.
        sent_at: when it was sent, in seconds since 1970.
        candidates: the events after the send that could be its answer, where it was looked for among events.
    """

    def __init__(
        self,
        message: str = "",
        *,
        query: str = "",
        session_id: str | None = None,
        sent_at: float = 0.0,
        candidates: Sequence[Any] = (),
        **facts: Any,
    ) -> None:
        super().__init__(message, **facts)
        self.query = query
        self.session_id = session_id
        self.sent_at = sent_at
        self.candidates = tuple(candidates)


class AnswerTimeout(AnswerUnknown, APITimeoutError):
    """A chat may have arrived, and was not answered in time."""


class APIError(MonGARSError):
    """The server answered with another status than success (CONTRACT §3.2).

    Attributes:
        status_code: the HTTP status.
        detail: what the server says: a text, a list of `{"type", "loc", "msg", …}`, or an object, whose
            `approval_token` no `repr` shows (CONTRACT §1, M11); None where the body has none.
        body: the body as text; credentials in it read `***`.
        headers: of the answer, found by names in any case, cookies left out.
        method, path: of the request; no host, no query.
        attempts: how often it was tried.
        earlier: what became of the attempts before the last, one a line.
    """

    def __init__(
        self,
        message: str = "",
        status_code: int = 0,
        detail: Any = None,
        *,
        body: str = "",
        headers: Mapping[str, str] | None = None,
        method: str = "",
        path: str = "",
        attempts: int = 1,
        earlier: str = "",
    ) -> None:
        super().__init__(message)
        self.status_code = status_code
        self.detail = detail
        self.body = body
        self.headers: Mapping[str, str] = headers or {}
        self.method = method
        self.path = path
        self.attempts = attempts
        self.earlier = earlier


class BadRequestError(APIError):
    """400: the message of a peer that cannot be read."""


class AuthenticationError(APIError):
    """401: no token, a wrong or an old one; at the login, a wrong name or password."""


class PermissionDeniedError(APIError):
    """403: only for admins, somebody else's history, a wrong old password, a second admin; or an approval is needed."""


class NotFoundError(APIError):
    """404: the account is gone; or there is no such path, at a server that is no monGARS."""


class ConflictError(APIError):
    """409: the name is taken."""


class PayloadTooLargeError(APIError):
    """413: the message is too long for the language model."""


class UnprocessableEntityError(APIError):
    """422: the request is wrong; `detail` is a list of what is, or says it in words."""


class RateLimitError(APIError):
    """429: the last chat of this user began less than a second ago, and the call had no time to wait."""


class ServerError(APIError):
    """5xx: the server failed; `status_code` is the one that it answered with."""


class DecodeError(MonGARSError):
    """The server answered with success, but with something else than the operation's result.

    Attributes:
        status_code: the HTTP status.
        body: the start of the body as text.
        method, path: of the request.
    """

    def __init__(self, message: str = "", *, status_code: int = 0, body: str = "", method: str = "", path: str = ""):
        super().__init__(message)
        self.status_code = status_code
        self.body = body
        self.method = method
        self.path = path


class GenerationFailed(MonGARSError):
    """The language model failed: the server answered 200, with a confidence of exactly 0.0 (CONTRACT §1, M4, M6, M7).

    Attributes:
        retry_after: seconds for which every chat of every user fails from now on: 60, less those since the first
            failure that this process knows of. Until then another one is of no use.
        response: the answer as it came, with the server's words for the failure.
    """

    def __init__(self, message: str = "", *, retry_after: float = 60.0, response: ChatResponse | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after
        self.response = response
        if response is not None:
            self.status_code = 200


__all__ = (
    "APIConnectionError",
    "APIError",
    "APITimeoutError",
    "AnswerTimeout",
    "AnswerUnknown",
    "AuthenticationError",
    "BadRequestError",
    "ConfigError",
    "ConflictError",
    "ConnectionLostError",
    "DecodeError",
    "GenerationFailed",
    "HandshakeRefusedError",
    "InvalidArgumentError",
    "MonGARSError",
    "NotConnectedError",
    "NotFoundError",
    "PayloadTooLargeError",
    "PermissionDeniedError",
    "RateLimitError",
    "ServerError",
    "UnprocessableEntityError",
    "WrongEventLoopError",
)
