"""A small table-driven validator whose error items look like those of pydantic 2.4 (CONTRACT §1.1).

A *check* takes a value and the place it came from, and returns the value as the server would store it; what is wrong
goes into the list of errors. Checks are put together from smaller ones, as the documented bodies are.
"""

from __future__ import annotations

import copy
import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .errors import ErrorItem

Loc = tuple[Any, ...]
Check = Callable[[Any, Loc, list[ErrorItem]], Any]

REQUIRED: Any = object()
"""The default of what has none."""


@dataclass(frozen=True)
class Field:
    """One named value: its check, and what it is when nobody sent it."""

    check: Check
    default: Any = REQUIRED

    @property
    def required(self) -> bool:
        return self.default is REQUIRED


def item(kind: str, loc: Loc, msg: str, value: Any, ctx: Mapping[str, Any] | None = None) -> ErrorItem:
    """One error item; `ctx` is left out where pydantic leaves it out."""
    made: ErrorItem = {"type": kind, "loc": list(loc), "msg": msg, "input": value}
    if ctx is not None:
        made["ctx"] = dict(ctx)
    return made


def missing(loc: Loc, value: Any = None) -> ErrorItem:
    """The error of a required value that is not there."""
    return item("missing", loc, "Field required", value)


def anything(value: Any, loc: Loc, errors: list[ErrorItem]) -> Any:
    """Accept every value."""
    return value


def string(min_length: int = 0) -> Check:
    """A string of at least `min_length` characters; nothing else is converted to one."""

    def check(value: Any, loc: Loc, errors: list[ErrorItem]) -> Any:
        if not isinstance(value, str):
            errors.append(item("string_type", loc, "Input should be a valid string", value))
        elif min_length and re.search("[\ud800-\udfff]", value):
            # only where it looks at the text; and the answer that quotes it cannot be written, so it is a plain 500
            msg = "Input should be a valid string, unable to parse raw data as a unicode string"
            errors.append(item("string_unicode", loc, msg, value))
        elif len(value) < min_length:
            characters = "character" if min_length == 1 else "characters"
            msg = f"String should have at least {min_length} {characters}"
            errors.append(item("string_too_short", loc, msg, value, {"min_length": min_length}))
        return value

    return check


_INTEGER = re.compile(r"[+-]?([0-9]+(\.0*)?|[0-9]+(_[0-9]+)*)")
_LARGEST_FLOAT = 2.0**63
_MOST_DIGITS = 4300
_TOO_LARGE = "Unable to parse input string as an integer, exceeded maximum size"


def integer(value: Any, loc: Loc, errors: list[ErrorItem]) -> Any:
    """An integer; whole floats, booleans and strings of digits are converted, as pydantic does.

    Digits may be grouped by underscores, and no space may stand around them.
    """
    if isinstance(value, int):
        return int(value)
    if isinstance(value, float):
        if not math.isfinite(value):
            errors.append(item("finite_number", loc, "Input should be a finite number", value))
        elif value.is_integer() and abs(value) < _LARGEST_FLOAT:
            return int(value)
        elif value.is_integer():
            errors.append(item("int_parsing_size", loc, _TOO_LARGE, value))
        else:
            msg = "Input should be a valid integer, got a number with a fractional part"
            errors.append(item("int_from_float", loc, msg, value))
        return value
    if isinstance(value, str):
        if len(value) > _MOST_DIGITS:
            errors.append(item("int_parsing_size", loc, _TOO_LARGE, value))
            return value
        if _INTEGER.fullmatch(value):
            return int(value.partition(".")[0])
        msg = "Input should be a valid integer, unable to parse string as an integer"
        errors.append(item("int_parsing", loc, msg, value))
        return value
    errors.append(item("int_type", loc, "Input should be a valid integer", value))
    return value


def number(value: Any, loc: Loc, errors: list[ErrorItem]) -> Any:
    """A float; integers, booleans and strings that spell a number are converted."""
    if isinstance(value, (int, float)):
        return float(value)
    if isinstance(value, str):
        try:
            return float(value.strip())
        except ValueError:
            msg = "Input should be a valid number, unable to parse string as a number"
            errors.append(item("float_parsing", loc, msg, value))
            return value
    errors.append(item("float_type", loc, "Input should be a valid number", value))
    return value


_TRUE = {"1", "on", "t", "true", "y", "yes"}
_FALSE = {"0", "off", "f", "false", "n", "no"}


