"""A model with a field of every kind of schema, and the JSON that such a field may have."""

from __future__ import annotations

import datetime
from enum import Enum
from typing import Any
from uuid import UUID

from hypothesis import strategies as st

from .effective import ANYTHING, TEXT, text_of
from .features import COLOR, DATE, INTEGER, STRING, TIME, VERSIONS, Feature, as_document, many, nullable, record, ref
from .features import UUID as ID

KINDS: dict[str, Any] = {
    "text": STRING,
    "integer": INTEGER,
    "number": {"type": "number"},
    "truth": {"type": "boolean"},
    "anything": {},
    "free": {"type": "object"},
    "day": DATE,
    "at": TIME,
    "id": ID,
    "color": COLOR,
    "size": {"type": "integer", "enum": [1, 2, 3]},
    "only": {"type": "string", "enum": ["only"]},
    "part": ref("KindsPart"),
    "text_or_at": {"anyOf": [STRING, TIME]},
    "day_or_at": {"oneOf": [DATE, TIME]},
    "id_or_number": {"anyOf": [ID, {"type": "number"}]},
    "part_or_day": {"anyOf": [ref("KindsPart"), DATE]},
    "either": {"oneOf": [ref("KindsA"), ref("KindsB")]},
    "map_of_days": {"type": "object", "additionalProperties": DATE},
    "map_of_parts": {"type": "object", "additionalProperties": ref("KindsPart")},
}
LISTS = {f"list_of_{name}": many(schema) for name, schema in KINDS.items()}
NULLABLE = {f"{name}_or_null": nullable(schema) for name, schema in KINDS.items() if name != "anything"}
DEEPER = {"lists_of_days": many(many(DATE)), "list_of_null_or_day": many(nullable(DATE)), "any_list": many({})}
EVERY = {**KINDS, **LISTS, **NULLABLE, **DEEPER}
KIND = Feature(
    "kinds",
    ref("KindsResult"),
    ref("KindsBody"),
    {
        "Part": record(["day"], day=DATE, note=STRING),
        "A": record(["kind", "day"], kind={"type": "string", "enum": ["a"]}, day=DATE),
        "B": record(["kind", "at"], kind={"type": "string", "enum": ["b"]}, at=TIME),
        "Result": record(list(EVERY), **EVERY),
        "BodyPart": record(["day"], day=DATE, ids=many(ID)),
        "Body": record(
            ["day"],
            day=DATE,
            at=nullable(TIME),
            id=ID,
            color=COLOR,
            days=many(DATE),
            part=ref("KindsBodyPart"),
            parts=many(ref("KindsBodyPart")),
        ),
    },
)


SCHEMAS = as_document([KIND], VERSIONS[1])["components"]["schemas"]
MOMENTS = st.datetimes(
    datetime.datetime(1900, 1, 1), datetime.datetime(2100, 1, 1), timezones=st.just(datetime.timezone.utc) | st.none()
)
STAMPS = st.one_of(
    MOMENTS.map(datetime.datetime.isoformat),
    MOMENTS.map(lambda at: at.replace(tzinfo=None).isoformat() + "Z"),
    MOMENTS.map(lambda at: at.strftime("%Y-%m-%d %H:%M:%S+05:30").rjust(25, "0")),
)
TRAPS = st.sampled_from(
    ["2024", "12", "", "2024-13-01", "2024-02-30", "20240229", "now", "10:00", "1e3", "１２", "NaN"]
)
FORMATS = {
    "date": st.dates(datetime.date(1, 1, 1)).map(datetime.date.isoformat),
    "date-time": STAMPS,
    "uuid": st.uuids().map(str),
}


def values(schema: Any) -> st.SearchStrategy[Any]:
    """JSON values of a schema, and texts that nearly are dates wherever text is."""
    if "$ref" in schema:
        return values(SCHEMAS[schema["$ref"].rpartition("/")[2]])
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    for keyword in ("anyOf", "oneOf"):
        if keyword in schema:
            return st.one_of([values(each) for each in schema[keyword]])
    kind = schema.get("type")
    if kind == "string":
        return FORMATS.get(schema.get("format"), TEXT | TRAPS | STAMPS)
    if kind == "array":
        return st.lists(values(schema["items"]), max_size=3)
    if kind == "object":
        if "properties" in schema:
            return st.fixed_dictionaries({name: values(each) for name, each in schema["properties"].items()})
        return st.dictionaries(TEXT, values(schema.get("additionalProperties", {})), max_size=3)
    simple: dict[Any, st.SearchStrategy[Any]] = {
        "integer": st.integers(-(2**60), 2**60),
        "number": st.floats(allow_nan=False, allow_infinity=False) | st.integers(-99, 99),
        "boolean": st.booleans(),
        "null": st.none(),
        None: ANYTHING,
    }
    return simple[kind]


def conforms(value: Any, schema: Any, came: Any) -> bool:
    """Whether an attribute is what its schema says, read from the value that came."""
    if "$ref" in schema:
        return hasattr(value, "_names") and value.to_dict() == came
    if "enum" in schema:
        return isinstance(value, Enum) and value.value == came
    for keyword in ("anyOf", "oneOf"):
        if keyword in schema:
            return any(conforms(value, each, came) for each in schema[keyword])
    kind, form = schema.get("type"), schema.get("format")
    if kind == "string" and form in FORMATS:
        types = {"date": datetime.date, "date-time": datetime.datetime, "uuid": UUID}
        return type(value) is types[form]
    if kind == "array":
        return (
            isinstance(value, list)
            and len(value) == len(came)
            and all(conforms(each, schema["items"], other) for each, other in zip(value, came, strict=True))
        )
    return kind == "object" or (type(value) is type(came) and text_of(value) == text_of(came))
