"""Where in a document a generated module comes from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from openapi_facade.comparison.document import METHODS


def folded(name: str) -> str:
    """What stays of a name however the generator writes it, `fromDict`, `from_dict` or `FromDict`."""
    return name.replace("_", "").replace("-", "").lower()


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, str, Any]]:
    """(place, path, method, operation) of each operation of a document that has passed the guard."""
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                yield f"$.paths[{path!a}].{method} ({item[method]['operationId']})", path, method, item[method]


def of_module(document: dict[str, Any], module: str) -> str:
    """The place of what a module such as `models.thing` or `api.things.read_thing` was made from.

    A class of an inline schema has the name of the schema or operation that it stands in before its own.
    """
    kind, _, name = module.rpartition(".")
    if kind == "models":
        owners = {
            folded(schema): f"$.components.schemas.{schema}"
            for schema in document.get("components", {}).get("schemas", {})
        }
        for place, _path, _method, operation in operations(document):
            owners.setdefault(folded(operation["operationId"]), place)
        found = max((owner for owner in owners if folded(name).startswith(owner)), key=len, default="")
        return owners.get(found, module)
    for place, _path, _method, operation in operations(document):
        if module == f"api.{operation['tags'][0]}.{operation['operationId']}":
            return place
    return module
