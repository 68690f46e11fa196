"""Which values a schema may name: constants, the values of enums, defaults, limits. A part of guard.py."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterator
from typing import Any

from dateutil.parser import isoparse  # type: ignore[import-untyped]

from openapi_facade.comparison.document import Json
from openapi_facade.comparison.problems import Problems, Refused, short
from pipeline import checks

_KINDS: dict[type, str] = {str: "string", bool: "boolean", int: "integer", float: "number", type(None): "null"}


def check_enum(values: Json, place: str, _: object) -> None:
    if not isinstance(values, list) or not values or len(values) > checks.MAX_NAMES:
        raise Refused(f"{place}: no list of 1 to {checks.MAX_NAMES} values")
    problems = Problems()
    seen: dict[str, str] = {}
    for number, value in enumerate(values):
        where = f"{place}[{number}]"
        if value is None and len(values) > 1:
            continue  # the generator makes a nullable enum of it
        with problems:
            check_constant(value, where, None)
            checks.unique(str(value), seen, where, "member")
    problems.refuse()
    if len({type(value) for value in values if value is not None}) > 1:
        raise Refused(f"{place}: texts and numbers, and an enum has one kind of value; part them with `anyOf`")


def check_constant(value: Json, place: str, _: object) -> None:
    if isinstance(value, str):
        checks.identifier(value, place, "value", reserved=True)
    elif isinstance(value, bool) or not isinstance(value, int):
        kind = _KINDS.get(type(value))
        raise Refused(
            f"{place}: {_shown(value)}, and only texts and whole numbers become constants of the code; in the overlay, "
            f"remove `{'enum' if place.endswith(']') else 'const'}`" + (f" and say `type: {kind}`" if kind else "")
        )


def check_default(value: Json, place: str, _: object) -> None:
    if isinstance(value, str):
        checks.text(value, place, lines=False)
    elif isinstance(value, dict | list):
        raise Refused(f"{place}: an object or array would be one for all callers; remove it in the overlay")


def check_limit(value: Json, place: str, _: object) -> None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Refused(f"{place}: {short(value)} is no number")


def check_count(value: Json, place: str, _: object) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise Refused(f"{place}: {short(value)} is no number of things")


def check_step(value: Json, place: str, _: object) -> None:
    check_limit(value, place, None)
    if value <= 0:
        raise Refused(f"{place}: {short(value)}, and a step is more than 0")


def check_agreement(schema: dict[str, Any], place: str) -> None:
    """Refuse what keywords say together, of a schema each of which has been checked.

    Raises:
        Refused: with the places and reasons of all that was found.
    """
    problems = Problems()
    kinds = schema.get("type")
    kinds = [kinds] if isinstance(kinds, str) else kinds
    if kinds is not None:
        if "array" in kinds and "items" not in schema:
            problems.note(f"{place}.items: missing; say of what the list is, or `items: {{}}` if of anything")
        for value, where in _constants(schema, place):
            kind = _KINDS[type(value)]
            if kind not in kinds and not (kind == "integer" and "number" in kinds):
                problems.note(f"{where}: {_shown(value)} is not of type {' or '.join(kinds)}; correct one of the two")
    default = schema.get("default")
    if default is not None:
        values = [value for value, _ in _constants(schema, place)]
        if values and default not in values:
            problems.note(f"{place}.default: {short(default)} is none of the values; correct or drop it")
        elif kinds is not None and not any(_is(default, kind, schema.get("format")) for kind in kinds):
            told = " or ".join([*kinds, *([f"format {schema['format']}"] if "format" in schema else [])])
            problems.note(f"{place}.default: {short(default)} is not of type {told}; correct or drop it")
    problems.refuse()


def _constants(schema: dict[str, Any], place: str) -> Iterator[tuple[Json, str]]:
    if "const" in schema:
        yield schema["const"], f"{place}.const"
    for number, value in enumerate(schema.get("enum", [])):
        if value is not None:
            yield value, f"{place}.enum[{number}]"


def _is(value: Json, kind: str, form: Json) -> bool:
    """Whether the generator takes a default for one of this type: some texts are numbers to it."""
    if kind == "string":
        read = _READ.get(form)
        return read is None or (isinstance(value, str) and _can(read, value))
    if kind == "boolean":
        return isinstance(value, bool) or str(value).lower() in ("true", "false")
    if kind == "null" or isinstance(value, bool):
        return False
    if kind == "number":
        return _can(float, value)
    return kind == "integer" and _can(float, value) and float(value).is_integer()


def _not(_: str) -> None:
    raise ValueError


_READ: dict[Json, Callable[[str], object]] = {
    "date": isoparse,
    "date-time": isoparse,
    "uuid": uuid.UUID,
    "binary": _not,  # no text is a file
}


def _can(read: Callable[[Any], object], value: Json) -> bool:
    try:
        read(value)
    except (ValueError, TypeError, OverflowError):
        return False
    return True


def _shown(value: Json) -> str:
    """A value as the document has it."""
    return short(value) if isinstance(value, str) else json.dumps(value)[:80]
