"""JSON values of a schema, derived from it: every form of every part at least once, and no more than a few dozen."""

from __future__ import annotations

import json
from itertools import islice, zip_longest
from typing import Any

Json = Any

MOST = 40
_PREFIX = "#/components/schemas/"
_ANYTHING: list[Json] = [{"anything": [1, None]}, None]
_TEXTS = {
    "date": "2024-12-31",
    "date-time": "2024-12-31T23:59:59.250000+02:00",
    "uuid": "0b5a3c52-6f0e-4a63-9d0b-1f2e3d4c5b6a",
    "uri": "http://localhost:1865/a?b=c",
}


class Examples:
    """The examples of the schemas of one document, whose references are known to lead to an end."""

    def __init__(self, schemas: dict[str, Json]) -> None:
        self._schemas = schemas
        self._known: dict[str, list[Json]] = {}

    def of(self, schema: Json) -> list[Json]:
        """At least one value. None of them shares anything that is changed with another by copying it first."""
        return list(islice(self._of(schema), MOST))

    def _of(self, schema: Json) -> list[Json]:
        if schema is True or not isinstance(schema, dict):
            return list(_ANYTHING)
        if "$ref" in schema:
            name = schema["$ref"].removeprefix(_PREFIX)
            if name not in self._known:
                self._known[name] = self.of(self._schemas[name])
            return self._known[name]
        if "const" in schema:
            return [schema["const"]]
        if "enum" in schema:
            return list(schema["enum"])
        for keyword in ("anyOf", "oneOf"):
            if keyword in schema:
                return self._alternatives(schema[keyword], schema.get("discriminator"))
        if "allOf" in schema:
            return self._all(schema)
        kinds = schema.get("type", "object" if "properties" in schema else "any")
        found = [self._kind(kind, schema) for kind in (kinds if isinstance(kinds, list) else [kinds])]
        return [value for values in found for value in values]

    def _kind(self, kind: str, schema: dict[str, Any]) -> list[Json]:
        if kind == "string":
            text = _TEXTS.get(str(schema.get("format")), "text é/?&")
            return [text]
        if kind == "integer":
            return [7]
        if kind == "object":
            return self._objects(schema)
        if kind == "array":
            items = self.of(schema.get("items", {}))
            return [items[:5], []]
        simple: dict[str, list[Json]] = {"number": [1.5], "boolean": [True, False], "null": [None]}
        return simple.get(kind, list(_ANYTHING))

    def _objects(self, schema: dict[str, Any]) -> list[Json]:
        """All fields, with each one's first value, then the second, …; last those fields alone that must be there."""
        fields = {name: self.of(each) for name, each in schema.get("properties", {}).items()}
        more = schema.get("additionalProperties", True)
        if not fields and more is not False:
            fields = {"extra": self.of(more), "other": self.of(more)}
        rows = islice(zip_longest(*fields.values()), MOST - 1)
        first = {name: values[0] for name, values in fields.items()}
        whole = [
            {
                name: first[name] if value is None and None not in fields[name] else value
                for name, value in zip(fields, row, strict=True)
            }
            for row in rows
        ]
        least = {name: first[name] for name in schema.get("required", []) if name in first}
        return [*(whole or [first]), least]

    def _all(self, schema: dict[str, Any]) -> list[Json]:
        own = {key: value for key, value in schema.items() if key != "allOf"}
        parts = [self.of(part) for part in [*schema["allOf"], *([own] if own.get("properties") else [])]]
        if len(parts) == 1:
            return parts[0]
        length = max(map(len, parts))
        rows = [[part[min(number, len(part) - 1)] for part in parts] for number in range(length)]
        return [{name: value for part in row if isinstance(part, dict) for name, value in part.items()} for row in rows]

    def _alternatives(self, forms: list[Json], discriminator: Json) -> list[Json]:
        found = []
        for form in forms:
            values = self.of(form)
            if isinstance(discriminator, dict) and isinstance(form, dict) and "$ref" in form:
                name = form["$ref"].removeprefix(_PREFIX)
                mapping = discriminator.get("mapping", {})
                told = next((value for value, target in mapping.items() if target.removeprefix(_PREFIX) == name), name)
                values = [{**value, discriminator["propertyName"]: told} for value in values if isinstance(value, dict)]
            found.append(values[: max(2, MOST // len(forms))])
        return [value for values in found for value in values]


def check_same(made: Any, expected: Any, what: str) -> None:
    """Raise unless both are the same JSON; unlike `==`, this tells 1 from true."""
    one, other = (json.dumps(each, sort_keys=True) for each in (made, expected))
    if one != other:
        raise ValueError(f"{what}: {one[:150]} where {other[:150]} was given")
