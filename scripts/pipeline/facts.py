"""operations.py of the generated package: what a client must know of each operation beyond its types."""

from __future__ import annotations

import re
from typing import Any

from pipeline.document import Document
from pipeline.guard import operations
from pipeline.problems import Refused

_HEAD = '''"""Facts about each operation of the API, by operationId: what a caller cannot read off a type."""

from __future__ import annotations

from typing import Final, NamedTuple


class Operation(NamedTuple):
    """One operation of the API."""

    name: str
    """Its operationId, the name of its module and of the client's method."""
    tag: str
    """The folder under `api` and the client's attribute."""
    method: str
    path: str
    """With `{{parameters}}`, exact to the slash at its end (CONTRACT §1.9)."""
    permission: str | None
    """What the user must be allowed, as RESOURCE:PERMISSION; None: nothing."""
    repeatable: bool
    """Whether it may be sent again by itself when nobody knows if it arrived."""
    slow: bool
    """Whether it takes minutes by nature."""
    summary: str


API_VERSION: Final = {version!r}

OPERATIONS: Final[dict[str, Operation]] = {{
'''
_PERMISSION = re.compile(r"[A-Z_]+:[A-Z]+")


def render(document: Document) -> str:
    """The module's text.

    Raises:
        Refused: an operation lacks a fact; the overlay gives them (x-permission, x-repeatable, x-duration, summary).
    """
    lines = []
    for method, path, operation in sorted(operations(document), key=lambda each: each[2]["operationId"]):
        name = operation["operationId"]
        facts = (
            name,
            operation["tags"][0],
            method.upper(),
            path,
            _permission(operation, name),
            _fact(operation, name, "x-repeatable", {True: True, False: False}),
            _fact(operation, name, "x-duration", {"quick": False, "slow": True}),
            _summary(operation, name),
        )
        lines.append(f"    {name!r}: Operation({', '.join(map(repr, facts))}),\n")
    return _HEAD.format(version=document["info"]["version"]) + "".join(lines) + "}\n"


def _permission(operation: dict[str, Any], name: str) -> str | None:
    permission = operation.get("x-permission", "")
    if permission is not None and not (isinstance(permission, str) and _PERMISSION.fullmatch(permission)):
        raise Refused(f"operation {name}: the overlay gives no x-permission, RESOURCE:PERMISSION or null")
    return permission


def _fact(operation: dict[str, Any], name: str, key: str, values: dict[Any, bool]) -> bool:
    value = operation.get(key)
    if isinstance(value, list | dict) or value not in values:
        raise Refused(f"operation {name}: the overlay gives no {key}, one of {', '.join(map(str, values))}")
    return values[value]


def _summary(operation: dict[str, Any], name: str) -> str:
    summary = operation.get("summary")
    if not isinstance(summary, str) or not summary.strip() or "\n" in summary.strip():
        raise Refused(f"operation {name}: the overlay gives no summary of one line")
    return summary.strip()