def boolean(value: Any, loc: Loc, errors: list[ErrorItem]) -> Any:
    """A boolean; 0, 1 and the usual words are converted."""
    if isinstance(value, bool):
        return value
    if isinstance(value, (int, float)) and value in (0, 1):
        return bool(value)
    if isinstance(value, (str, int, float)):
        if str(value).lower() in _TRUE | _FALSE:
            return str(value).lower() in _TRUE
        msg = "Input should be a valid boolean, unable to interpret input"
        errors.append(item("bool_parsing", loc, msg, value))
        return value
    errors.append(item("bool_type", loc, "Input should be a valid boolean", value))
    return value


def mapping(value: Any, loc: Loc, errors: list[ErrorItem]) -> Any:
    """A JSON object with any content."""
    if not isinstance(value, dict):
        errors.append(item("dict_type", loc, "Input should be a valid dictionary", value))
    return value


def sequence(value: Any, loc: Loc, errors: list[ErrorItem]) -> Any:
    """A JSON array with any content."""
    if not isinstance(value, list):
        errors.append(item("list_type", loc, "Input should be a valid list", value))
    return value


def optional(check: Check) -> Check:
    """What `check` accepts, or null."""

    def optionally(value: Any, loc: Loc, errors: list[ErrorItem]) -> Any:
        return None if value is None else check(value, loc, errors)

    return optionally


def list_of(check: Check) -> Check:
    """A JSON array whose elements satisfy `check`."""

    def listed(value: Any, loc: Loc, errors: list[ErrorItem]) -> Any:
        if not isinstance(value, list):
            return sequence(value, loc, errors)
        return [check(element, (*loc, index), errors) for index, element in enumerate(value)]

    return listed


def one_of(names: Sequence[str]) -> Check:
    """One of a few words: an enumeration."""
    quoted = [f"'{name}'" for name in names]
    expected = quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} or {quoted[-1]}"

    def check(value: Any, loc: Loc, errors: list[ErrorItem]) -> Any:
        if not isinstance(value, str):
            errors.append(item("string_type", loc, "Input should be a valid string", value))
        elif value not in names:
            errors.append(item("enum", loc, f"Input should be {expected}", value, {"expected": expected}))
        return value

    return check


def mapping_of(key: Check, value: Check) -> Check:
    """A JSON object whose keys and values satisfy their checks."""

    def mapped(got: Any, loc: Loc, errors: list[ErrorItem]) -> Any:
        if not isinstance(got, dict):
            return mapping(got, loc, errors)
        return {
            key(name, (*loc, name, "[key]"), errors): value(content, (*loc, name), errors)
            for name, content in got.items()
        }

    return mapped


def union(**members: Check) -> Check:
    """The first member that accepts the value; if none does, the errors of all, each under its member's name."""

    def check(value: Any, loc: Loc, errors: list[ErrorItem]) -> Any:
        collected: list[ErrorItem] = []
        for name, member in members.items():
            own: list[ErrorItem] = []
            result = member(value, (*loc, name), own)
            if not own:
                return result
            collected += own
        errors += collected
        return value

    return check


def model(fields: Mapping[str, Field], extra: str = "ignore") -> Check:
    """A JSON object with named fields; `extra` keys are ignored, kept ("allow") or refused ("forbid").

    Fields without a default must be there; those whose default is `UNSET` are simply left out of the result.
    """

    def check(value: Any, loc: Loc, errors: list[ErrorItem]) -> Any:
        if not isinstance(value, dict):
            msg = "Input should be a valid dictionary or object to extract fields from"
            errors.append(item("model_attributes_type", loc, msg, value))
            return value
        result: dict[str, Any] = {}
        for name, field in fields.items():
            if name in value:
                result[name] = field.check(value[name], (*loc, name), errors)
            elif field.required:
                errors.append(missing((*loc, name), value))
            elif field.default is not UNSET:
                result[name] = copy.deepcopy(field.default)
        for name in value:
            if name in fields:
                continue
            if extra == "forbid":
                errors.append(item("extra_forbidden", (*loc, name), "Extra inputs are not permitted", value[name]))
            elif extra == "allow":
                result[name] = value[name]
        return result

    return check


UNSET: Any = object()
"""The default of a model's field that stays absent when nobody sent it."""


def parameters(fields: Mapping[str, Field], got: Any, where: str, errors: list[ErrorItem]) -> dict[str, Any]:
    """Check several values that came under their own names: a query string, a form, or a body with embedded fields.

    Here null counts as absent, and something that has no names at all lacks even the optional ones.
    """
    result: dict[str, Any] = {}
    for name, field in fields.items():
        loc = (where, name)
        if got is not None and not isinstance(got, Mapping):
            errors.append(missing(loc))
            continue
        value = None if got is None else got.get(name)
        if value is not None:
            result[name] = field.check(value, loc, errors)
        elif field.required:
            errors.append(missing(loc))
        else:
            result[name] = copy.deepcopy(field.default)
    return result
