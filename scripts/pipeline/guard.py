"""What may become code.

The generator builds file names, identifiers and string literals from the document. So before it runs, every key of
the document must be one that is known here, every name what it claims to be, a plain identifier, and every text
harmless between quotes. What is not is refused with its place; nothing is repaired, for a repaired name is a guess.
"""

from __future__ import annotations

import builtins
import keyword
import re
from collections.abc import Callable, Iterator
from graphlib import CycleError, TopologicalSorter
from typing import Any

from pipeline.document import METHODS, Document, Json, child
from pipeline.problems import Problems, Refused, short

_IDENTIFIER = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,99}")
_SNAKE = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
_WORDS = re.compile(r"[A-Za-z0-9][A-Za-z0-9 _.,:()&-]{0,199}")
_PATH = re.compile(r"/|(/([A-Za-z0-9_-][A-Za-z0-9_.-]*|\{[A-Za-z][A-Za-z0-9_]*\}))+/?")
_PARAMETER = re.compile(r"\{(\w+)\}")
_SCHEMA_REFERENCE = re.compile(r"#/components/schemas/([A-Za-z][A-Za-z0-9_]{0,99})")
_RESPONSE_REFERENCE = re.compile(r"#/components/responses/([A-Za-z][A-Za-z0-9_]{0,99})")
_STATUS = re.compile(r"[1-5][0-9][0-9]")
_VERSION = re.compile(r"(0|[1-9][0-9]{0,5})(\.(0|[1-9][0-9]{0,5})){1,3}")
_OPENAPI = re.compile(r"3\.1\.[0-9]{1,2}")
_FORMAT = re.compile(r"[a-z][a-z0-9-]{0,30}")
_TYPES = {"string", "integer", "number", "boolean", "object", "array", "null"}
_MEDIA_TYPES = {"application/json", "multipart/form-data", "application/x-www-form-urlencoded", "text/plain"}
_MAX_TEXT = 10_000
_MAX_NAMES = 1_000  # schemas, fields of one, operations

# Names that the generated modules use themselves, as `_folded` gives them: another thing of that name would hide them.
_TAKEN_FIELDS = {
    *(name for name in dir(dict) if not name.startswith("_")),  # a model is a dict
    *("additionalproperties", "fromdict", "fromjson", "todict", "tojson", "tomultipart", "tostr"),
    *("bool", "classmethod", "datetime", "dict", "float", "frozenset", "int", "list", "str", "types"),
}
_TAKEN_PARAMETERS = {"body", "client", "cookies", "errors", "headers", "httpx", "kwargs", "params", "quote", "response"}
_TAKEN_SCHEMAS = {
    *("any", "authenticatedclient", "cast", "choice", "classvar", "client", "datetime", "decoder", "enum", "errors"),
    *("file", "httpstatus", "httpx", "intenum", "isoparse", "json", "literal", "many", "mapping", "model", "quote"),
    *("response", "typechecking", "types", "unset", "uuid"),
}


def check(document: Document) -> None:
    """Refuse a document of which anything must not become code.

    Raises:
        Refused: with the places and reasons of all that was found.
    """
    problems = Problems()
    _check_keys(document, "$", {"openapi", "info", "paths", "components", "tags", "security"})
    with problems:
        _check_match(document.get("openapi"), "$.openapi", _OPENAPI, "OpenAPI 3.1 is understood, not")
    with problems:
        _check_info(document)
    components = _mapping(document, "components", "$", {})
    _check_keys(components, "$.components", {"schemas", "responses", "securitySchemes"})
    schemas = _mapping(components, "schemas", "$.components", {})
    responses = _mapping(components, "responses", "$.components", {})
    with problems:
        _check_schema_names(schemas)
    for name, schema in schemas.items():
        with problems:
            _check_schema(schema, child("$.components.schemas", name), schemas)
    with problems:
        _check_cycles(schemas)
    for name, response in responses.items():
        place = child("$.components.responses", name)
        with problems:
            _check_identifier(name, place, "response name")
            _check_content(response, place, schemas, {"description", "content"})
    schemes = _mapping(components, "securitySchemes", "$.components", {})
    with problems:
        _check_schemes(schemes)
    with problems:
        _check_security(document, "$", schemes)
    for number, tag in enumerate(_list(document, "tags", "$")):
        place = f"$.tags[{number}]"
        with problems:
            _check_keys(tag, place, {"name", "description"})
            _check_identifier(tag.get("name"), f"{place}.name", "tag", _SNAKE)
            _check_text(tag.get("description", ""), f"{place}.description")
    with problems:
        _check_operations(document, schemas, responses, schemes)
    problems.refuse()


