"""What can be said in two ways, said in one: OpenAPI 3.0 as 3.1 says it, and a file as 3.0 did."""

from __future__ import annotations

import re
from typing import Any

Json = Any

_OLD = re.compile(r"3\.0\.[0-9]{1,2}")
_NEW = "3.1.0"
_FILE = "application/octet-stream"  # what FastAPI says of uploads in its later documents
_OUTSIDE = ("title", "description", "default", "deprecated", "readOnly", "writeOnly")
"""What is said of a value beside its form."""
_LIMITS = (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum"))
_SCHEMAS = ("schema", "items", "additionalProperties", "not", "propertyNames")
_LISTS = ("anyOf", "oneOf", "allOf")
_MAPS = ("properties", "schemas")


def upgrade(document: dict[str, Any]) -> None:
    """Rewrite a document of OpenAPI 3 in place."""
    version = document.get("openapi")
    if not isinstance(version, str) or not version.startswith("3."):
        return
    old = _OLD.fullmatch(version) is not None
    if old:
        document["openapi"] = _NEW
    stack: list[tuple[Json, bool]] = [(document, False)]
    while stack:
        value, is_schema = stack.pop()
        if isinstance(value, list):
            stack.extend((each, is_schema) for each in value)
        elif isinstance(value, dict):
            if is_schema:
                if value.get("type") == "string" and value.get("contentMediaType") == _FILE:
                    del value["contentMediaType"]
                    value["format"] = "binary"
                if old:
                    _schema(value)
            for key, each in value.items():
                if key in _MAPS and isinstance(each, dict):
                    stack.extend((member, True) for member in each.values())
                elif key in _SCHEMAS or key in _LISTS:
                    stack.append((each, True))
                elif not is_schema:
                    stack.append((each, False))


def _schema(schema: dict[str, Any]) -> None:
    for flag, limit in _LIMITS:
        if isinstance(schema.get(flag), bool):
            exclusive = schema.pop(flag)
            if exclusive and limit in schema:
                schema[flag] = schema.pop(limit)
    if not isinstance(schema.get("nullable"), bool):
        return
    if not schema.pop("nullable") or not set(schema) - set(_OUTSIDE):
        return  # anything at all is null too
    inner = {key: schema.pop(key) for key in list(schema) if key not in _OUTSIDE}
    forms = inner.pop("anyOf", None) if set(inner) == {"anyOf"} else None
    schema["anyOf"] = [*(forms if isinstance(forms, list) else [inner]), {"type": "null"}]
