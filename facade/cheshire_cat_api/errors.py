"""Everything that can go wrong, under one root.

    CatError
    ├── ConfigError                  a configuration that cannot work (also a ValueError)
    ├── InvalidArgument              an argument that cannot be sent; nothing was sent (also a ValueError)
    ├── ConnectionFailed             nobody answered
    │   └── TimedOut                 … in time (also a TimeoutError)
    ├── WrongUser                    HTTP acts as another user than the chat: a proxy drops the header `user_id`
    ├── WrongEventLoop               an asynchronous client, used from another event loop than its own, or from none
    ├── ApiError                     the server answered with a status other than success
    │   ├── BadRequest               400: the request's content; `detail` says what
    │   │   └── UnsupportedType      … the kind of file; `admitted` has those that the Cat takes
    │   ├── Unauthorized             401: from something in front of the Cat; the Cat itself says 403
    │   ├── Forbidden                403: wrong credentials or a missing permission, which the Cat does not tell apart
    │   ├── NotFound                 404
    │   ├── TooManyRequests          429: from something in front of the Cat
    │   └── ServerFailure            5xx
    ├── DecodeError                  the server answered with something else than the operation's result
    ├── IngestionFailed              an upload arrived, but the Cat gave up reading it
    └── ChatError
        ├── NotConnected             no open connection; nothing was sent
        ├── HandshakeRefused         the server refused the WebSocket: wrong key, user or path
        ├── ConnectionLost           the connection ended; `partial` has what had arrived of the answer
        ├── TurnFailed               the server reported an error for the turn: `name`, `description`
        └── TurnTimeout              no answer in time

No exception of another library reaches a caller. All of them pickle, and none carries a credential or a live request.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from cheshire_cat_api import _advice
from cheshire_cat_api._compat import Old, without_old
from openapi_facade import interpreter, tls
from openapi_facade.errors import FacadeError
from openapi_facade.failure import Failure, translated


class CatError(FacadeError):
    """The root of all errors of this package; `openapi_facade.errors.FacadeError` is that of all such clients."""

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
    """Nobody answered: no server there, or the connection broke before an answer.

    Attributes:
        attempts: how often it was tried.
        earlier: what became of the attempts before the last, one a line.
    """

    def __init__(self, message: str = "", *, attempts: int = 1, earlier: str = "") -> None:
        self.attempts = attempts
        self.earlier = earlier
        super().__init__(message)


class TimedOut(ConnectionFailed, TimeoutError):
    """Nobody answered in time."""


class WrongUser(CatError):
    """HTTP acts as another user than the chat, so that nothing of that user is touched. Nothing was sent.

    A proxy may drop the header `user_id`, as nginx does by itself (docs/proxies.md); the message says what to do.
    """


class WrongEventLoop(CatError, RuntimeError):
    """An asynchronous client was used from another event loop than the one it opened its connections in, or from none.

    It works with asyncio, and with what runs there, such as uvloop; not with trio or curio.
    """


class ApiError(CatError):
    """The server answered with a status other than success.

    Attributes:
        status_code: the HTTP status.
        detail: the server's own words, from whichever of its four error bodies (CONTRACT §1.2).
        body: the body as text, as it came, its first 1,048,576 characters at most; credentials in it read `***`.
        headers: the response's headers, found by names in any case, cookies left out.
        method, path: of the request; no host, no query.
        permission: what the operation needs, as RESOURCE:PERMISSION, where it is known.
        attempts: how often it was tried.
        earlier: what became of the attempts before the last, one a line.
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
        attempts: int = 1,
        earlier: str = "",
    ) -> None:
        self.status_code = status_code
        self.detail = detail
        self.body = body
        self.headers: Mapping[str, str] = headers or {}
        self.method = method
        self.path = path
        self.permission = permission
        self.attempts = attempts
        self.earlier = earlier
        place = f"{method} {path}: " if method or path else ""
        super().__init__(f"{place}{status_code} {detail}{self._hint()}")

    if not TYPE_CHECKING:  # the names of 1.4.9
        status, reason = Old("exceptions"), Old("exceptions")

    def __dir__(self) -> list[str]:
        return without_old(self, super().__dir__())

    @property
    def data(self) -> Any:
        """The body as JSON; None where it is no JSON."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            return None

    def _hint(self) -> str:
        if self.permission and self.status_code == 403 and self.detail != "Cannot duplicate user":
            return f" (the operation needs {self.permission}, and the right credentials)"
        if self.status_code == 500 and self.detail == "Internal Server Error":
            return _advice.of_answer(self.path)
        if 300 <= self.status_code < 400 and "location" in self.headers:
            return f" (to {self.headers['location']}; redirects are not followed, paths are exact to the last slash)"
        return f" (after {self.attempts} attempts)" if self.attempts > 1 else ""


class BadRequest(ApiError):
    """400: the request's content is refused; `detail` says why."""


