"""What one value of a document must be to become code; guard.py says which value must be what."""

from __future__ import annotations

import builtins
import keyword
import re
from typing import Any

from openapi_facade.comparison.document import Json, child
from openapi_facade.comparison.problems import Refused, short
from pipeline.places import folded

IDENTIFIER = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,99}")
SNAKE = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
WORDS = re.compile(r"[A-Za-z0-9][A-Za-z0-9 _.,:()&-]{0,199}")
MAX_TEXT = 10_000
MAX_NAMES = 1_000  # schemas, fields of one, operations


def keys(value: Json, place: str, known: set[str]) -> None:
    if not isinstance(value, dict):
        raise Refused(f"{place}: {'missing' if value is None else 'no object'}")
    unknown = sorted(set(value) - known)
    if unknown:
        raise Refused(
            *(
                f"{child(place, key)}: unknown here; remove it in the overlay, or teach guard.py to check it"
                for key in unknown
            )
        )


def identifier(
    value: Json, place: str, kind: str, pattern: re.Pattern[str] = IDENTIFIER, *, reserved: bool = False
) -> None:
    """`reserved`: names of Python's own are fine, the generator sets `_` behind them."""
    if not isinstance(value, str) or len(value) > 100 or not pattern.fullmatch(value):
        case = " in snake_case" if pattern is SNAKE else ""
        raise Refused(f"{place}: {kind} {short(value)} is no plain identifier{case}")
    if not reserved and is_reserved(value):
        raise Refused(f"{place}: {kind} {value} is a name of Python's")


def match(value: Json, place: str, pattern: re.Pattern[str], problem: str) -> None:
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise Refused(f"{place}: {problem} {short(value)}")


def reference(value: Json, place: str, pattern: re.Pattern[str], known: dict[str, Json]) -> None:
    match = pattern.fullmatch(value) if isinstance(value, str) else None
    if match is None or match[1] not in known:
        raise Refused(f"{place}: {short(value)} leads to nothing in this document")


def text(value: Json, place: str, *, lines: bool = True, quoted: bool = False) -> None:
    """Text that becomes a docstring or a string literal: no quotes, backslashes or characters that cannot be seen.

    `quoted`: a text that becomes neither may have the first two.
    """
    if not isinstance(value, str):
        raise Refused(f"{place}: {'missing' if value is None else 'no text'}")
    if len(value) > MAX_TEXT:
        raise Refused(f"{place}: a text of {len(value)} characters; {MAX_TEXT} at most")
    text = value.replace("\n", " ") if lines else value
    forbidden = "" if quoted else '"\\'
    if not text.isprintable() or any(each in text for each in forbidden):
        culprit = next(each for each in text if not each.isprintable() or each in forbidden)
        raise Refused(f"{place}: {short(culprit)} must not stand in a text that becomes code; use other words")


def flag(parent: dict[str, Any], key: str, place: str) -> None:
    boolean(parent.get(key, False), f"{place}.{key}")


def boolean(value: Json, place: str) -> None:
    if not isinstance(value, bool):
        raise Refused(f"{place}: {short(value)} is neither true nor false")


def number(names: dict[str, Json], place: str) -> None:
    if len(names) > MAX_NAMES:
        raise Refused(f"{place}: {len(names)} names; {MAX_NAMES} at most")


def unique(name: str, seen: dict[str, str], place: str, kind: str) -> None:
    key = folded(name)
    if key in seen:
        raise Refused(f"{place}: becomes the same {kind} as {seen[key]}; rename one in the overlay")
    seen[key] = name


def is_reserved(name: str) -> bool:
    return keyword.iskeyword(name) or (hasattr(builtins, name) and name != "id")


def mapping(parent: dict[str, Any], key: str, place: str, default: Json = None) -> dict[str, Any]:
    value = parent.get(key, default)
    if not isinstance(value, dict):
        raise Refused(f"{child(place, key)}: {'missing' if value is None else 'no object'}")
    return value


def items(parent: dict[str, Any], key: str, place: str) -> list[Any]:
    value = parent.get(key, [])
    if not isinstance(value, list):
        raise Refused(f"{child(place, key)}: no list")
    return value
