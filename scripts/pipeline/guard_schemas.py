"""Which schemas may become classes and fields: the part of guard.py that looks through `$.components.schemas`."""

from __future__ import annotations

import re
from collections.abc import Callable
from graphlib import CycleError, TopologicalSorter

from openapi_facade.comparison.document import Json, child
from openapi_facade.comparison.forms import references
from openapi_facade.comparison.problems import Problems, Refused, short
from pipeline import checks, guard_values
from pipeline.places import folded

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,99}")
_SCHEMA_REFERENCE = re.compile(r"#/components/schemas/([A-Za-z][A-Za-z0-9_-]{0,99})")
_FORMAT = re.compile(r"[a-z][a-z0-9-]{0,30}")
_TYPES = {"string", "integer", "number", "boolean", "object", "array", "null"}

_MEANING = {"properties", "required", "items", "additionalProperties", "enum", "const", "anyOf", "oneOf", "allOf"}

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
        if _meaning(schema) == {"allOf"} and not all(_is_object(part, schemas) for part in schema["allOf"]):
            raise Refused(f"{place}.allOf: no object, which needs no second name; refer to it by its own")
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
    if not any(problems):
        with problems:
            guard_values.check_agreement(schema, place)
        with problems:
            _check_combined(schema, place, schemas)
    problems.refuse()


def _check_combined(schema: dict[str, Json], place: str, schemas: dict[str, Json]) -> None:
    """Refuse what the generator would not see beside, or in, a combination of schemas."""
    alone = [key for key in ("$ref", "anyOf", "oneOf") if key in schema]
    problems = Problems()
    for key in sorted(_meaning(schema) - set(alone[:1])) if alone else ():
        problems.note(
            f"{child(place, key)}: the generator would not see it beside `{alone[0]}`; put it into what that leads to"
        )
    for number, part in enumerate(schema.get("allOf", ())):
        if "$ref" in part and len(schema["allOf"]) == 1 and _meaning(schema) == {"allOf"}:
            continue  # more is said of what it refers to
        where = f"{place}.allOf[{number}]"
        if not _is_object(part, schemas):
            problems.note(f"{where}: no object, and only objects can be combined; say what it is without `allOf`")
            continue
        for key in sorted(_meaning(part) - {"properties", "required"}):
            problems.note(
                f"{child(where, key)}: the generator would not see it in `allOf`; make a schema of its own of it"
            )
    problems.refuse()


def _meaning(schema: dict[str, Json]) -> set[str]:
    """The keywords that make another schema of one, beyond limits of which nothing is generated."""
    more = {"additionalProperties"} if isinstance(schema.get("additionalProperties"), bool) else set()
    return _MEANING & set(schema) - more


def _is_object(schema: Json, schemas: dict[str, Json], steps: int = 100) -> bool:
    """Whether all values of a schema, of which parts may be refused, are objects."""
    if not isinstance(schema, dict) or steps == 0:
        return False
    if "$ref" in schema:
        match = _SCHEMA_REFERENCE.fullmatch(str(schema["$ref"]))
        return match is not None and _is_object(schemas.get(match[1]), schemas, steps - 1)
    return schema.get("type", "object") == "object" and bool({"type", "properties", "allOf"} & set(schema))


def _check_properties(properties: Json, place: str, schemas: dict[str, Json]) -> None:
    if not isinstance(properties, dict):
        raise Refused(f"{place}: no object")
    checks.number(properties, place)
    problems = Problems()
    seen: dict[str, str] = {}
    for name, schema in properties.items():
        where = child(place, name)
        problems.attempt(check_schema, schema, where, schemas)
        with problems:
            checks.identifier(name, where, "property name", reserved=True)
            if folded(name) in _TAKEN_FIELDS:
                raise Refused(
                    f"{where}: the models use that name themselves; drop the property in the overlay, and it stays "
                    "readable as an unknown field"
                )
            checks.unique(name, seen, where, "field")
    problems.refuse()


def _check_type(value: Json, place: str, _: object) -> None:
    types = value if isinstance(value, list) and value else [value]
    for number, each in enumerate(types):
        if not isinstance(each, str) or each not in _TYPES or each in types[:number]:
            raise Refused(f"{place}: {short(each)} is no type, or named twice")


def _check_discriminator(value: Json, place: str, schemas: dict[str, Json]) -> None:
    checks.keys(value, place, {"propertyName", "mapping"})
    problems = Problems()
    problems.attempt(
        checks.identifier, value.get("propertyName"), f"{place}.propertyName", "property name", reserved=True
    )
    with problems:
        for name, target in checks.mapping(value, "mapping", place, {}).items():
            where = child(f"{place}.mapping", name)
            problems.attempt(checks.text, name, where, lines=False)
            problems.attempt(checks.reference, target, where, _SCHEMA_REFERENCE, schemas)
    problems.refuse()


def _check_required(names: Json, place: str, _: object) -> None:
    if not isinstance(names, list):
        raise Refused(f"{place}: no list of property names")
    problems = Problems()
    for number, name in enumerate(names):
        problems.attempt(checks.identifier, name, f"{place}[{number}]", "property name", reserved=True)
    problems.refuse()


def _check_schema_reference(value: Json, place: str, schemas: dict[str, Json]) -> None:
    checks.reference(value, place, _SCHEMA_REFERENCE, schemas)


def _check_schema_or_boolean(value: Json, place: str, schemas: dict[str, Json]) -> None:
    if not isinstance(value, bool):
        check_schema(value, place, schemas)


def _check_forms(values: Json, place: str, schemas: dict[str, Json]) -> None:
    if not isinstance(values, list) or not values:
        raise Refused(f"{place}: no list of schemas")
    problems = Problems()
    for number, schema in enumerate(values):
        problems.attempt(check_schema, schema, f"{place}[{number}]", schemas)
    problems.refuse()


_SCHEMA_CHECKS: dict[str, Callable[[Json, str, dict[str, Json]], None]] = {
    "$ref": _check_schema_reference,
    "title": lambda value, place, _: checks.match(
        value, place, checks.WORDS, "a title becomes a class name: words, not"
    ),
    "description": lambda value, place, _: checks.text(value, place),
    "type": _check_type,
    "format": lambda value, place, _: checks.match(value, place, _FORMAT, "no format:"),
    "enum": guard_values.check_enum,
    "const": guard_values.check_constant,
    "discriminator": _check_discriminator,
    "pattern": lambda value, place, _: checks.text(value, place, quoted=True),
    "default": guard_values.check_default,
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
        ("minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties"), guard_values.check_count
    ),
    **dict.fromkeys(("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"), guard_values.check_limit),
    "multipleOf": guard_values.check_step,
}


def _check_cycles(schemas: dict[str, Json]) -> None:
    """The API's data is a tree; a schema that leads back to itself is a mistake or an attack on the generator."""
    try:
        TopologicalSorter({name: _led_to(schema) for name, schema in schemas.items()}).prepare()
    except CycleError as error:
        cycle = error.args[1][::-1]
        raise Refused(f"$.components.schemas.{cycle[0]}: refers to itself: {' -> '.join(cycle)}"[:500]) from None


def _led_to(schema: Json) -> set[str]:
    """The names of the schemas to which one refers."""
    matches = map(_SCHEMA_REFERENCE.fullmatch, references(schema))
    return {match[1] for match in matches if match}
