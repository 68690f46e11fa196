"""operations.py of the generated package: what a client must know of each operation beyond its types."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from pipeline.document import Document, child
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
_PERMISSION = re.compile(r"[A-Z_]{1,40}:[A-Z]{1,40}")


def render(document: Document) -> str:
    """The module's text.

    Raises:
        Refused: an operation lacks a fact, see `lacking`.
    """
    lines = []
    for method, path, operation in sorted(operations(document), key=lambda each: str(each[2]["operationId"])):
        for problem in _lacking(operation):
            raise Refused(f"{child('$.paths', path)}.{method}: {problem}")
        facts = (
            operation["operationId"],
            operation["tags"][0],
            method.upper(),
            path,
            operation["x-permission"],
            operation["x-repeatable"],
            operation["x-duration"] == "slow",
            operation["summary"].strip(),
        )
        lines.append(f"    {facts[0]!r}: Operation({', '.join(map(repr, facts))}),\n")
    return _HEAD.format(version=document["info"]["version"]) + "".join(lines) + "}\n"


def check(document: Document) -> None:
    """Refuse a document of whose operations the overlay must tell more.

    Raises:
        Refused: an operation lacks a fact, see `lacking`.
    """
    problems = lacking(document)
    if problems:
        raise Refused(*problems)


def lacking(document: Document) -> list[str]:
    """What the overlay must still tell about operations before code can be generated: a place and a fact each."""
    return [
        f"{child('$.paths', path)}.{method}: {problem}"
        for method, path, operation in operations(document)
        for problem in _lacking(operation)
    ]


def _lacking(operation: dict[str, Any]) -> Iterator[str]:
    if len(operation.get("tags", [])) != 1:
        yield "one tag is needed, which names the folder and the client's attribute; give it in the overlay"
    summary = operation.get("summary", "").strip()
    if not summary:
        yield "a summary of one line is needed; give it in the overlay"
    permission = operation.get("x-permission", "")
    if permission is not None and not (isinstance(permission, str) and _PERMISSION.fullmatch(permission)):
        yield "x-permission is needed, RESOURCE:PERMISSION or null; give it in the overlay"
    if not isinstance(operation.get("x-repeatable"), bool):
        yield "x-repeatable is needed, true or false; give it in the overlay"
    if operation.get("x-duration") not in ("quick", "slow"):
        yield "x-duration is needed, quick or slow; give it in the overlay"
