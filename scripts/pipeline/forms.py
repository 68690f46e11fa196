"""The forms that a value may have, by a schema of a document that nobody has checked."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from pipeline.document import Document, Json

_REFERENCE = re.compile(r"#/components/schemas/(.+)")
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
            _collect(document, _definition(document, target), target, forms, seen)
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
        kinds = "object" if "properties" in schema else _type_of(schema)
    for kind in kinds if isinstance(kinds, list) else [kinds]:
        forms.setdefault(str(kind), []).append(Form(schema, name))


def _type_of(schema: dict[str, Any]) -> str:
    return "string" if any(isinstance(value, str) for value in values_of(schema) or ()) else "any"


def _merged(document: Document, schema: dict[str, Any], seen: set[str]) -> dict[str, Any]:
    """An `allOf` as one object."""
    merged: dict[str, Any] = {"type": "object", "properties": {}, "required": []}
    for part in [{key: value for key, value in schema.items() if key != "allOf"}, *schema["allOf"]]:
        part = as_dict(part)
        match = _REFERENCE.fullmatch(str(part.get("$ref")))
        if match:
            if match[1] in seen or len(seen) >= _MAX_REFERENCES:
                continue
            seen.add(match[1])
            part = as_dict(_definition(document, match[1]))
        if isinstance(part.get("allOf"), list):
            part = _merged(document, part, seen)
        merged["properties"].update(as_dict(part.get("properties")))
        merged["required"] += part["required"] if isinstance(part.get("required"), list) else []
    return merged


def _definition(document: Document, name: str) -> Json:
    return as_dict(as_dict(document.get("components")).get("schemas")).get(name)


def describe(document: Document, schema: Json) -> str:
    return " or ".join(sorted(forms_of(document, schema)))


def values_of(schema: dict[str, Any]) -> tuple[Json, ...] | None:
    """What an enum or a const allows, in one order; None: anything."""
    values = [schema["const"]] if "const" in schema else schema.get("enum")
    return tuple(sorted(map(str, values))) if isinstance(values, list) else None


def as_dict(value: Json) -> dict[str, Any]:
    """The value, or an empty object where it is none."""
    return value if isinstance(value, dict) else {}