def check_tags(document: Document) -> None:
    """Refuse tags of a server's document that are no words. The overlay sets others; these must not even be odd.

    Raises:
        Refused: with their places.
    """
    problems = Problems()
    for method, path, operation in operations(document):
        place = f"{child('$.paths', path)}.{method}"
        if not isinstance(operation, dict):
            raise Refused(f"{place}: no object")
        for number, tag in enumerate(_list(operation, "tags", place)):
            with problems:
                _check_match(tag, f"{place}.tags[{number}]", _WORDS, "a tag is plain words, not")
    problems.refuse()


def operations(document: Document) -> Iterator[tuple[str, str, Json]]:
    """(method, path, operation) of each operation, in the document's order.

    Raises:
        Refused: paths or one of them is no object.
    """
    for path, item in _mapping(document, "paths", "$").items():
        if not isinstance(item, dict):
            raise Refused(f"{child('$.paths', path)}: no object")
        for method in METHODS:
            if method in item:
                yield method, path, item[method]


def _check_info(document: Document) -> None:
    info = _mapping(document, "info", "$")
    _check_keys(info, "$.info", {"title", "version", "description"})
    _check_match(info.get("version"), "$.info.version", _VERSION, "a version is numbers like 1.9.2, not")
    _check_text(info.get("title"), "$.info.title", lines=False)
    _check_text(info.get("description", ""), "$.info.description")


def _check_schemes(schemes: dict[str, Json]) -> None:
    for name, scheme in schemes.items():
        place = child("$.components.securitySchemes", name)
        _check_identifier(name, place, "name of a security scheme")
        _check_keys(scheme, place, {"type", "scheme", "in", "name", "bearerFormat", "description"})
        _check_text(scheme.get("description", ""), f"{place}.description")
        for key in set(scheme) - {"description"}:
            _check_match(scheme[key], child(place, key), _WORDS, "words, not")


def _check_security(parent: dict[str, Any], place: str, schemes: dict[str, Json]) -> None:
    for number, requirement in enumerate(_list(parent, "security", place)):
        _check_keys(requirement, f"{place}.security[{number}]", set(schemes))
        if any(requirement.values()):
            raise Refused(f"{place}.security[{number}]: a scheme has an empty list, for none here has scopes")


def _check_schema_names(schemas: dict[str, Json]) -> None:
    _check_number(schemas, "$.components.schemas")
    seen: dict[str, str] = {}
    problems = Problems()
    for name in schemas:
        with problems:
            _check_schema_name(name, child("$.components.schemas", name))
            _check_unique(name, seen, child("$.components.schemas", name), "class")
    problems.refuse()


def _check_schema_name(name: str, place: str) -> None:
    _check_identifier(name, place, "schema name")
    if name.rstrip("_") != name or "__" in name:
        raise Refused(f"{place}: no class has such underscores")
    if _folded(name) in _TAKEN_SCHEMAS or _is_reserved(name):
        raise Refused(f"{place}: the generated modules use that name themselves; rename it in the overlay")


