"""Which schemas may become classes and fields: the part of guard.py that looks through `$.components.schemas`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from graphlib import CycleError, TopologicalSorter

from pipeline import checks
from pipeline.document import Json, child
from pipeline.places import folded
from pipeline.problems import Problems, Refused, short

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,99}")
_SCHEMA_REFERENCE = re.compile(r"#/components/schemas/([A-Za-z][A-Za-z0-9_-]{0,99})")
_FORMAT = re.compile(r"[a-z][a-z0-9-]{0,30}")
_TYPES = {"string", "integer", "number", "boolean", "object", "array", "null"}

# Names that the generated modules use themselves, as `folded` gives them: another thing of that name would hide them.
_TAKEN_FIELDS = {
    *(name for name in dir(dict) if not name.startswith("_")),  # a model is a dict
    *("additionalproperties", "fromdict", "fromjson", "todict", "tojson", "tomultipart", "tostr"),
    *("bool", "classmethod", "datetime", "dict", "float", "frozenset", "int", "list", "str", "types"),
}
_TAKEN_SCHEMAS = {
    *("any", "authenticatedclient", "cast", "choice", "classvar", "client", "datetime", "decoder", "enum", "errors"),
    *("file", "httpstatus", "httpx", "intenum", "isoparse", "json", "literal", "many", "mapping", "model", "quote"),
    *("response", "typechecking", "types", "unset", "uuid"),
}


def check_schemas(schemas: dict[str, Json]) -> None:
    """Refuse schemas of which anything must not become code.

    Args:
        schemas: those of `$.components.schemas`, by name.

    Raises:
        Refused: with the places and reasons of all that was found.
    """
    problems = Problems()
    with problems:
        _check_names(schemas)
    for name, schema in schemas.items():
        with problems:
            _check_named(schema, child("$.components.schemas", name), schemas)
    with problems:
        _check_cycles(schemas)
    problems.refuse()


def _check_names(schemas: dict[str, Json]) -> None:
    checks.number(schemas, "$.components.schemas")
    seen: dict[str, str] = {}
    problems = Problems()
    for name in schemas:
        with problems:
            _check_name(name, child("$.components.schemas", name))
            checks.unique(name, seen, child("$.components.schemas", name), "class")
    problems.refuse()


def _check_name(name: str, place: str) -> None:
    checks.identifier(name, place, "schema name", _NAME)
    if folded(name) in _TAKEN_SCHEMAS or checks.is_reserved(name):
        raise Refused(f"{place}: the generated modules use that name themselves; rename it in the overlay")


def _check_named(schema: Json, place: str, schemas: dict[str, Json]) -> None:
    problems = Problems()
    if isinstance(schema, dict) and "title" in schema:  # no class is named by it: it has the schema's name
        with problems:
            checks.text(schema["title"], f"{place}.title", lines=False)
        schema = {key: value for key, value in schema.items() if key != "title"}
    with problems:
        check_schema(schema, place, schemas)
    problems.refuse()


def check_schema(schema: Json, place: str, schemas: dict[str, Json]) -> None:
    """Refuse one schema, wherever it stands, if anything of it must not become code.

    Raises:
        Refused: with the places and reasons of all that was found.
    """
    problems = Problems()
    with problems:
        checks.keys(schema, place, set(_SCHEMA_CHECKS))
    for key, value in schema.items() if isinstance(schema, dict) else ():
        if key in _SCHEMA_CHECKS:
            with problems:
                _SCHEMA_CHECKS[key](value, child(place, key), schemas)
    problems.refuse()


def _check_properties(properties: Json, place: str, schemas: dict[str, Json]) -> None:
    if not isinstance(properties, dict):
        raise Refused(f"{place}: no object")
    checks.number(properties, place)
    problems = Problems()
    seen: dict[str, str] = {}
    for name, schema in properties.items():
        where = child(place, name)
        with problems:
            checks.identifier(name, where, "property name", reserved=True)
            if folded(name) in _TAKEN_FIELDS:
                raise Refused(
                    f"{where}: the models use that name themselves; drop the property in the overlay, and it stays "
                    "readable as an unknown field"
                )
            checks.unique(name, seen, where, "field")
            check_schema(schema, where, schemas)
    problems.refuse()


def _check_type(value: Json, place: str, _: object) -> None:
    types = value if isinstance(value, list) and value else [value]
    for number, each in enumerate(types):
        if not isinstance(each, str) or each not in _TYPES or each in types[:number]:
            raise Refused(f"{place}: {short(each)} is no type, or named twice")


def _check_enum(values: Json, place: str, _: object) -> None:
    if not isinstance(values, list) or not values or len(values) > checks.MAX_NAMES:
        raise Refused(f"{place}: no list of 1 to {checks.MAX_NAMES} values")
    seen: dict[str, str] = {}
    for number, value in enumerate(values):
        where = f"{place}[{number}]"
        if value is None and len(values) > 1:
            continue  # the generator makes a nullable enum of it
        _check_constant(value, where, None)
        checks.unique(str(value), seen, where, "member")


def _check_constant(value: Json, place: str, _: object) -> None:
    if isinstance(value, bool) or not isinstance(value, int):
        checks.identifier(value, place, "value", reserved=True)


def _check_discriminator(value: Json, place: str, schemas: dict[str, Json]) -> None:
    checks.keys(value, place, {"propertyName", "mapping"})
    checks.identifier(value.get("propertyName"), f"{place}.propertyName", "property name", reserved=True)
    for name, target in checks.mapping(value, "mapping", place, {}).items():
        checks.text(name, child(f"{place}.mapping", name), lines=False)
        checks.reference(target, child(f"{place}.mapping", name), _SCHEMA_REFERENCE, schemas)


def _check_default(value: Json, place: str, _: object) -> None:
    if isinstance(value, str):
        checks.text(value, place, lines=False)
    elif isinstance(value, dict | list):
        raise Refused(f"{place}: an object or array would be one for all callers; remove it in the overlay")


def _check_required(names: Json, place: str, _: object) -> None:
    if not isinstance(names, list):
        raise Refused(f"{place}: no list of property names")
    for number, name in enumerate(names):
        checks.identifier(name, f"{place}[{number}]", "property name", reserved=True)


def _check_limit(value: Json, place: str, _: object) -> None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Refused(f"{place}: {short(value)} is no number")


def _check_schema_reference(value: Json, place: str, schemas: dict[str, Json]) -> None:
    checks.reference(value, place, _SCHEMA_REFERENCE, schemas)


def _check_schema_or_boolean(value: Json, place: str, schemas: dict[str, Json]) -> None:
    if not isinstance(value, bool):
        check_schema(value, place, schemas)


def _check_forms(values: Json, place: str, schemas: dict[str, Json]) -> None:
    if not isinstance(values, list) or not values:
        raise Refused(f"{place}: no list of schemas")
    for number, schema in enumerate(values):
        check_schema(schema, f"{place}[{number}]", schemas)


_SCHEMA_CHECKS: dict[str, Callable[[Json, str, dict[str, Json]], None]] = {
    "$ref": _check_schema_reference,
    "title": lambda value, place, _: checks.match(
        value, place, checks.WORDS, "a title becomes a class name: words, not"
    ),
    "description": lambda value, place, _: checks.text(value, place),
    "type": _check_type,
    "format": lambda value, place, _: checks.match(value, place, _FORMAT, "no format:"),
    "enum": _check_enum,
    "const": _check_constant,
    "discriminator": _check_discriminator,
    "pattern": lambda value, place, _: checks.text(value, place, quoted=True),
    "default": _check_default,
    "properties": _check_properties,
    "required": _check_required,
    "additionalProperties": _check_schema_or_boolean,
    "propertyNames": check_schema,
    "items": check_schema,
    "anyOf": _check_forms,
    "oneOf": _check_forms,
    "allOf": _check_forms,
    **dict.fromkeys(
        ("deprecated", "readOnly", "writeOnly", "uniqueItems"), lambda value, place, _: checks.boolean(value, place)
    ),
    **dict.fromkeys(
        (
            *("minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties"),
            *("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"),
        ),
        _check_limit,
    ),
}


def _check_cycles(schemas: dict[str, Json]) -> None:
    """The API's data is a tree; a schema that leads back to itself is a mistake or an attack on the generator."""
    try:
        TopologicalSorter({name: set(_references(schema)) for name, schema in schemas.items()}).prepare()
    except CycleError as error:
        cycle = error.args[1][::-1]
        raise Refused(f"$.components.schemas.{cycle[0]}: refers to itself: {' -> '.join(cycle)}"[:500]) from None


def _references(schema: Json) -> Iterator[str]:
    if isinstance(schema, dict):
        match = _SCHEMA_REFERENCE.fullmatch(schema["$ref"]) if isinstance(schema.get("$ref"), str) else None
        if match:
            yield match[1]
        for member in schema.values():
            yield from _references(member)
    elif isinstance(schema, list):
        for item in schema:
            yield from _references(item)
