"""Operations as the runtime takes them, which one a path belongs to, and whether it is the one that was meant."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, ParamSpec, Protocol, TypeAlias, TypeVar
from urllib.parse import unquote

from openapi_facade.failure import Failure

P = ParamSpec("P")
T_co = TypeVar("T_co", covariant=True)

_PARAMETER = re.compile(r"\{[^{}]*\}")
"""A parameter in the path of an operation."""


class Answer(Protocol):
    """What a reader of an operation must know of a response."""

    @property
    def status_code(self) -> int: ...
    @property
    def headers(self) -> Mapping[str, str]: ...
    @property
    def content(self) -> bytes: ...


class Operation(Protocol[P, T_co]):
    """An operation of a generated package: facts, a builder of its request, and a reader of its result."""

    @property
    def name(self) -> str: ...
    @property
    def method(self) -> str: ...
    @property
    def path(self) -> str:
        """With `{parameters}`, exact to the slash at its end."""
        ...

    @property
    def permission(self) -> str | None: ...
    @property
    def repeatable(self) -> bool: ...
    @property
    def slow(self) -> bool: ...
    @property
    def build(self) -> Callable[P, Mapping[str, object]]:
        """Gives the request of a call, by the names that httpx has for its parts."""
        ...

    @property
    def parse(self) -> Callable[[Answer], T_co]:
        """Gives the result in a successful answer."""
        ...


def checked_method(method: object) -> str:
    """Return an HTTP method in capitals.

    Raises:
        Failure: argument: it is none.
    """
    if not isinstance(method, str) or not re.fullmatch("[A-Za-z]+", method):
        raise Failure("argument", f"method: {method!r} is none; give GET, POST, PUT, PATCH, DELETE, …")
    return method.upper()


Plain: TypeAlias = "dict[tuple[str, str], Operation[..., Any]]"
Patterns: TypeAlias = "list[tuple[re.Pattern[str], Operation[..., Any]]]"


class Routes:
    """The operations of an API.

    Args:
        operations: gives them, when they are first needed.
    """

    def __init__(self, operations: Callable[[], Mapping[str, Operation[..., Any]]]) -> None:
        self._operations = operations
        self._known: tuple[Plain, Patterns] | None = None  # no cached_property, whose lock a fork could leave taken
        self.guard_once: Callable[..., None] = lru_cache(maxsize=512, typed=True)(self.guard)
        """`guard`, for what has a hash: nothing is looked at twice."""

    def guard(self, operation: Operation[..., Any], *arguments: object) -> None:
        """Refuse path arguments that would make another path: deleting the point `..` would delete them all.

        Raises:
            Failure: argument: they would.
        """
        pieces = _PARAMETER.split(operation.path)
        path = pieces.pop(0)
        for argument in arguments:
            if isinstance(argument, bool) or not isinstance(argument, str | int | uuid.UUID):
                raise Failure(
                    "argument",
                    f"{operation.name}: a {type(argument).__name__} is no part of {operation.path}; give text",
                )
            text = str(argument)
            if not text or {".", ".."} & set(text.split("/")) or re.search(r"[\x00-\x1f\x7f]", text):
                raise Failure(
                    "argument",
                    f"{operation.name}: {text!r} stands for nothing in {operation.path}, and would address something "
                    "else; nothing was sent",
                )
            path += text + (pieces.pop(0) if pieces else "")
        found = self.find(operation.method, path) if arguments else operation
        if found is not None and (found.method, found.path) != (operation.method, operation.path):
            raise Failure(
                "argument", f"{operation.name}: {arguments[-1]!r} would address {found.method} {found.path} instead"
            )

    def find(self, method: str, path: str) -> Operation[..., Any] | None:
        """Return the operation that the server would run, which prefers a path without parameters."""
        plain, patterns = self._routes()
        known = plain.get((method, path))
        if known is not None:
            return known
        for pattern, operation in patterns:
            if pattern.fullmatch(f"{method} {path}"):
                return operation
        return None

    def _routes(self) -> tuple[Plain, Patterns]:
        if self._known is None:
            operations = self._operations().values()
            plain = {(each.method, each.path): each for each in operations if "{" not in each.path}
            patterns = [
                (re.compile("[^/]+".join(map(re.escape, _PARAMETER.split(f"{each.method} {each.path}")))), each)
                for each in sorted(operations, key=lambda each: each.path.count("{"))
                if "{" in each.path
            ]
            self._known = plain, patterns
        return self._known


def guard_path(path: str) -> None:
    """Refuse a path that would be another one on its way to the server.

    Raises:
        Failure: argument: it would.
    """
    if not isinstance(path, str) or not path.startswith("/") or "?" in path or "#" in path:
        raise Failure("argument", f"{path!r}: give the path from its first slash on, and what follows a ? as params")
    parts = path.split("/")[1:]
    if any(unquote(part) in (".", "..") for part in parts) or "" in parts[:-1]:
        raise Failure("argument", f"{path!r} has an empty, '.' or '..' part, so it would address something else")
