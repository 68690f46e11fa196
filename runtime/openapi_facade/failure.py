"""What the runtime raises: one exception, which has the facts and is of no client.

Each client translates it into its own tree, once, at its public methods: see `translated`. Nobody else sees it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, Literal, ParamSpec, TypeAlias, TypeVar, cast

P = ParamSpec("P")
T = TypeVar("T")

Kind: TypeAlias = Literal[
    "config",
    "argument",
    "connection",
    "timeout",
    "event loop",
    "status",
    "decode",
    "handshake",
    "not connected",
    "lost",
]
"""config: a configuration that cannot work. argument: one that cannot be sent; nothing was. connection: nobody
answered. timeout: nor in time. event loop: an asynchronous client is used from another one, or from none. status: an
answer with another status than success. decode: a success that is no result. Of WebSockets: handshake: it was answered
with an HTTP status. not connected: there is no open connection; nothing was sent. lost: it ended, and not by our doing.
"""


_COROUTINE = 0x80
"""CO_COROUTINE of `inspect`, whose import would take a third of the time of an import of ours."""


class Failure(Exception):
    """What went wrong. Its facts are without secrets, and stay as they are.

    Attributes:
        kind: see `Kind`.
        message: in words.
        status_code: the HTTP status; 0: there was none.
        detail: the server's own words.
        code: the client's word for it; see `Api`.
        headers: of the answer, names found in any case, those that carry credentials left out.
        body: of the answer as text, cut.
        method, path: of the request; no host, no query.
        permission: what the operation needs, where that is known.
        attempts: how often it was tried.
        earlier: what became of the attempts before the last, one a line.
        close_code: of a WebSocket that was lost; 1006 where the server sent none.
        reason: the server's words for that, often none.
        unsent: whether it is certain that nothing arrived, of a failure of the network.
    """

    ours = ("kind", "code", "method")
    """Attributes that nobody has told us: no secret is looked for in them, which might be a part of theirs."""

    def __init__(
        self,
        kind: Kind,
        message: str,
        *,
        status_code: int = 0,
        detail: str = "",
        code: str = "",
        headers: Mapping[str, str] | None = None,
        body: str = "",
        method: str = "",
        path: str = "",
        permission: str | None = None,
        attempts: int = 1,
        earlier: str = "",
        close_code: int = 1006,
        reason: str = "",
        unsent: bool = False,
    ) -> None:
        super().__init__(message)
        self.kind = kind
        self.status_code = status_code
        self.detail = detail
        self.code = code
        self.headers: Mapping[str, str] = headers or {}
        self.body = body
        self.method = method
        self.path = path
        self.permission = permission
        self.attempts = attempts
        self.earlier = earlier
        self.close_code = close_code
        self.reason = reason
        self.unsent = unsent

    @property
    def message(self) -> str:
        return str(self.args[0])


def is_coroutine_function(function: object) -> bool:
    """Whether a function is an `async def`."""
    return bool(getattr(getattr(function, "__code__", None), "co_flags", 0) & _COROUTINE)


Translate: TypeAlias = Callable[[Failure], Exception]
"""Gives a client's own error for a failure."""


def translated(function: Callable[P, T], translate: Translate) -> Callable[P, T]:
    """Return the same function, which raises a client's own errors.

    Args:
        function: that raises a `Failure`.
        translate: see `Translate`. What it gives is raised outside of any `except`, and knows nothing of the failure.
    """

    @wraps(function)
    def called(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return function(*args, **kwargs)
        except Failure as failure:
            error = translate(failure)
        try:
            raise error
        finally:
            del error  # which would keep this frame, and it the error, until the collector comes

    return called


def translating(method: Callable[P, T]) -> Callable[P, T]:
    """Return the same method, or coroutine method, of an object whose `api` says how its failures are translated."""
    if is_coroutine_function(method):

        @wraps(method)
        async def awaited(self: Any, *args: Any, **kwargs: Any) -> Any:
            try:
                return await cast("Any", method)(self, *args, **kwargs)
            except Failure as failure:
                error = self.api.translate(failure)
            try:
                raise error
            finally:
                del error  # which would keep this frame, and it the error, until the collector comes

        return cast("Callable[P, T]", awaited)

    @wraps(method)
    def called(self: Any, *args: Any, **kwargs: Any) -> Any:
        try:
            return cast("Any", method)(self, *args, **kwargs)
        except Failure as failure:
            error = self.api.translate(failure)
        try:
            raise error
        finally:
            del error  # which would keep this frame, and it the error, until the collector comes

    return cast("Callable[P, T]", called)
