"""The forms that a value may have, by a schema of a document that nobody has checked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from openapi_facade.comparison.document import Document, Json

_REFERENCE = re.compile(r"#/components/schemas/(.+)")
_COMPONENT = re.compile(r"#/components/(\w+)/(.+)")
_TYPES = {str: "string", bool: "boolean", int: "integer", float: "number", type(None): "null"}
_MAX_REFERENCES = 100  # that one value's schema may lead through


@dataclass(frozen=True)
class Form:
    """One of the forms that a value may have: a schema without references and alternatives, and its name if any."""

    schema: dict[str, Any]
    name: str


def forms_of(document: Document, schema: Json) -> dict[str, list[Form]]:
    """JSON type -> the schemas for it; `any` where a schema does not tell."""
    forms: dict[str, list[Form]] = {}
    _collect(document, schema, "", forms, set())
    return forms


def _collect(document: Document, schema: Json, name: str, forms: dict[str, list[Form]], seen: set[str]) -> None:
    schema = as_dict(schema)
    if "$ref" in schema:
        match = _REFERENCE.fullmatch(str(schema["$ref"]))
        target = match[1] if match else ""
        if target not in seen and len(seen) < _MAX_REFERENCES:
            seen.add(target)
            _collect(document, definition(document, target), target, forms, seen)
        return
    for keyword in ("anyOf", "oneOf"):
        if isinstance(schema.get(keyword), list):
            for each in schema[keyword]:
                _collect(document, each, name, forms, seen)
            return
    if isinstance(schema.get("allOf"), list):
        schema = _merged(document, schema, set())
    name = name or str(schema.get("title", ""))
    kinds = schema.get("type")
    if kinds is None:
        kinds = ["object"] if "properties" in schema else _types_of(schema)
    for kind in kinds if isinstance(kinds, list) else [kinds]:
        forms.setdefault(str(kind), []).append(Form(schema, name))


def _types_of(schema: dict[str, Any]) -> list[str]:
    """The types of the values that a schema without a type allows; `any`: it does not tell."""
    return sorted({_TYPES.get(type(value), "any") for value in _allowed(schema) or ()}) or ["any"]


def _merged(document: Document, schema: dict[str, Any], seen: set[str]) -> dict[str, Any]:
    """An `allOf` as one schema: what its parts say, the later over the earlier."""
    merged: dict[str, Any] = {}
    for part in [{key: value for key, value in schema.items() if key != "allOf"}, *schema["allOf"]]:
        part = as_dict(part)
        match = _REFERENCE.fullmatch(str(part.get("$ref")))
        if match:
            if match[1] in seen or len(seen) >= _MAX_REFERENCES:
                continue
            seen.add(match[1])
            part = as_dict(definition(document, match[1]))
        if isinstance(part.get("allOf"), list):
            part = _merged(document, part, seen)
        properties = {**as_dict(merged.get("properties")), **as_dict(part.get("properties"))}
        required = [*merged.get("required", []), *(part["required"] if isinstance(part.get("required"), list) else [])]
        merged.update(part)
        merged.update(properties=properties, required=required)
    if not merged["properties"] and merged.get("type") != "object":
        del merged["properties"]
    return merged


def definition(document: Document, name: str) -> Json:
    """The schema of a name; None, if there is none."""
    return as_dict(as_dict(document.get("components")).get("schemas")).get(name)


def describe(document: Document, schema: Json) -> str:
    return " or ".join(sorted(forms_of(document, schema)))


def values_of(forms: list[Form]) -> tuple[str, ...] | None:
    """What the enums and constants of all forms allow, in one order; None: anything."""
    allowed = [_allowed(form.schema) for form in forms]
    if None in allowed:
        return None
    return tuple(sorted({str(value) for values in allowed for value in values or ()}))


def _allowed(schema: dict[str, Any]) -> list[Json] | None:
    values = [schema["const"]] if "const" in schema else schema.get("enum")
    return values if isinstance(values, list) else None


def resolved(document: Document, value: Json) -> dict[str, Any]:
    """The value, or what it refers to among the document's components; an empty object where that is nothing."""
    found = as_dict(value)
    for _ in range(_MAX_REFERENCES):
        match = _COMPONENT.fullmatch(str(found.get("$ref"))) if "$ref" in found else None
        if match is None:
            break
        found = as_dict(as_dict(as_dict(document.get("components")).get(match[1])).get(match[2]))
    return found


def schema_named(reference: Json) -> str:
    """The name of the schema to which a reference leads; nothing, if it leads elsewhere."""
    match = _REFERENCE.fullmatch(reference) if isinstance(reference, str) else None
    return match[1] if match else ""


def objects(value: Json) -> Iterator[dict[str, Any]]:
    """Every object in a value, however deep, itself too."""
    stack = [value]
    while stack:
        each = stack.pop()
        if isinstance(each, dict):
            yield each
            stack.extend(each.values())
        elif isinstance(each, list):
            stack.extend(each)


def references(value: Json) -> Iterator[str]:
    """Every reference in a value, however deep."""
    return (each["$ref"] for each in objects(value) if isinstance(each.get("$ref"), str))


def reached(values: Iterable[Json], schemas: Mapping[str, Json]) -> set[str]:
    """The names of the schemas to which values lead, over others too."""
    found: set[str] = set()
    stack = list(values)
    while stack:
        names = {schema_named(reference) for reference in references(stack.pop())} & schemas.keys() - found
        found |= names
        stack.extend(schemas[name] for name in names)
    return found


def as_dict(value: Json) -> dict[str, Any]:
    """The value, or an empty object where it is none."""
    return value if isinstance(value, dict) else {}