def _check_operations(
    document: Document, schemas: dict[str, Json], responses: dict[str, Json], schemes: dict[str, Json]
) -> None:
    paths = _mapping(document, "paths", "$")
    if not paths:
        raise Refused("$.paths: the document has no paths, so there is nothing to generate")
    _check_number(paths, "$.paths")
    problems = Problems()
    for path, item in paths.items():
        place = child("$.paths", path)
        with problems:
            _check_match(path, place, _PATH, "a path's segments are words or {parameter}, unlike")
        with problems:
            _check_keys(item, place, set(METHODS))
    seen: dict[str, str] = {}
    for method, path, operation in operations(document):
        place = f"{child('$.paths', path)}.{method}"
        with problems:
            _check_keys(
                operation,
                place,
                {"operationId", "tags", "summary", "description", "parameters", "requestBody", "responses"}
                | {"deprecated", "security", "x-permission", "x-repeatable", "x-duration"},
            )
        if not isinstance(operation, dict):
            continue
        with problems:
            _check_operation_id(operation.get("operationId"), place, seen)
        with problems:
            _check_security(operation, place, schemes)
        with problems:
            _check_operation(operation, path, place, schemas)
        with problems:
            for status, response in _mapping(operation, "responses", place).items():
                with problems:
                    _check_response(status, response, child(f"{place}.responses", status), schemas, responses)
    problems.refuse()


def _check_operation_id(name: Json, place: str, seen: dict[str, str]) -> None:
    _check_identifier(name, f"{place}.operationId", "operationId", _SNAKE)
    if name in seen:
        raise Refused(f"{place}.operationId: {name} is taken by {seen[name]}; one would overwrite the other")
    seen[name] = place


def _check_operation(operation: dict[str, Any], path: str, place: str, schemas: dict[str, Json]) -> None:
    problems = Problems()
    for number, tag in enumerate(_list(operation, "tags", place)):
        with problems:
            _check_identifier(tag, f"{place}.tags[{number}]", "tag", _SNAKE)
    with problems:
        _check_text(operation.get("summary", ""), f"{place}.summary", lines=False)
    with problems:
        _check_text(operation.get("description", ""), f"{place}.description")
    with problems:
        _check_flag(operation, "deprecated", place)
    in_path = []
    seen: dict[str, str] = {}
    for number, parameter in enumerate(_list(operation, "parameters", place)):
        where = f"{place}.parameters[{number}]"
        with problems:
            _check_keys(parameter, where, {"name", "in", "required", "schema", "description", "deprecated"})
            name = parameter.get("name")
            _check_identifier(name, f"{where}.name", "parameter name", reserved=True)
            if _folded(name) in _TAKEN_PARAMETERS:
                raise Refused(f"{where}.name: the generated functions use {name} themselves; rename or drop it")
            _check_unique(name, seen, f"{where}.name", "argument")
            if parameter.get("in") not in ("path", "query"):
                raise Refused(f"{where}.in: {short(parameter.get('in'))}; only path and query parameters are generated")
            if parameter["in"] == "path":
                in_path.append(name)
            _check_flag(parameter, "required", where)
            _check_flag(parameter, "deprecated", where)
            _check_text(parameter.get("description", ""), f"{where}.description")
            _check_schema(parameter.get("schema"), f"{where}.schema", schemas)
    if sorted(in_path) != sorted(_PARAMETER.findall(path)):
        problems.note(f"{place}: the parameters in the path and the path parameters listed are not the same")
    if "requestBody" in operation:
        body = operation["requestBody"]
        with problems:
            _check_content(body, f"{place}.requestBody", schemas, {"description", "content", "required"})
            _check_flag(body, "required", f"{place}.requestBody")
    problems.refuse()


def _check_response(
    status: str, response: Json, place: str, schemas: dict[str, Json], responses: dict[str, Json]
) -> None:
    _check_match(status, place, _STATUS, "no HTTP status:")
    if isinstance(response, dict) and "$ref" in response:
        _check_keys(response, place, {"$ref"})
        _check_reference(response["$ref"], f"{place}.$ref", _RESPONSE_REFERENCE, responses)
    else:
        _check_content(response, place, schemas, {"description", "content"})


def _check_content(value: Json, place: str, schemas: dict[str, Json], keys: set[str]) -> None:
    _check_keys(value, place, keys)
    _check_text(value.get("description", ""), f"{place}.description")
    for media_type, content in _mapping(value, "content", place, {}).items():
        where = child(f"{place}.content", media_type)
        if media_type not in _MEDIA_TYPES:
            raise Refused(f"{where}: media type not among {', '.join(sorted(_MEDIA_TYPES))}")
        _check_keys(content, where, {"schema"})
        if "schema" in content:
            _check_schema(content["schema"], f"{where}.schema", schemas)


