"""One call: what it is, what it may do, and what has become of it so far. No input or output in here."""

from __future__ import annotations

import re
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar, copy_context
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import unquote

from cheshire_cat_api._redaction import Redactor
from cheshire_cat_api.config import CONNECT_TIMEOUT, Seconds
from cheshire_cat_api.errors import CatError, InvalidArgument, TimedOut
from cheshire_cat_openapi.operations import OPERATIONS, Operation

if TYPE_CHECKING:
    import httpx

    from cheshire_cat_api._transport.lifetime import AsyncLifetime, Lifetime

T = TypeVar("T")

READ_TIMEOUT = 60.0
SLOW_READ_TIMEOUT = 300.0
LOGIN_TIMEOUT = 10.0
"""Of the chat's own login: it belongs to connecting, and is not waited for by `close`."""
LONGEST_TIMEOUT = 2_000_000.0
"""23 days; a socket takes no more than 25."""
_SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
_PARAMETER = re.compile(r"\{[^{}]*\}")
"""A parameter in the path of an operation."""


@dataclass
class Call:
    """What belongs to one call, while the generated function that makes it knows nothing of it."""

    name: str
    """The operationId, or method and path of an endpoint that the document does not know."""
    operation: Operation[..., Any] | None
    repeatable: bool
    """Whether it may be sent again when nobody knows if it arrived."""
    slow: bool = False

    connect: float = CONNECT_TIMEOUT
    read: float = READ_TIMEOUT
    total: float = CONNECT_TIMEOUT + READ_TIMEOUT
    retries: int = 0
    lifetime: Lifetime | AsyncLifetime | None = None
    """With which it ends, wherever it is."""
    began: float = 0.0
    deadline: float | None = None
    """The time at which it must be over; None while an upload is sent, which takes as long as it takes."""
    replayable: bool = True
    """Whether its body can be read from the beginning once more."""
    earlier: list[str] = field(default_factory=list)
    """What became of the attempts so far, without secrets."""
    built: bool = False
    outcome: httpx.Response | httpx.TransportError | None = None
    """Of the last attempt, until it is taken. Here, and in no frame of tenacity's: those that an exception has passed
    keep it, and it them, until the collector comes."""
    response: httpx.Response | None = None
    """Its answer, until it is over; then whoever made the call has it, or nobody."""
    status_code: int = 0
    """Of the last answer that came, readable or not."""
    connection: object = None
    """Which connection it went over; only its identity counts."""
    redactor: Redactor = field(default_factory=Redactor, repr=False)
    """Knows what must not be shown of it."""
    _answer_due: float | None = None
    _outer: Call | None = field(default_factory=lambda: current.get())
    """The call that needs this one, such as a login, to go on."""

    def join(self, lifetime: Lifetime | AsyncLifetime) -> None:
        """End with this, or with the call that needs this one, if that has ended already."""
        outer = self._outer.lifetime if self._outer is not None else None
        self.lifetime = outer if outer is not None and outer.over else lifetime

    def begin(self, timeout: Seconds | None, retries: int, *, upload: bool) -> None:
        """Start the clock."""
        if self.slow:
            self.read = SLOW_READ_TIMEOUT
        self.total = self.connect + self.read
        if timeout is not None:
            self.connect, self.read, self.total = (min(each, LONGEST_TIMEOUT) for each in timeout)
        self.retries = retries
        self.began = time.monotonic()
        if not upload:
            outer = self._outer.deadline if self._outer is not None else None
            ends = self.began + self.total
            self.deadline = ends if outer is None else min(ends, outer)
        self.built = True

    def left(self) -> float:
        """Seconds until it must be over.

        Raises:
            TimedOut: it must be over now.
        """
        if self.deadline is None:
            return self.total
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise TimedOut(
                f"{self.name}: not done within {self.deadline - self.began:g} s",
                attempts=len(self.earlier) + 1,
                earlier="\n".join(self.earlier),
            )
        return left

    def sending(self) -> None:
        """Something is being sent: the time of an upload's answer has not begun."""
        self._answer_due = None

    def answer_due(self) -> float:
        """When the whole answer must be there: at the call's end, or, after an upload, as long after it was sent."""
        if self.deadline is not None:
            return self.deadline
        if self._answer_due is None:
            self._answer_due = time.monotonic() + self.read
        return self._answer_due

    def taken(self) -> httpx.Response | httpx.TransportError:
        """The outcome, which is whoever's takes it."""
        outcome, self.outcome = self.outcome, None
        assert outcome is not None
        return outcome

    def timeouts(self) -> dict[str, float]:
        """Of the next attempt, as httpx hands them on."""
        left = self.left()
        read = min(self.read, left)
        connect = min(self.connect, left)
        return {"connect": connect, "pool": connect, "read": read, "write": read}


current: ContextVar[Call | None] = ContextVar("cheshire_cat_call", default=None)
recorder: ContextVar[list[httpx.Response] | None] = ContextVar("cheshire_cat_recorder", default=None)
EXTENSION = "cheshire_cat_call"


@contextmanager
def making(call: Call) -> Iterator[None]:
    """Make a call in here.

    Afterwards it knows its answer no longer, which knows its request, and that the call: only the collector would free
    them. And a connection that was opened in here keeps this context, the call in it, for as long as it lives.
    """
    token = current.set(call)
    try:
        yield
    finally:
        call.outcome = call.response = None
        with suppress(ValueError):  # an interrupted call, which the collector found: its context is gone
            current.reset(token)


