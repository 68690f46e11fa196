"""One call: what it is, what it may do, and what has become of it so far. No input or output in here."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from contextvars import ContextVar, copy_context
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from openapi_facade.config import CONNECT_TIMEOUT, READ_TIMEOUT, SLOW_READ_TIMEOUT, Seconds
from openapi_facade.failure import Failure
from openapi_facade.operations import Routes, checked_method, guard_path
from openapi_facade.redaction import Redactor
from openapi_facade.secrets import secrets_in

if TYPE_CHECKING:
    import httpx

    from openapi_facade.operations import Operation
    from openapi_facade.transport.lifetime import AsyncLifetime, Lifetime
    from openapi_facade.transport.request import Request

T = TypeVar("T")

LONGEST_TIMEOUT = 2_000_000.0
"""23 days; a socket takes no more than 25."""
LARGE = 16_384  # bytes that fit into what the system keeps between the two, of any body
_SAFE_METHODS = ("GET", "HEAD", "OPTIONS")


@dataclass(slots=True)
class Call:
    """What belongs to one call, from its arguments to its result or error."""

    name: str
    """The operationId, or method and path of an endpoint that the document does not know."""
    operation: Operation[..., Any] | None = None
    repeatable: bool = False
    """Whether it may be sent again when nobody knows if it arrived."""
    slow: bool = False
    streamed: bool = False
    """Whether its answer comes in parts, each of which is given as it comes."""

    method: str = ""
    path: str = ""
    """Of its request, decoded; empty until that is built."""
    url: httpx.URL | None = None
    connect: float = CONNECT_TIMEOUT
    read: float = READ_TIMEOUT
    total: float = CONNECT_TIMEOUT + READ_TIMEOUT
    retries: int = 0
    large: bool = False
    """Whether a server may answer before it has read the whole body."""
    lifetime: Lifetime | AsyncLifetime | None = None
    """With which it ends, wherever it is."""
    began: float = 0.0
    ends: float | None = None
    """The time at which it must be over; None while an upload is sent, which takes as long as it takes."""
    earlier: list[str] = field(default_factory=list)
    """What became of the attempts so far, without secrets."""
    timeouts: dict[str, float] = field(default_factory=dict)
    """Of the last attempt; see `attempt`."""
    status_code: int = 0
    """Of the last answer that came, readable or not."""
    reason: str = ""
    """What that says beside its status."""
    known: Redactor | None = field(default=None, repr=False)
    """Knows the secrets of the session."""
    body: Any = field(default=None, repr=False)
    """What is sent, in which there may be further ones."""
    _answer_due: float | None = None

    def begin(self, request: Request, timeout: Seconds | None, retries: int, outer: Call | None = None) -> None:
        """Take note of what is sent, and start the clock.

        Args:
            request: what is sent.
            timeout: the caller's; None: as the operation is.
            retries: how often at most to repeat.
            outer: the call that needs this one to go on, and with which it ends; None: the current one, if any.
        """
        url = request.url
        self.method, self.path, self.url = request.method, url.path, url
        if timeout is not None:
            self.connect, self.read, self.total = (min(each, LONGEST_TIMEOUT) for each in timeout)
        elif self.slow:
            self.read, self.total = SLOW_READ_TIMEOUT, self.connect + SLOW_READ_TIMEOUT
        self.retries = retries
        self.began = time.monotonic()
        self.large = request.upload or not isinstance(request.body, bytes) or len(request.body) > LARGE
        if not request.upload:
            self.ends = self.began + self.total
        outer = outer or current.get()
        if outer is not None:
            if self.ends is not None and outer.ends is not None:
                self.ends = min(self.ends, outer.ends)
            if outer.lifetime is not None and outer.lifetime.over:
                self.lifetime = outer.lifetime

    def left(self) -> float:
        """Seconds until it must be over; asked for before it is sent, of what may be sent once only: before it arrives.

        Raises:
            Failure: timeout: it must be over now.
        """
        if self.ends is None:
            return self.total
        left = self.ends - time.monotonic()
        if left <= 0:
            words = f"{self.name}: not done within {self.ends - self.began:g} s"
            facts = {**self.history, "method": self.method, "path": self.path}
            raise Failure("timeout", words, unsent=not self.repeatable, **facts)
        return left

    def attempt(self) -> None:
        """Begin the next attempt: set its timeouts, as httpcore and httpx take them.

        Raises:
            Failure: timeout: no time is left.
        """
        left = self.left()
        read, connect = min(self.read, left), min(self.connect, left)
        self.timeouts = {"connect": connect, "pool": connect, "read": read, "write": read}

    def sending(self) -> float | None:
        """Something is being sent: when that must be done; the time of an upload's answer has not begun."""
        self._answer_due = None
        return self.ends

    def answer_due(self) -> float:
        """When the whole answer must be there: at the call's end, or, after an upload, as long after it was sent."""
        if self.ends is not None:
            return self.ends
        if self._answer_due is None:
            self._answer_due = time.monotonic() + self.read
        return self._answer_due

    @property
    def server(self) -> str:
        """Scheme, host and port that it goes to."""
        return "" if self.url is None else f"{self.url.scheme}://{self.url.netloc.decode('ascii', 'replace')}"

    @property
    def redactor(self) -> Redactor:
        """Knows what must not be shown of it."""
        known = self.known or Redactor()
        return known.beside(partial(secrets_in, self.body)) if self.body else known

    @property
    def history(self) -> dict[str, Any]:
        """How often it was tried, and what became of the earlier attempts, as errors tell it."""
        return {"attempts": len(self.earlier) + 1, "earlier": "\n".join(self.earlier)}


current: ContextVar[Call | None] = ContextVar("openapi_facade_call", default=None)
"""The call whose time this thread or task spends: with it ends what is connected, written and read meanwhile, and what
else the caller's own callable asks for."""


def apart(work: Callable[[], T]) -> T:
    """Run something in a context of its own, so that an interrupt cannot leave its call there as the current one."""
    return copy_context().run(work)


async def async_apart(work: Callable[[], Awaitable[T]]) -> T:
    """Run something; a task has a context of its own."""
    return await work()


def of_path(routes: Routes, method: str, path: str, repeatable: bool | None) -> Call:
    """Return the call of any endpoint; facts of a known operation are used.

    Raises:
        Failure: argument: the path would be another one on the way to the server, or that is no method.
    """
    method = checked_method(method)
    guard_path(path)
    operation = routes.find(method, path)
    if repeatable is None:
        repeatable = operation.repeatable if operation else method in _SAFE_METHODS
    return Call(f"{method} {path}", operation, repeatable, operation.slow if operation else False, method=method)


def whole(name: str, seconds: float, lifetime: Lifetime | AsyncLifetime) -> Call:
    """Return what stands for several calls, all of which end in time, and when this lifetime does."""
    now = time.monotonic()
    return Call(name, lifetime=lifetime, total=seconds, began=now, ends=now + seconds)
