"""Everything that can go wrong, under one root.

    CatError
    ├── ConfigError                a configuration that cannot work (also a ValueError)
    ├── InvalidArgument            an argument that cannot be sent; nothing was sent (also a ValueError)
    ├── WrongEventLoop             an asynchronous client, used from another event loop (also a RuntimeError)
    ├── ConnectionFailed           nobody answered, or the answer broke off
    │   ├── TimedOut               … in time (also a TimeoutError)
    │   └── ConnectionLost         a run ended without its last event: `partial`
    ├── ApiError                   the server answered with another status than success
    │   ├── BadRequest             400
    │   ├── Forbidden              403: no credential, a wrong one, or a role is missing (CONTRACT §2)
    │   ├── NotFound               404
    │   ├── Unprocessable          422: the request is wrong
    │   └── ServerError            5xx; `status_code` tells which
    ├── DecodeError                a success, but with something else than the operation's result
    └── RunFailed                  an agent failed, which comes as an event: `partial`

No exception of another library reaches a caller. All of them pickle, and none shows a credential.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from openapi_facade.errors import FacadeError


class CatError(FacadeError):
    """The root of all errors of this package.

    Attributes:
        message: what happened; the same as `str(error)`.
        status_code: the HTTP status; 0 where there was no answer.
        partial: the text that had come of a run when it failed; None where the error is not one of a run.
    """

    status_code: int = 0
    partial: str | None = None

    def __init__(self, message: str = "") -> None:
        super().__init__(message)
        self.message = message

    def __reduce__(self) -> tuple[object, ...]:
        # Exception pickles by calling the class with `args`, which is the message alone.
        return _rebuild, (type(self), self.args, self.__dict__)


def _rebuild(kind: type[CatError], args: tuple[object, ...], attributes: dict[str, object]) -> CatError:
    error = kind.__new__(kind, *args)
    error.args = args
    error.__dict__.update(attributes)
    return error


class ConfigError(CatError, ValueError):
    """A configuration that cannot work; the message says which option and what to do."""


class InvalidArgument(CatError, ValueError):
    """An argument that cannot be sent. Nothing was sent."""


class WrongEventLoop(CatError, RuntimeError):
    """An asynchronous client was used from another event loop than the one of its connections, or from none."""


class ConnectionFailed(CatError):
    """Nobody answered, or the connection broke before the answer was whole.

    Attributes:
        may_have_arrived: whether the server may have done what it was asked for; False: nothing was sent to it.
        method, path: of the request; no host, no query.
        attempts: how often it was tried.
    """

    def __init__(
        self, message: str = "", *, may_have_arrived: bool = True, method: str = "", path: str = "", attempts: int = 1
    ) -> None:
        super().__init__(message)
        self.may_have_arrived = may_have_arrived
        self.method = method
        self.path = path
        self.attempts = attempts


class TimedOut(ConnectionFailed, TimeoutError):
    """Nobody answered in time, or a stream fell silent."""


class ConnectionLost(ConnectionFailed):
    """A run ended without its last event (CONTRACT §0.9). The server may have done it; `partial` has what came."""


class ApiError(CatError):
    """The server answered with another status than success (CONTRACT §3).

    Attributes:
        status_code: the HTTP status.
        detail: what the server says of it: a text, a list of what is wrong, or None.
        body: the body as text; credentials in it read `***`.
        headers: of the answer, found by names in any case, cookies left out.
        method, path: of the request; no host, no query.
        attempts: how often it was tried.
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
    ) -> None:
        super().__init__(message)
        self.status_code = status_code
        self.detail = detail
        self.body = body
        self.headers: Mapping[str, str] = headers or {}
        self.method = method
        self.path = path
        self.attempts = attempts


class BadRequest(ApiError):
    """400: settings of a wrong type, or an archive that is none."""


class Forbidden(ApiError):
    """403: no credential, a wrong or an old one, or the user lacks a role (CONTRACT §2)."""


class NotFound(ApiError):
    """404: no such agent, chat, plugin, settings or file; or the plugin that has them is off."""


class Unprocessable(ApiError):
    """422: the request is wrong; `detail` is a list of what is."""


class ServerError(ApiError):
    """5xx: the server failed; `status_code` is the one that it answered with."""


class DecodeError(CatError):
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


class RunFailed(CatError):
    """An agent failed; the server said so in an event of the stream (CONTRACT §0.8).

    Attributes:
        message: in the server's words.
        code: the server's own word for it; it has none for its own failures.
        partial: the text that had come.
    """

    def __init__(self, message: str = "", *, code: str | None = None, partial: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.partial = partial


__all__ = (
    "ApiError",
    "BadRequest",
    "CatError",
    "ConfigError",
    "ConnectionFailed",
    "ConnectionLost",
    "DecodeError",
    "Forbidden",
    "InvalidArgument",
    "NotFound",
    "RunFailed",
    "ServerError",
    "TimedOut",
    "Unprocessable",
    "WrongEventLoop",
)
