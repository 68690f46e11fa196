"""What two answers have in common: their values, or at least their shape."""

from __future__ import annotations

import re
from typing import Any

_SHORTENED = re.compile(r"(.*)\.\.\.<(\d+) chars>", re.DOTALL)


def expanded(value: Any) -> Any:
    """Return a recorded value whose long texts, which repeat themselves, are written out again."""
    if isinstance(value, dict):
        return {name: expanded(each) for name, each in value.items()}
    if isinstance(value, list):
        return [expanded(each) for each in value]
    if isinstance(value, str) and (found := _SHORTENED.fullmatch(value)):
        begin, length = found[1], int(found[2])
        repeated = begin[-2:]
        return begin + (repeated * length)[: length - len(begin)]
    return value


def shape(value: Any) -> Any:
    """Return the keys and types of a value, recursively; numbers of JSON are told apart as they are written."""
    if isinstance(value, dict):
        return {name: shape(each) for name, each in value.items()}
    if isinstance(value, list):
        return [shape(each) for each in value]
    return type(value).__name__
