"""Everything that can go wrong, under one root.

    CatError
    ├── ConfigError                  a configuration that cannot work (also a ValueError)
    ├── InvalidArgument              an argument that cannot be sent; nothing was sent (also a ValueError)
    ├── ConnectionFailed             nobody answered
    │   └── TimedOut                 … in time (also a TimeoutError)
    ├── ApiError                     the server answered with a status other than success
    │   ├── BadRequest               400: the request's content; `detail` says what
    │   ├── Unauthorized             401: from something in front of the Cat; the Cat itself says 403
    │   ├── Forbidden                403: wrong credentials or a missing permission, which the Cat does not tell apart
    │   ├── NotFound                 404
    │   ├── TooManyRequests          429: from something in front of the Cat
    │   └── ServerFailure            5xx
    ├── DecodeError                  the server answered with something else than the operation's result
    └── ChatError
        ├── NotConnected             no open connection; nothing was sent
        ├── HandshakeRefused         the server refused the WebSocket: wrong key, user or path
        ├── ConnectionLost           the connection ended; `partial` has what had arrived of the answer
        ├── TurnFailed               the server reported an error for the turn: `name`, `description`
        └── TurnTimeout              no answer in time

No exception of another library reaches a caller. All of them pickle, and none carries a credential or a live request.
"""

from __future__ import annotations

from collections.abc import Mapping


class CatError(Exception):
    """The root of all errors of this package."""

    def __reduce__(self) -> tuple[object, ...]:
        # Exception pickles by calling the class with `args`, which a constructor with keywords does not take.
        return _rebuild, (type(self), self.args, self.__dict__)


def _rebuild(kind: type[CatError], args: tuple[object, ...], attributes: dict[str, object]) -> CatError:
    error = kind.__new__(kind, *args)
    error.args = args
    error.__dict__.update(attributes)
    return error


class ConfigError(CatError, ValueError):
    """A configuration that cannot work; the message says which field and what to do."""


class InvalidArgument(CatError, ValueError):
    """An argument that cannot be sent. Nothing was sent."""


class ConnectionFailed(CatError):
    """Nobody answered: no server there, or the connection broke before an answer."""


class TimedOut(ConnectionFailed, TimeoutError):
    """Nobody answered in time."""


class ApiError(CatError):
    """The server answered with a status other than success.

    Attributes:
        status_code: the HTTP status.
        detail: the server's own words, from whichever of its four error bodies (CONTRACT §1.2).
        body: the body as text, as it came.
        headers: the response's headers, names in lower case, cookies left out.
        method, path: of the request; no host, no query.
        permission: what the operation needs, as RESOURCE:PERMISSION, where it is known.
    """

    def __init__(
        self,
        status_code: int,
        detail: str,
        *,
        body: str = "",
        headers: Mapping[str, str] | None = None,
        method: str = "",
        path: str = "",
        permission: str | None = None,
    ) -> None:
        self.status_code = status_code
        self.detail = detail
        self.body = body
        self.headers = dict(headers or {})
        self.method = method
        self.path = path
        self.permission = permission
        hint = (
            f" (the operation needs {permission}, and the right credentials)"
            if permission and status_code == 403
            else ""
        )
        super().__init__(f"{method} {path}: {status_code} {detail}{hint}")


class BadRequest(ApiError):
    """400: the request's content is refused; `detail` says why."""


class Unauthorized(ApiError):
    """401: from something in front of the Cat."""


class Forbidden(ApiError):
    """403: wrong credentials or a missing permission; the Cat does not tell them apart (CONTRACT §1.3)."""


class NotFound(ApiError):
    """404: no such thing on the server."""


class TooManyRequests(ApiError):
    """429: from something in front of the Cat."""


class ServerFailure(ApiError):
    """5xx: the server failed; the Cat gives no reason over HTTP (CONTRACT §1.8)."""


class DecodeError(CatError):
    """The server answered with success, but with something else than the operation's result.

    Attributes:
        status_code: the HTTP status.
        body: the start of the body as text.
        method, path: of the request.
    """

    def __init__(self, reason: str, *, status_code: int = 0, body: str = "", method: str = "", path: str = "") -> None:
        self.status_code = status_code
        self.body = body
        self.method = method
        self.path = path
        super().__init__(f"{method} {path}: {status_code}, but {reason}")


class ChatError(CatError):
    """Something about the chat's connection or a turn."""


class NotConnected(ChatError):
    """There is no open connection. Nothing was sent."""


class HandshakeRefused(ChatError):
    """The server answered the WebSocket's handshake with an HTTP status: 403 for a wrong key, user or path alike.

    Attributes:
        status_code: the HTTP status.
    """

    def __init__(self, message: str, *, status_code: int = 0) -> None:
        self.status_code = status_code
        super().__init__(message)


class ConnectionLost(ChatError):
    """The connection ended, and not by our doing.

    Attributes:
        code: the WebSocket's close code, 1006 where the server sent none (CONTRACT §1.5).
        reason: the server's words, often none.
        partial: what had arrived of the running turn's answer.
    """

    def __init__(self, message: str, *, code: int = 1006, reason: str = "", partial: str = "") -> None:
        self.code = code
        self.reason = reason
        self.partial = partial
        super().__init__(message)


class TurnFailed(ChatError):
    """The server reported that the turn failed.

    Attributes:
        name: the exception's class on the server, such as `AuthenticationError` (CONTRACT §4.3).
        description: its message.
        partial: what had arrived of the answer.
    """

    def __init__(self, name: str, description: str, *, partial: str = "") -> None:
        self.name = name
        self.description = description
        self.partial = partial
        super().__init__(f"{name}: {description}")


class TurnTimeout(ChatError, TimeoutError):
    """No answer within the time given; the message says whether the prompt was sent.

    Attributes:
        partial: what had arrived of the answer. The turn may still end on the server.
    """

    def __init__(self, message: str, *, partial: str = "") -> None:
        self.partial = partial
        super().__init__(message)


_BY_STATUS: dict[int, type[ApiError]] = {
    400: BadRequest,
    401: Unauthorized,
    403: Forbidden,
    404: NotFound,
    429: TooManyRequests,
}


def error_class(status_code: int) -> type[ApiError]:
    """The class for an HTTP status."""
    return ServerFailure if status_code >= 500 else _BY_STATUS.get(status_code, ApiError)