def _check_schema(schema: Json, place: str, schemas: dict[str, Json]) -> None:
    problems = Problems()
    with problems:
        _check_keys(schema, place, set(_SCHEMA_CHECKS))
    for key, value in schema.items() if isinstance(schema, dict) else ():
        if key in _SCHEMA_CHECKS:
            with problems:
                _SCHEMA_CHECKS[key](value, child(place, key), schemas)
    problems.refuse()


def _check_properties(properties: Json, place: str, schemas: dict[str, Json]) -> None:
    if not isinstance(properties, dict):
        raise Refused(f"{place}: no object")
    _check_number(properties, place)
    problems = Problems()
    seen: dict[str, str] = {}
    for name, schema in properties.items():
        where = child(place, name)
        with problems:
            _check_identifier(name, where, "property name", reserved=True)
            if _folded(name) in _TAKEN_FIELDS:
                raise Refused(
                    f"{where}: the models use that name themselves; drop the property in the overlay, and it stays "
                    "readable as an unknown field"
                )
            _check_unique(name, seen, where, "field")
            _check_schema(schema, where, schemas)
    problems.refuse()


def _check_type(value: Json, place: str, _: object) -> None:
    types = value if isinstance(value, list) and value else [value]
    for number, each in enumerate(types):
        if not isinstance(each, str) or each not in _TYPES or each in types[:number]:
            raise Refused(f"{place}: {short(each)} is no type, or named twice")


def _check_enum(values: Json, place: str, _: object) -> None:
    if not isinstance(values, list) or not values or len(values) > _MAX_NAMES:
        raise Refused(f"{place}: no list of 1 to {_MAX_NAMES} values")
    seen: dict[str, str] = {}
    for number, value in enumerate(values):
        where = f"{place}[{number}]"
        _check_constant(value, where, None)
        _check_unique(str(value), seen, where, "member")


def _check_constant(value: Json, place: str, _: object) -> None:
    if isinstance(value, bool) or not isinstance(value, int):
        _check_identifier(value, place, "value", reserved=True)


def _check_default(value: Json, place: str, _: object) -> None:
    if isinstance(value, str):
        _check_text(value, place, lines=False)
    elif isinstance(value, dict | list):
        raise Refused(f"{place}: an object or array would be one for all callers; remove it in the overlay")


def _check_required(names: Json, place: str, _: object) -> None:
    if not isinstance(names, list):
        raise Refused(f"{place}: no list of property names")
    for number, name in enumerate(names):
        _check_identifier(name, f"{place}[{number}]", "property name", reserved=True)


def _check_limit(value: Json, place: str, _: object) -> None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Refused(f"{place}: {short(value)} is no number")


def _check_schema_reference(value: Json, place: str, schemas: dict[str, Json]) -> None:
    _check_reference(value, place, _SCHEMA_REFERENCE, schemas)


def _check_boolean(value: Json, place: str, _: object) -> None:
    if not isinstance(value, bool):
        raise Refused(f"{place}: {short(value)} is neither true nor false")


def _check_schema_or_boolean(value: Json, place: str, schemas: dict[str, Json]) -> None:
    if not isinstance(value, bool):
        _check_schema(value, place, schemas)


def _check_schemas(values: Json, place: str, schemas: dict[str, Json]) -> None:
    if not isinstance(values, list) or not values:
        raise Refused(f"{place}: no list of schemas")
    for number, schema in enumerate(values):
        _check_schema(schema, f"{place}[{number}]", schemas)


