"""What discriminators say, told to the schemas that they lead to: which values of a property mean each of them.

The generator does not read discriminators; the template of models does read this (`x-discriminated`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

_PREFIX = "#/components/schemas/"


def apply(document: dict[str, Any]) -> None:
    """Move every discriminator of a union, in place, to the schemas of the union."""
    schemas = document.get("components", {}).get("schemas", {})
    for union in list(_discriminated(document)):
        discriminator = union.pop("discriminator")
        mapping = {value: target.removeprefix(_PREFIX) for value, target in discriminator.get("mapping", {}).items()}
        for form in [*union.get("oneOf", []), *union.get("anyOf", [])]:
            name = form.get("$ref", "").removeprefix(_PREFIX)
            if name in schemas:
                told = schemas[name].setdefault("x-discriminated", {}).setdefault(discriminator["propertyName"], [])
                told += [
                    value
                    for value in [*(v for v, target in mapping.items() if target == name), name]
                    if value not in told
                ]


def _discriminated(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        discriminator = value.get("discriminator")
        if isinstance(discriminator, dict) and isinstance(discriminator.get("propertyName"), str):
            yield value
        for each in value.values():
            yield from _discriminated(each)
    elif isinstance(value, list):
        for each in value:
            yield from _discriminated(each)