def current_call() -> Call:
    """The call that is being made, where there is one for sure."""
    call = current.get()
    assert call is not None
    return call


def of_request(request: httpx.Request) -> Call:
    """The call that a request belongs to."""
    call: Call = request.extensions[EXTENSION]
    return call


def of_endpoint(endpoint: Callable[..., Any], arguments: tuple[object, ...]) -> Call:
    """The call of a generated function, whose positional arguments are those of the path.

    Raises:
        InvalidArgument: the path would be another operation's.
    """
    operation = OPERATIONS[endpoint.__module__.rpartition(".")[2]]
    guard(operation, arguments)
    return Call(operation.name, operation, operation.repeatable, operation.slow)


def of_path(method: str, path: str, repeatable: bool | None) -> Call:
    """The call of any endpoint, with a method in capitals; facts of a known operation are used.

    Raises:
        InvalidArgument: the path would be another one on the way to the server.
    """
    _guard_path(path)
    operation = find(method, path)
    if repeatable is None:
        repeatable = operation.repeatable if operation else method in _SAFE_METHODS
    return Call(f"{method} {path}", operation, repeatable, operation.slow if operation else False)


@contextmanager
def within(name: str, seconds: float, lifetime: Lifetime | AsyncLifetime | None = None) -> Iterator[None]:
    """Have the calls in here end in time, and when this lifetime does."""
    whole = Call(name, None, repeatable=False)
    if lifetime is not None:
        whole.join(lifetime)
    whole.begin(Seconds(seconds, seconds, seconds), 0, upload=False)
    token = current.set(whole)
    try:
        yield
    finally:
        current.reset(token)


def in_time(name: str, seconds: float, lifetime: Lifetime, work: Callable[[], T]) -> T:
    """Run something `within` a time, in a context of its own: an interrupt leaves nothing of it behind."""

    def run() -> T:
        with within(name, seconds, lifetime):
            return work()

    return copy_context().run(run)


def checked_method(method: object) -> str:
    """An HTTP method in capitals.

    Raises:
        InvalidArgument: it is none.
    """
    if not isinstance(method, str) or not re.fullmatch("[A-Za-z]+", method):
        raise InvalidArgument(f"method: {method!r} is none; give GET, POST, PUT, PATCH, DELETE, …")
    return method.upper()


def guard(operation: Operation[..., Any], arguments: tuple[object, ...]) -> None:
    """Refuse path arguments that would make another path: `delete_memory_point(c, "..")` would wipe `c`."""
    pieces = _PARAMETER.split(operation.path)
    path = pieces.pop(0)
    for argument in arguments:
        if isinstance(argument, bool) or not isinstance(argument, str | int | uuid.UUID):
            raise InvalidArgument(
                f"{operation.name}: a {type(argument).__name__} is no part of {operation.path}; give text"
            )
        text = str(argument)
        if not text or {".", ".."} & set(text.split("/")) or re.search(r"[\x00-\x1f\x7f]", text):
            raise InvalidArgument(
                f"{operation.name}: {text!r} stands for nothing in {operation.path}, and would address something else; "
                "nothing was sent"
            )
        path += text + (pieces.pop(0) if pieces else "")
    found = find(operation.method, path) if arguments else operation
    if found is not None and found is not operation:
        raise InvalidArgument(f"{operation.name}: {arguments[-1]!r} would address {found.method} {found.path} instead")


def find(method: str, path: str) -> Operation[..., Any] | None:
    """The operation that the server would run, which prefers a path without parameters."""
    plain, patterns = _routes()
    known = plain.get((method, path))
    if known is not None:
        return known
    return next((operation for pattern, operation in patterns if pattern.fullmatch(f"{method} {path}")), None)


@cache
def _routes() -> tuple[dict[tuple[str, str], Operation[..., Any]], list[tuple[re.Pattern[str], Operation[..., Any]]]]:
    plain = {(each.method, each.path): each for each in OPERATIONS.values() if "{" not in each.path}
    patterns = [
        (re.compile("[^/]+".join(map(re.escape, _PARAMETER.split(f"{each.method} {each.path}")))), each)
        for each in sorted(OPERATIONS.values(), key=lambda each: each.path.count("{"))
        if "{" in each.path
    ]
    return plain, patterns


def _guard_path(path: str) -> None:
    if not isinstance(path, str) or not path.startswith("/") or "?" in path or "#" in path:
        raise InvalidArgument(f"{path!r}: give the path from its first slash on, and what follows a ? as params")
    parts = path.split("/")[1:]
    if any(unquote(part) in (".", "..") for part in parts) or "" in parts[:-1]:
        raise InvalidArgument(f"{path!r} has an empty, '.' or '..' part, so it would address something else")


def not_sendable(call: Call, problem: str) -> CatError:
    """The error of arguments that the generated code cannot make a request of."""
    return InvalidArgument(f"{call.name}: cannot be sent: {problem}")


def is_callers_own(call: Call) -> bool:
    """Whether an exception that just came out of a call is of the caller's file or callable.

    Those of the generated code come before the request is built, or after its answer.
    """
    return call.built and call.response is None
