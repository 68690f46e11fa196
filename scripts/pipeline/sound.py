"""What of a document no refusal touches. It is looked at further, so that one run tells of all that is wrong."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from openapi_facade.comparison.document import METHODS, Document, Json, child
from openapi_facade.comparison.forms import as_dict, references
from pipeline.leftovers import is_below

_COMPONENTS = ("schemas", "responses")
_PREFIX = "#/components/"


def untouched(document: Document, problems: Collection[str]) -> Document:
    """The operations, schemas and responses of a document that have passed the guard, with all that they refer to.

    Args:
        document: what the guard refuses.
        problems: all that it said, each with its place before it.
    """
    components = as_dict(document.get("components"))
    kept = {
        f"{kind}/{name}": each
        for kind in _COMPONENTS
        for name, each in as_dict(components.get(kind)).items()
        if not _is_touched(child(f"$.components.{kind}", name), problems)
    }
    while lost := [name for name, each in kept.items() if not _leads_to(each, kept)]:
        for name in lost:
            del kept[name]
    paths = {
        path: {
            method: item[method]
            for method in METHODS
            if method in as_dict(item)
            and not _is_touched(f"{child('$.paths', path)}.{method}", problems)
            and _leads_to(item[method], kept)
        }
        for path, item in as_dict(document.get("paths")).items()
        if not _is_touched(child("$.paths", path), problems, itself=True)
    }
    return {
        "paths": paths,
        "components": {
            kind: {name.partition("/")[2]: each for name, each in kept.items() if name.startswith(f"{kind}/")}
            for kind in _COMPONENTS
        },
    }


def _is_touched(place: str, problems: Collection[str], *, itself: bool = False) -> bool:
    """Whether there is a problem at a place or below it; `itself`: at the place alone."""
    return any(problem.startswith(f"{place}: ") if itself else is_below(problem, place) for problem in problems)


def _leads_to(value: Json, kept: dict[str, Any]) -> bool:
    """Whether all that a value refers to is kept."""
    return all(reference.removeprefix(_PREFIX) in kept for reference in references(value))
