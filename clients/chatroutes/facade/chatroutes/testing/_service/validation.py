"""What a body or a query may hold. Unknown names are ignored."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from .errors import invalid

Check = Callable[[Any], "str | None"]
"""Takes a value, and returns what is wrong with it: "must be a string"."""


@dataclass(frozen=True)
class Field:
    """One named value."""

    check: Check
    required: bool = False
    null: bool = False
    """Whether null is as good as leaving it out."""


def string(value: Any) -> str | None:
    """Accept a string that is not empty."""
    if not isinstance(value, str):
        return "must be a string"
    return None if value else "must not be empty"


def boolean(value: Any) -> str | None:
    """Accept true and false."""
    return None if isinstance(value, bool) else "must be true or false"


def number(least: float, most: float) -> Check:
    """Accept a number from `least` to `most`."""

    def check(value: Any) -> str | None:
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            return "must be a number"
        return None if least <= value <= most else f"must be from {least} to {most}"

    return check


def integer(least: int, most: int) -> Check:
    """Accept a whole number from `least` to `most`."""
    in_range = number(least, most)

    def check(value: Any) -> str | None:
        if isinstance(value, bool) or not isinstance(value, int):
            return "must be an integer"
        return in_range(value)

    return check


def digits(least: int, most: int) -> Check:
    """Accept the digits of a whole number from `least` to `most`, as a query has them."""
    whole = integer(least, most)

    def check(value: Any) -> str | None:
        return whole(int(value)) if value.isascii() and value.isdigit() and len(value) < 10 else "must be an integer"

    return check


def one_of(words: Collection[str]) -> Check:
    """Accept one of a few words."""

    def check(value: Any) -> str | None:
        return None if isinstance(value, str) and value in words else f"must be one of {', '.join(words)}"

    return check


def checked(fields: Mapping[str, Field], got: Any) -> dict[str, Any]:
    """Return the named values that were sent and are not null; raise `Refused` with all that is wrong."""
    if not isinstance(got, Mapping):
        raise invalid([{"field": "body", "message": "must be an object"}])
    result: dict[str, Any] = {}
    wrong: list[dict[str, str]] = []
    for name, field in fields.items():
        value = got.get(name)
        if name not in got or (value is None and field.null):
            if field.required:
                wrong.append({"field": name, "message": "is required"})
            continue
        if problem := field.check(value):
            wrong.append({"field": name, "message": problem})
        else:
            result[name] = value
    if wrong:
        raise invalid(wrong)
    return result
