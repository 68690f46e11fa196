"""What a body or a query may hold, and what is said of one that does not (CONTRACT §3.2). Unknown names are ignored."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any
from urllib.parse import urlsplit

from .errors import Refused

Json = dict[str, Any]
Kind = Callable[[Any], Any]
"""Takes a value, and returns what is made of it. Raises `Wrong`."""


class Wrong(Exception):
    """What is wrong with a value, and where inside it."""

    def __init__(self, kind: str, message: str, context: Mapping[str, Any] | None = None) -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message
        self.context = context
        self.inside: list[tuple[int, Any]] = []
        """The item of a list that it is about: its place, and itself."""


@dataclass(frozen=True)
class Field:
    """One named value."""

    kind: Kind
    required: bool = False
    null: bool = False
    default: Any = None


def text(least: int = 0, most: int | None = None, check: Callable[[str], str] | None = None) -> Kind:
    """Accept a string of some length; `check` returns what is kept of it, or raises ValueError."""

    def kind(value: Any) -> str:
        if not isinstance(value, str):
            raise Wrong("string_type", "Input should be a valid string")
        if len(value) < least:
            few = f"String should have at least {least} {_characters(least)}"
            raise Wrong("string_too_short", few, {"min_length": least})
        if most is not None and len(value) > most:
            many = f"String should have at most {most} {_characters(most)}"
            raise Wrong("string_too_long", many, {"max_length": most})
        return _checked(check, value) if check else value

    return kind


def texts(check: Callable[[list[str]], list[str]]) -> Kind:
    """Accept a list of strings; `check` returns what is kept of it, or raises ValueError."""

    def kind(value: Any) -> list[str]:
        if not isinstance(value, list):
            raise Wrong("list_type", "Input should be a valid list")
        wrong = Wrong("string_type", "Input should be a valid string")
        wrong.inside = [(place, item) for place, item in enumerate(value) if not isinstance(item, str)]
        if wrong.inside:
            raise wrong
        checked: list[str] = _checked(check, value)
        return checked

    return kind


def integer(least: int | None = None, most: int | None = None) -> Kind:
    """Accept a whole number, and what spells one."""

    def kind(value: Any) -> int:
        if isinstance(value, str):
            try:
                value = int(value)
            except ValueError:
                problem = "Input should be a valid integer, unable to parse string as an integer"
                raise Wrong("int_parsing", problem) from None
        if isinstance(value, float) and not value.is_integer():
            raise Wrong("int_from_float", "Input should be a valid integer, got a number with a fractional part")
        if not isinstance(value, (int, float)):
            raise Wrong("int_type", "Input should be a valid integer")
        return int(_in_range(int(value), least, most))

    return kind


def number(least: float | None = None) -> Kind:
    """Accept a number, and what spells one."""

    def kind(value: Any) -> float:
        if isinstance(value, str):
            try:
                value = float(value)
            except ValueError:
                problem = "Input should be a valid number, unable to parse string as a number"
                raise Wrong("float_parsing", problem) from None
        if not isinstance(value, (int, float)):
            raise Wrong("float_type", "Input should be a valid number")
        return float(_in_range(float(value), least, None))

    return kind


def boolean(value: Any) -> bool:
    """Accept true and false."""
    if not isinstance(value, bool):
        raise Wrong("bool_type", "Input should be a valid boolean")
    return value


def web_url(value: Any) -> str:
    """Accept an address of http or https; a slash at its end is dropped."""
    if not isinstance(value, str):
        raise Wrong("url_type", "URL input should be a string or URL")
    problem = "relative URL without a base"
    try:
        parts = urlsplit(value.strip())
        if parts.scheme and not parts.netloc:
            problem = "empty host"
    except ValueError:
        parts, problem = urlsplit(""), "invalid port number"
    if parts.scheme and parts.scheme not in ("http", "https"):
        schemes = "'http' or 'https'"
        raise Wrong("url_scheme", f"URL scheme should be {schemes}", {"expected_schemes": schemes})
    if not parts.netloc:
        raise Wrong("url_parsing", f"Input should be a valid URL, {problem}", {"error": problem})
    return value.strip().rstrip("/")


def moment(value: Any) -> datetime:
    """Accept a time in ISO 8601; one without a zone is of UTC."""
    problem = "invalid character in year"
    try:
        made = datetime.fromisoformat(value.replace("Z", "+00:00"))
    except (AttributeError, ValueError):
        words = f"Input should be a valid datetime or date, {problem}"
        raise Wrong("datetime_from_date_parsing", words, {"error": problem}) from None
    return made if made.tzinfo else made.replace(tzinfo=timezone.utc)


def body_of(fields: Mapping[str, Field], got: Any) -> Json:
    """Return what is made of a body. Raises `Refused` with all that is wrong: a 422."""
    if got is None:
        raise invalid([_item("missing", ["body"], "Field required", None)])
    if not isinstance(got, Mapping):
        words = "Input should be a valid dictionary or object to extract fields from"
        raise invalid([_item("model_attributes_type", ["body"], words, got)])
    return _made(fields, got, "body", got)


def form_of(fields: Mapping[str, Field], got: Mapping[str, str]) -> Json:
    """Return what is made of a form; a field that is not there had the input null."""
    return _made(fields, got, "body", None)


def query_of(fields: Mapping[str, Field], got: Mapping[str, str]) -> Json:
    """Return what is made of a query."""
    return _made(fields, got, "query", None)


def invalid(items: list[Json]) -> Refused:
    """Return the refusal of a request whose parts are wrong."""
    return Refused(422, items)


def not_json(position: int, why: str) -> Refused:
    """Return the refusal of a body that is no JSON from some position on."""
    return invalid([_item("json_invalid", ["body", position], "JSON decode error", {}, {"error": why})])


def _made(fields: Mapping[str, Field], got: Mapping[str, Any], where: str, whole: Any) -> Json:
    made: Json = {}
    wrong: list[Json] = []
    for name, field in fields.items():
        made[name] = field.default
        if name not in got:
            if field.required:
                wrong.append(_item("missing", [where, name], "Field required", whole))
            continue
        value = got[name]
        if value is None and field.null:
            made[name] = None
            continue
        try:
            made[name] = field.kind(value)
        except Wrong as problem:
            for at, seen in [([place], item) for place, item in problem.inside] or [([], value)]:
                wrong.append(_item(problem.kind, [where, name, *at], problem.message, seen, problem.context))
    if wrong:
        raise invalid(wrong)
    return made


def _item(
    kind: str, where: list[str | int], message: str, value: Any, context: Mapping[str, Any] | None = None
) -> Json:
    item: Json = {"type": kind, "loc": where, "msg": message, "input": value}
    return item if context is None else {**item, "ctx": dict(context)}


def _checked(check: Callable[[Any], Any], value: Any) -> Any:
    try:
        return check(value)
    except ValueError as error:
        raise Wrong("value_error", f"Value error, {error}", {"error": {}}) from None


def _in_range(value: float, least: float | None, most: float | None) -> float:
    if least is not None and value < least:
        raise Wrong("greater_than_equal", f"Input should be greater than or equal to {least}", {"ge": least})
    if most is not None and value > most:
        raise Wrong("less_than_equal", f"Input should be less than or equal to {most}", {"le": most})
    return value


def _characters(count: int) -> str:
    return "character" if count == 1 else "characters"