_SCHEMA_CHECKS: dict[str, Callable[[Json, str, dict[str, Json]], None]] = {
    "$ref": _check_schema_reference,
    "title": lambda value, place, _: _check_match(value, place, _WORDS, "a title becomes a class name: words, not"),
    "description": lambda value, place, _: _check_text(value, place),
    "type": _check_type,
    "format": lambda value, place, _: _check_match(value, place, _FORMAT, "no format:"),
    "enum": _check_enum,
    "const": _check_constant,
    "default": _check_default,
    "properties": _check_properties,
    "required": _check_required,
    "additionalProperties": _check_schema_or_boolean,
    "propertyNames": _check_schema,
    "items": _check_schema,
    "anyOf": _check_schemas,
    "oneOf": _check_schemas,
    "allOf": _check_schemas,
    **dict.fromkeys(("deprecated", "readOnly", "writeOnly", "uniqueItems"), _check_boolean),
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


def _check_keys(value: Json, place: str, known: set[str]) -> None:
    if not isinstance(value, dict):
        raise Refused(f"{place}: {'missing' if value is None else 'no object'}")
    unknown = sorted(set(value) - known)
    if unknown:
        raise Refused(
            *(
                f"{child(place, key)}: unknown here; remove it in the overlay, or teach guard.py to check it"
                for key in unknown
            )
        )


def _check_identifier(
    value: Json, place: str, kind: str, pattern: re.Pattern[str] = _IDENTIFIER, *, reserved: bool = False
) -> None:
    """`reserved`: names of Python's own are fine, the generator sets `_` behind them."""
    if not isinstance(value, str) or len(value) > 100 or not pattern.fullmatch(value):
        case = " in snake_case" if pattern is _SNAKE else ""
        raise Refused(f"{place}: {kind} {short(value)} is no plain identifier{case}")
    if not reserved and _is_reserved(value):
        raise Refused(f"{place}: {kind} {value} is a name of Python's")


def _check_match(value: Json, place: str, pattern: re.Pattern[str], problem: str) -> None:
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise Refused(f"{place}: {problem} {short(value)}")


def _check_reference(value: Json, place: str, pattern: re.Pattern[str], known: dict[str, Json]) -> None:
    match = pattern.fullmatch(value) if isinstance(value, str) else None
    if match is None or match[1] not in known:
        raise Refused(f"{place}: {short(value)} leads to nothing in this document")


def _check_text(value: Json, place: str, *, lines: bool = True) -> None:
    """Text that becomes a docstring or a string literal: no quotes, backslashes or characters that cannot be seen."""
    if not isinstance(value, str):
        raise Refused(f"{place}: {'missing' if value is None else 'no text'}")
    if len(value) > _MAX_TEXT:
        raise Refused(f"{place}: a text of {len(value)} characters; {_MAX_TEXT} at most")
    text = value.replace("\n", " ") if lines else value
    if not text.isprintable() or '"' in text or "\\" in text:
        culprit = next(each for each in text if not each.isprintable() or each in '"\\')
        raise Refused(f"{place}: {short(culprit)} must not stand in a text that becomes code; use other words")


def _check_flag(parent: dict[str, Any], key: str, place: str) -> None:
    _check_boolean(parent.get(key, False), f"{place}.{key}", None)


def _check_number(names: dict[str, Json], place: str) -> None:
    if len(names) > _MAX_NAMES:
        raise Refused(f"{place}: {len(names)} names; {_MAX_NAMES} at most")


def _check_unique(name: str, seen: dict[str, str], place: str, kind: str) -> None:
    folded = _folded(name)
    if folded in seen:
        raise Refused(f"{place}: becomes the same {kind} as {seen[folded]}; rename one in the overlay")
    seen[folded] = name


def _folded(name: str) -> str:
    """What stays of a name however the generator writes it, `fromDict`, `from_dict` or `FromDict`."""
    return name.replace("_", "").lower()


def _is_reserved(name: str) -> bool:
    return keyword.iskeyword(name) or (hasattr(builtins, name) and name != "id")


def _mapping(parent: dict[str, Any], key: str, place: str, default: Json = None) -> dict[str, Any]:
    value = parent.get(key, default)
    if not isinstance(value, dict):
        raise Refused(f"{child(place, key)}: {'missing' if value is None else 'no object'}")
    return value


def _list(parent: dict[str, Any], key: str, place: str) -> list[Any]:
    value = parent.get(key, [])
    if not isinstance(value, list):
        raise Refused(f"{child(place, key)}: no list")
    return value
