"""What discriminators say, told to the schemas that they lead to: which values of a property mean each of them.

The generator does not read discriminators; the template of models does read this (`x-discriminated`). It knows a schema
by one property and one set of values, whatever union it stands in, so what two unions say must not be at odds.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from openapi_facade.comparison.document import Document, child
from openapi_facade.comparison.forms import as_dict, schema_named
from openapi_facade.comparison.problems import Problems, short


class Union(NamedTuple):
    """A union whose forms a property tells apart."""

    place: str
    """Of its discriminator."""
    schema: dict[str, Any]
    name: str
    """Of the property."""
    told: dict[str, list[str]]
    """Form -> the values of the property that mean it; its own name is one, unless another form has that."""


def apply(document: Document) -> None:
    """Move every discriminator of a union, in place, to the schemas of the union."""
    schemas = as_dict(as_dict(document.get("components")).get("schemas"))
    for union in list(_unions(document)):
        del union.schema["discriminator"]
        for form in union.told.keys() & schemas.keys():
            values = union.told[form]
            told = schemas[form].setdefault("x-discriminated", {}).setdefault(union.name, [])
            told += [value for value in values if value not in told]


def check(document: Document) -> None:
    """Refuse a document, which nobody need have checked, in which two unions tell a schema in ways that clash.

    Raises:
        Refused: with the places and reasons of all that was found.
    """
    problems = Problems()
    unions = list(_unions(document))
    first: dict[str, Union] = {}
    """Form -> the first union that tells it."""
    meant: dict[str, dict[str, Union]] = {}
    """Value -> the forms that it means, and the first union that says so."""
    for union in unions:
        for form, values in union.told.items():
            first.setdefault(form, union)
            for value in values:
                meant.setdefault(value, {}).setdefault(form, union)
    for union in unions:
        problems.note(*_clashes(union, first, meant))
    problems.refuse()


def _clashes(union: Union, first: dict[str, Union], meant: dict[str, dict[str, Union]]) -> Iterator[str]:
    for form, values in union.told.items():
        if first[form].name != union.name:
            yield (
                f"{union.place}.propertyName: {form} is told by {short(union.name)} here and by "
                f"{short(first[form].name)} in {first[form].place}, and it is known by one property; remove one of the "
                "two in the overlay"
            )
        for value in values:
            for another, other in meant[value].items():
                if another != form and another in union.told:
                    yield (
                        f"{union.place}: {short(value)} means {form} here and {another} in {other.place}, and a schema "
                        "has the same names wherever it stands; give each of the two names of its own in the overlay"
                    )


def _unions(value: Any, place: str = "$") -> Iterator[Union]:
    if isinstance(value, dict):
        discriminator = as_dict(value.get("discriminator"))
        if isinstance(discriminator.get("propertyName"), str):
            yield Union(f"{place}.discriminator", value, discriminator["propertyName"], _told(value, discriminator))
        for key, each in value.items():
            yield from _unions(each, child(place, key))
    elif isinstance(value, list):
        for number, each in enumerate(value):
            yield from _unions(each, f"{place}[{number}]")


def _told(union: dict[str, Any], discriminator: dict[str, Any]) -> dict[str, list[str]]:
    mapping = {value: schema_named(target) for value, target in as_dict(discriminator.get("mapping")).items()}
    listed = [union[key] for key in ("oneOf", "anyOf") if isinstance(union.get(key), list)]
    names = [schema_named(as_dict(form).get("$ref")) for forms in listed for form in forms]
    return {
        name: [value for value in dict.fromkeys((*mapping, name)) if mapping.get(value, name) == name]
        for name in names
        if name
    }