class UnsupportedType(BadRequest):
    """400: a file of a kind that the Cat does not take; it goes by the ending of the file's name (CONTRACT §3.2)."""

    _TYPE = re.compile(r"(?<![\w.+-])[\w.+-]+/[\w.+-]+")

    @property
    def admitted(self) -> tuple[str, ...]:
        """The media types that the Cat takes, such as `text/plain`."""
        return tuple(self._TYPE.findall(admitted_in(self.detail) or ""))


class Unauthorized(ApiError):
    """401: from something in front of the Cat."""


class Forbidden(ApiError):
    """403: wrong credentials or a missing permission; the Cat does not tell them apart (CONTRACT §1.3)."""


class NotFound(ApiError):
    """404: no such thing on the server."""


class TooManyRequests(ApiError):
    """429: from something in front of the Cat."""


class ServerFailure(ApiError):
    """5xx: the server failed; the Cat gives no reason over HTTP (CONTRACT §1.8).

    Of operations on the memory the message says that the local store may be ruined, and what to do (CONTRACT §3.3).
    """


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
        place = f"{method} {path}: " if method or path else ""
        super().__init__(f"{place}{status_code}, but {reason}" if status_code else f"{place}{reason}")


class IngestionFailed(CatError):
    """An upload was taken, but the Cat gave up reading it; it does not say why over HTTP (CONTRACT §3.2).

    Pieces that it had stored until then stay in the memory.

    Attributes:
        results: of `upload_files`, by the name of each file: its UploadedFile where it was read, the error where it was
            not, and None where it was not begun.
        thoughts: how many pieces or memories were stored of what was read.
    """

    def __init__(
        self,
        message: str = "",
        *,
        thoughts: int = 0,
        results: Mapping[str, Mapping[str, Any] | Exception | None] | None = None,
    ) -> None:
        self.thoughts = thoughts
        self.results = dict(results or {})
        super().__init__(message)


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

    Where the Cat could not search its memory, or could not read an image, the message says what else that means, and
    what to do (CONTRACT §3.3, §4.4).

    Attributes:
        name: the exception's class on the server, such as `AuthenticationError` (CONTRACT §4.3).
        description: its message.
        partial: what had arrived of the answer.
    """

    def __init__(self, name: str, description: str, *, partial: str = "") -> None:
        self.name = name
        self.description = description
        self.partial = partial
        super().__init__(f"{name}: {description}{_advice.of_turn(name, description)}")


class TurnTimeout(ChatError, TimeoutError):
    """No answer within the time given; the message says whether the prompt was sent.

    Attributes:
        partial: what had arrived of the answer. The turn may still end on the server.
    """

    def __init__(self, message: str, *, partial: str = "") -> None:
        self.partial = partial
        super().__init__(message)


def admitted_in(detail: str) -> str | None:
    """What the server says it admits instead of a file of an unknown kind; None where it speaks of something else."""
    refusal, found, admitted = detail.partition(" not supported. Admitted types: ")
    return admitted if found and "MIME type " in refusal else None


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


UNSUPPORTED = "unsupported type"


def code_of(status_code: int, detail: str) -> str:
    """Return our word for an error that has a class beside that of its status."""
    return UNSUPPORTED if status_code == 400 and admitted_in(detail) is not None else ""


def from_failure(failure: Failure) -> CatError:
    """Return the error that a failure of the runtime is to a caller."""
    kind, message = failure.kind, failure.message
    place: dict[str, Any] = {"method": failure.method, "path": failure.path}
    history: dict[str, Any] = {"attempts": failure.attempts, "earlier": failure.earlier}
    if kind == "status":
        status, detail = failure.status_code, failure.detail
        api_error = UnsupportedType if failure.code == UNSUPPORTED else error_class(status)
        answer: dict[str, Any] = {"body": failure.body, "headers": failure.headers, "permission": failure.permission}
        return api_error(status, detail, **answer, **place, **history)
    if kind == "decode":
        return DecodeError(message, status_code=failure.status_code, body=failure.body, **place)
    if kind == "argument":
        return InvalidArgument(message)
    if kind == "config":
        return ConfigError(message)
    if kind == "event loop":
        return WrongEventLoop(message)
    if kind == "handshake":
        return HandshakeRefused(f"{message}: {_refusal(failure.status_code)}", status_code=failure.status_code)
    if kind == "not connected":
        return NotConnected(message)
    if kind == "lost":
        return ConnectionLost(message, code=failure.close_code, reason=failure.reason)
    return (TimedOut if kind == "timeout" else ConnectionFailed)(message, **history)


def _refusal(status: int) -> str:
    """Return what it means that the chat's handshake is answered with a status."""
    if status != 403:
        return "no Cat's chat; a server of line 2.x has none, and cheshire_cat_api.connect(url) gives the client for it"
    return (
        "wrong or missing key (Config(auth_key_ws=…), the server's CCAT_API_KEY_WS), a user without "
        "CONVERSATION:WRITE, or no such path"
    )


check_interpreter = translated(interpreter.check_interpreter, from_failure)
running_loop = translated(interpreter.running_loop, from_failure)
is_of_tls = tls.is_of_tls


def unreachable(server: str, error: object) -> str:
    """Return what it means that no connection could be opened, and what to do."""
    return tls.unreachable(server, error, "the Cat")
