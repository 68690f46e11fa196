"""operations.py of the generated package: what a client must know of each operation beyond its types."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from openapi_facade.comparison.document import METHODS, Document, child
from openapi_facade.comparison.forms import as_dict
from openapi_facade.comparison.problems import Refused
from pipeline.guard import operations

_HEAD = '''"""Every operation of the API, by operationId: its facts and, loaded on first use, builder and reader.

`operations.{example}` is typed: `build` takes its arguments and `parse` gives its result.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from .operation import Operation as Operation

API_VERSION: Final = {version!r}

OPERATIONS: Final[dict[str, Operation[..., Any]]] = {{
'''
_TYPES = """}

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import ParamSpec, TypeVar

    from .operation import Answer, Request

"""
_PAIR = """
    _P = ParamSpec("_P")
    _T = TypeVar("_T")

    def _pair(build: Callable[_P, Request], parse: Callable[[Answer], _T]) -> Operation[_P, _T]: ...

"""
_TAIL = """else:
    globals().update(OPERATIONS)
"""
_PERMISSION = re.compile(r"[A-Z_]{1,40}:[A-Z]{1,40}")


def render(document: Document) -> str:
    """The module's text.

    Raises:
        Refused: an operation lacks a fact, see `lacking`.
    """
    lines, imports, pairs = [], [], []
    ordered = sorted(operations(document), key=lambda each: str(each[2]["operationId"]))
    for method, path, operation in ordered:
        for problem in _lacking(operation):
            raise Refused(f"{child('$.paths', path)}.{method}{problem}")
        name, tag = operation["operationId"], operation["tags"][0]
        facts = (
            name,
            tag,
            method.upper(),
            path,
            operation["x-permission"],
            operation["x-repeatable"],
            operation["x-duration"] == "slow",
            operation["summary"].strip(),
        )
        lines.append(f"    {name!r}: Operation({', '.join(map(repr, facts))}),\n")
        imports.append(f"    from .api.{tag} import {name} as _{name}\n")
        pairs.append(f"    {name} = _pair(_{name}.build, _{name}.parse)\n")
    head = _HEAD.format(version=document["info"]["version"], example=ordered[0][2]["operationId"] if ordered else "x")
    return "".join([head, *lines, _TYPES, *imports, _PAIR, *pairs, _TAIL])


def check(document: Document) -> None:
    """Refuse a document, of which anything may be wrong, if the overlay must tell more of its operations.

    Raises:
        Refused: an operation lacks a fact, see `lacking`.
    """
    problems = lacking(document)
    if problems:
        raise Refused(*problems)


def lacking(document: Document) -> list[str]:
    """What the overlay must still tell about operations before code can be generated: a place and a fact each."""
    return [
        f"{child('$.paths', path)}.{method}{problem}"
        for path, item in as_dict(document.get("paths")).items()
        for method in METHODS
        if isinstance(as_dict(item).get(method), dict)
        for problem in _lacking(item[method])
    ]


def _lacking(operation: dict[str, Any]) -> Iterator[str]:
    """Each fact that an operation lacks, after where it would stand; where it is wrong, the place is its own."""
    tags = operation.get("tags")
    if not isinstance(tags, list) or len(tags) != 1:
        yield _needed(operation, "tags", "one tag", "which names the folder and the client's attribute")
    if not str(operation.get("summary", "")).strip():
        yield _needed(operation, "summary", "a summary of one line")
    permission = operation.get("x-permission", "")
    if permission is not None and not (isinstance(permission, str) and _PERMISSION.fullmatch(permission)):
        yield _needed(operation, "x-permission", "x-permission", "RESOURCE:PERMISSION or null")
    if not isinstance(operation.get("x-repeatable"), bool):
        yield _needed(operation, "x-repeatable", "x-repeatable", "true or false")
    if operation.get("x-duration") not in ("quick", "slow"):
        yield _needed(operation, "x-duration", "x-duration", "quick or slow")


def _needed(operation: dict[str, Any], key: str, name: str, of: str = "") -> str:
    where = child("", key) if key in operation else ""
    return f"{where}: {name} is needed{of and f', {of}'}; give it in the overlay"
