"""What the generator is told beyond, or otherwise than, the effective document: above all about results.

For a body that we send, an optional field may stay unset. A result is the server's: whatever it leaves out reads as
None. So a schema that only ever comes back has all its fields "required" for the generator, those that the document
calls optional nullable, and none a default.
"""

from __future__ import annotations

import copy
from typing import Any

from openapi_facade.comparison.document import Document, Json
from openapi_facade.comparison.forms import reached
from openapi_facade.comparison.problems import Problems
from pipeline import discriminators
from pipeline.guard import operations

_NULL = {"type": "null"}
_BY_SIMPLICITY = ("application/json", "application/x-www-form-urlencoded", "multipart/form-data")


def for_generator(document: Document) -> Document:
    """A copy of the effective document in which results are as the generator must see them.

    Raises:
        Refused: a schema is both sent and received, so that neither reading fits.
    """
    document = copy.deepcopy(document)
    for _, _, operation in operations(document):
        # The generator's docstring template puts a stray space before a description, and none before a summary.
        described = (operation.get("summary", "").strip(), operation.pop("description", "").strip())
        operation["summary"] = "\n\n".join(text for text in described if text)
        _one_of_equal(operation.get("requestBody", {}).get("content", {}))
    schemas = document.get("components", {}).get("schemas", {})
    discriminators.apply(document)
    for schema in schemas.values():
        schema.pop("title", None)  # the generator would name the class by it: two of one title would vanish
        if _is_one_reference(schema):
            schema["allOf"].append({"type": "object"})  # the generator would make no class of it
        _part_combined(schema)
    _part_combined(document["paths"])
    sent, received = _used(document, schemas)
    both = sorted(sent & received)
    enums = {name for name in both if "enum" in schemas[name]}
    problems = Problems()
    problems.note(
        *(
            f"$.components.schemas.{name}: sent and received; split it in the overlay, for an optional field reads as "
            "None in a result and stays unset in a body"
            for name in both
            if name not in enums
        )
    )
    problems.refuse()
    for name in received - enums:
        _complete(schemas[name])
    shared = document.get("components", {}).get("responses", {})
    for responses in (shared, *(operation["responses"] for _, _, operation in operations(document))):
        for response in responses.values():
            for content in response.get("content", {}).values():
                _complete(content.get("schema"))
    return document


def _is_one_reference(schema: Json) -> bool:
    parts = schema.get("allOf") if isinstance(schema, dict) else None
    return isinstance(parts, list) and len(parts) == 1 and isinstance(parts[0], dict) and "$ref" in parts[0]


def _part_combined(value: Json) -> None:
    """Make a part of its own of the fields that stand beside one reference, where the generator would not see them."""
    if isinstance(value, list):
        for each in value:
            _part_combined(each)
    elif isinstance(value, dict):
        if _is_one_reference(value) and "properties" in value:
            own = {key: value.pop(key) for key in ("properties", "required") if key in value}
            value["allOf"].append({"type": "object", **own})
        for each in value.values():
            _part_combined(each)


def _one_of_equal(content: dict[str, Json]) -> None:
    """Of media types with one schema, keep the simplest: the generated function could not tell them apart."""
    for media_type in _BY_SIMPLICITY:
        if media_type in content:
            same = [other for other in content if other != media_type and content[other] == content[media_type]]
            for other in same:
                del content[other]


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
    sent: list[Json] = []
    received: list[Json] = [document.get("components", {}).get("responses")]
    for _, _, operation in operations(document):
        sent += [operation.get("requestBody"), operation.get("parameters")]
        received.append(operation["responses"])
    return reached(sent, schemas), reached(received, schemas)
