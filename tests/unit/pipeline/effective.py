"""The effective document, as the generated package carries it, and JSON values of its schemas."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

import cheshire_cat_openapi
from cheshire_cat_openapi import models
from cheshire_cat_openapi.model import Model

DOCUMENT: dict[str, Any] = json.loads((Path(cheshire_cat_openapi.__file__).parent / "openapi.json").read_text("utf-8"))
SCHEMAS: dict[str, Any] = DOCUMENT["components"]["schemas"]
OPERATIONS: dict[str, Any] = {
    operation["operationId"]: operation for item in DOCUMENT["paths"].values() for operation in item.values()
}
_CLASSES = {name.lower(): getattr(models, name) for name in models.__all__}
MODELS: dict[str, type[Model]] = {
    name: _CLASSES[name.replace("_", "").lower()]
    for name, schema in SCHEMAS.items()
    if schema.get("type") == "object" or "allOf" in schema
}
"""Schema's name -> its class."""

SCALARS = st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.floats(allow_nan=False, allow_infinity=False)
TEXT = st.text(st.characters(codec="utf-8"), max_size=8)
ANYTHING = st.recursive(
    SCALARS | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)
MISSING = object()


def resolved(schema: Any) -> Any:
    """A schema without `$ref` and `allOf` at its top."""
    if "$ref" in schema:
        return resolved(SCHEMAS[schema["$ref"].rpartition("/")[2]])
    if "allOf" in schema:
        parts = [resolved(part) for part in schema["allOf"]]
        return {
            "type": "object",
            "properties": {name: each for part in parts for name, each in part["properties"].items()},
            "required": [name for part in parts for name in part.get("required", [])],
            "additionalProperties": True,
        }
    return schema


def values(schema: Any, *, damaged: bool) -> st.SearchStrategy[Any]:
    """JSON values of a schema; `damaged`: fields also missing, null, unknown, or of any other form."""
    schema = resolved(schema)
    if "enum" in schema:
        return st.sampled_from(schema["enum"]) | (st.just("UNKNOWN") if damaged else st.nothing())
    if "anyOf" in schema:
        return st.one_of([values(each, damaged=damaged) for each in schema["anyOf"]])
    kinds = schema.get("type", "any")
    return st.one_of([_of(kind, schema, damaged) for kind in (kinds if isinstance(kinds, list) else [kinds])])


def _of(kind: str, schema: Any, damaged: bool) -> st.SearchStrategy[Any]:
    if kind == "object":
        return _objects(schema, damaged)
    if kind == "array":
        return st.lists(values(schema.get("items", {}), damaged=damaged), max_size=3)
    simple: dict[str, st.SearchStrategy[Any]] = {
        "string": TEXT,
        "integer": st.integers(-(2**60), 2**60),
        "number": st.floats(allow_nan=False, allow_infinity=False),
        "boolean": st.booleans(),
        "null": st.none(),
        "any": ANYTHING,
    }
    return simple[kind]


def _objects(schema: Any, damaged: bool) -> st.SearchStrategy[Any]:
    required = schema.get("required", [])
    fields: dict[str, st.SearchStrategy[Any]] = {}
    for name, each in schema.get("properties", {}).items():
        strategy = values(each, damaged=damaged)
        if name not in required or damaged:
            strategy = st.just(MISSING) | strategy
        fields[name] = (strategy | st.none() | ANYTHING) if damaged else strategy
    more = schema.get("additionalProperties", True)
    extra: st.SearchStrategy[Any] = st.just({})
    if more is not False and (damaged or not fields):
        unknown = values(more, damaged=damaged) if isinstance(more, dict) else ANYTHING
        extra = st.dictionaries(
            TEXT.map(lambda text: f"x{text}"), unknown | ANYTHING if damaged else unknown, max_size=3
        )
    return st.tuples(st.fixed_dictionaries(fields), extra).map(
        lambda both: {name: value for part in both for name, value in part.items() if value is not MISSING}
    )


def text_of(value: Any) -> str:
    """One text for one JSON value; unlike `==`, it tells 1 from True and from 1.0."""
    return json.dumps(value, sort_keys=True, ensure_ascii=True)
