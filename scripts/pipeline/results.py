"""What the generator is told about results, beyond what the published document says.

For a body that we send, an optional field may stay unset. A result is the server's: whatever it leaves out reads as
None. So a schema that only ever comes back has all its fields "required" for the generator, those that the document
calls optional nullable, and none a default.
"""

from __future__ import annotations

import copy
import re
from typing import Any

from pipeline.document import Document, Json
from pipeline.guard import operations
from pipeline.problems import Refused

_NULL = {"type": "null"}


def for_generator(document: Document) -> Document:
    """A copy of the effective document in which results are as the generator must see them.

    Raises:
        Refused: a schema is both sent and received, so that neither reading fits.
    """
    document = copy.deepcopy(document)
    schemas = document["components"]["schemas"]
    sent, received = _used(document, schemas)
    both = sorted(sent & received)
    enums = {name for name in both if "enum" in schemas[name]}
    if set(both) - enums:
        raise Refused(
            f"$.components.schemas.{both[0]}: sent and received; split it in the overlay, for an optional field reads "
            "as None in a result and stays unset in a body"
        )
    for name in received - enums:
        _complete(schemas[name])
    return document


def _complete(schema: Json) -> None:
    if not isinstance(schema, dict):
        return
    properties = schema.get("properties", {})
    required = schema.get("required", [])
    for name, child in properties.items():
        if isinstance(child, dict):
            child.pop("default", None)
            _complete(child)
            if name not in required:
                properties[name] = _nullable(child)
    if properties:
        schema["required"] = list(properties)
    for key in ("items", "additionalProperties"):
        _complete(schema.get(key))
    for key in ("anyOf", "oneOf", "allOf"):
        for child in schema.get(key, []):
            _complete(child)


def _nullable(schema: dict[str, Any]) -> dict[str, Any]:
    kinds = schema.get("type")
    if not {"type", "$ref", "anyOf", "oneOf", "allOf", "enum", "const"} & set(schema):
        return schema  # anything at all
    if kinds == "null" or (isinstance(kinds, list) and "null" in kinds) or _NULL in schema.get("anyOf", []):
        return schema
    described: dict[str, Any] = {key: schema.pop(key) for key in ("description", "title") if key in schema}
    options = schema["anyOf"] if set(schema) == {"anyOf"} else [schema]
    return {**described, "anyOf": [*options, _NULL]}


def _used(document: Document, schemas: dict[str, Json]) -> tuple[set[str], set[str]]:
    sent: set[str] = set()
    received: set[str] = set()
    _reach(document["components"].get("responses"), schemas, received)
    for _, _, operation in operations(document):
        _reach(operation.get("requestBody"), schemas, sent)
        _reach(operation.get("parameters"), schemas, sent)
        _reach(operation["responses"], schemas, received)
    return sent, received


def _reach(value: Json, schemas: dict[str, Json], found: set[str]) -> None:
    if isinstance(value, list):
        for child in value:
            _reach(child, schemas, found)
    elif isinstance(value, dict):
        match = (
            re.fullmatch(r"#/components/schemas/(\w+)", value["$ref"]) if isinstance(value.get("$ref"), str) else None
        )
        if match and match[1] not in found:
            found.add(match[1])
            _reach(schemas[match[1]], schemas, found)
        for child in value.values():
            _reach(child, schemas, found)
