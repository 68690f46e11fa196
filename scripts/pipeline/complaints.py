"""What openapi-python-client complains of, as lines with the place in the document: its own text has pages for each."""

from __future__ import annotations

import re
from typing import Any

from pipeline import places

_OPERATION = re.compile(r"WARNING parsing ([A-Z]+) (\S+) within [^\n]*\n+(?P<reason>[^\n]+)")
_SCHEMA = re.compile(r"Unable to (?:process|parse) schema /components/schemas/([\w-]+):?\n+(?P<reason>[^\n]+)")
_CONSEQUENCE = "Could not find reference in parsed models or enums"
_PHRASE = "Unable to parse this part of your OpenAPI document: : "


def with_places(text: str, document: dict[str, Any]) -> list[str]:
    """Each complaint, causes before what follows from them; the text itself where none is found."""
    names = {(method.upper(), path): place for place, path, method, _ in places.operations(document)}
    found = [
        *((f"$.components.schemas.{match[1]}", match["reason"]) for match in _SCHEMA.finditer(text)),
        *((names.get((match[1], match[2]), match[0]), match["reason"]) for match in _OPERATION.finditer(text)),
    ]
    lines = [f"{place}: {reason.removeprefix(_PHRASE)}" for place, reason in found]
    if not lines:
        return [text]
    return [text.splitlines()[0], *sorted(lines, key=lambda line: line.endswith(_CONSEQUENCE))]
