"""Which operation a path belongs to, and whether it is the one that was meant. No input or output in here."""

from __future__ import annotations

import re
import uuid
from functools import cache, lru_cache
from typing import Any
from urllib.parse import unquote

from cheshire_cat_api.errors import InvalidArgument
from cheshire_cat_openapi.operations import OPERATIONS, Operation

_PARAMETER = re.compile(r"\{[^{}]*\}")
"""A parameter in the path of an operation."""


def checked_method(method: object) -> str:
    """An HTTP method in capitals.

    Raises:
        InvalidArgument: it is none.
    """
    if not isinstance(method, str) or not re.fullmatch("[A-Za-z]+", method):
        raise InvalidArgument(f"method: {method!r} is none; give GET, POST, PUT, PATCH, DELETE, …")
    return method.upper()


def guard(operation: Operation[..., Any], *arguments: object) -> None:
    """Refuse path arguments that would make another path: `delete_memory_point(c, "..")` would wipe `c`.

    Raises:
        InvalidArgument: they would.
    """
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
    for pattern, operation in patterns:
        if pattern.fullmatch(f"{method} {path}"):
            return operation
    return None


guard_once = lru_cache(maxsize=512, typed=True)(guard)
"""The same, for what has a hash: nothing is looked at twice."""


@cache
def _routes() -> tuple[dict[tuple[str, str], Operation[..., Any]], list[tuple[re.Pattern[str], Operation[..., Any]]]]:
    plain = {(each.method, each.path): each for each in OPERATIONS.values() if "{" not in each.path}
    patterns = [
        (re.compile("[^/]+".join(map(re.escape, _PARAMETER.split(f"{each.method} {each.path}")))), each)
        for each in sorted(OPERATIONS.values(), key=lambda each: each.path.count("{"))
        if "{" in each.path
    ]
    return plain, patterns


def guard_path(path: str) -> None:
    if not isinstance(path, str) or not path.startswith("/") or "?" in path or "#" in path:
        raise InvalidArgument(f"{path!r}: give the path from its first slash on, and what follows a ? as params")
    parts = path.split("/")[1:]
    if any(unquote(part) in (".", "..") for part in parts) or "" in parts[:-1]:
        raise InvalidArgument(f"{path!r} has an empty, '.' or '..' part, so it would address something else")
