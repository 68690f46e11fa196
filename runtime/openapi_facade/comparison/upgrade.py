"""What can be said in two ways, said in one: OpenAPI 3.0 as 3.1 says it, files as 3.0 did, media types by name."""

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
_MEDIA_TYPE = re.compile(r"\s*([\w.+-]+/[\w.+-]+)\s*(;\s*([\w-]+=(\"[\w.-]*\"|[\w.-]*)\s*)?)*", re.ASCII)
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
            content = value.get("content")
            if not is_schema and isinstance(content, dict):
                value["content"] = _by_essence(content)
            for key, each in value.items():
                if key in _MAPS and isinstance(each, dict):
                    stack.extend((member, True) for member in each.values())
                elif key in _SCHEMAS or key in _LISTS:
                    stack.append((each, True))
                elif not is_schema:
                    stack.append((each, False))


def essence(media_type: str) -> str:
    """A media type without its parameters: `application/json` of `Application/JSON; charset=utf-8`.

    What is no media type stays as it is.
    """
    match = _MEDIA_TYPE.fullmatch(media_type)
    return match[1].lower() if match else media_type


def _by_essence(content: dict[str, Any]) -> dict[str, Any]:
    """Media types without parameters; where two become one and say different things, both stay as they are."""
    named: dict[str, Any] = {}
    for media_type, media in content.items():
        if named.setdefault(essence(media_type), media) != media:
            return content
    return named


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
