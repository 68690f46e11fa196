"""What may become code.

The generator builds file names, identifiers and string literals from the document. So before it runs, every such name
must be what it claims to be, a plain identifier, and every text harmless between quotes. What is not is refused with
its place; nothing is repaired, for a repaired name is a guess.
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from typing import Any

from pipeline.document import METHODS, Document, Json
from pipeline.problems import Refused

_IDENTIFIER = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,99}")
_PATH = re.compile(r"/|(/([A-Za-z0-9_.-]+|\{[A-Za-z][A-Za-z0-9_]*\}))+/?")
_REFERENCE = re.compile(r"#/components/schemas/([A-Za-z][A-Za-z0-9_]{0,99})")
_RESPONSE_REFERENCE = re.compile(r"#/components/responses/([A-Za-z][A-Za-z0-9_]{0,99})")
_STATUS = re.compile(r"[1-5]\d\d|default")
_VERSION = re.compile(r"\d+(\.\d+)*")
_MEDIA_TYPES = {"application/json", "multipart/form-data", "application/x-www-form-urlencoded", "text/plain"}
_FORBIDDEN_TEXT = re.compile(r'[\x00-\x09\x0b-\x1f\x7f\\]|"""|[{][{%#]|[%#}][}]')
_MAX_TEXT = 10_000
# What a model already has (scripts/templates/model.py): a field of that name would hide it.
_TAKEN_FIELDS = {"additional_properties", "from_dict", "get", "items", "keys", "to_dict", "to_multipart", "values"}


def check(document: Document) -> None:
    """Refuse a document whose names or texts must not become code.

    Raises:
        Refused: with the place and the reason of the first thing found.
    """
    _check_info(document)
    components = _mapping(document, "components", "$.components", {})
    if not set(components) <= {"schemas", "responses", "securitySchemes"}:
        raise Refused(f"$.components: {', '.join(sorted(components))}; only schemas and responses are generated")
    schemas = _mapping(components, "schemas", "$.components.schemas", {})
    responses = _mapping(components, "responses", "$.components.responses", {})
    _check_schema_names(schemas)
    for name, schema in schemas.items():
        _check_schema(schema, f"$.components.schemas.{name}", schemas)
    _check_cycles(schemas)
    for name, response in responses.items():
        _check_identifier(name, f"$.components.responses[{_short(name)}]", "response name")
        _check_content(response, f"$.components.responses.{name}", schemas)
    _check_operations(document, schemas, responses)


def operations(document: Document) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """(method, path, operation) of each operation, in the document's order."""
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                yield method, path, item[method]


def _check_info(document: Document) -> None:
    info = _mapping(document, "info", "$.info")
    version = info.get("version")
    if not isinstance(version, str) or not _VERSION.fullmatch(version):
        raise Refused(f"$.info.version: {_short(version)} is no version like 1.9.2")
    _check_text(info.get("title", ""), "$.info.title")
    if '"' in info.get("title", ""):
        raise Refused("$.info.title: a quote in a name that becomes code")


def _check_schema_names(schemas: dict[str, Json]) -> None:
    seen: dict[str, str] = {}
    for name in schemas:
        place = f"$.components.schemas[{_short(name)}]"
        _check_identifier(name, place, "schema name")
        folded = name.replace("_", "").lower()
        if folded in seen:
            raise Refused(f"{place}: becomes the same class as schema {seen[folded]}; rename one")
        seen[folded] = name


def _check_operations(document: Document, schemas: dict[str, Json], responses: dict[str, Json]) -> None:
    paths = _mapping(document, "paths", "$.paths")
    if not paths:
        raise Refused("$.paths: the document has no paths, so there is nothing to generate")
    for path, item in paths.items():
        place = f"$.paths[{_short(path)}]"
        if not isinstance(path, str) or not _PATH.fullmatch(path):
            raise Refused(f"{place}: no plain path; segments are words or {{parameter}}")
        if not isinstance(item, dict) or not set(item) <= {*METHODS, "parameters"}:
            raise Refused(f"{place}: a path has methods, nothing else")
        if "parameters" in item:
            raise Refused(f"{place}.parameters: give parameters on each operation")
    seen: dict[str, str] = {}
    for method, path, operation in operations(document):
        place = f"$.paths[{_short(path)}].{method}"
        if not isinstance(operation, dict):
            raise Refused(f"{place}: an operation is an object")
        _check_identifier(operation.get("operationId"), f"{place}.operationId", "operationId")
        name: str = operation["operationId"]
        if name in seen:
            raise Refused(f"{place}.operationId: {name} is taken by {seen[name]}; one would overwrite the other")
        seen[name] = place
        _check_operation(operation, path, place, schemas)
        for status, response in _mapping(operation, "responses", f"{place}.responses").items():
            _check_response(status, response, f"{place}.responses[{_short(status)}]", schemas, responses)


def _check_operation(operation: dict[str, Any], path: str, place: str, schemas: dict[str, Json]) -> None:
    tags = operation.get("tags", [])
    if not isinstance(tags, list) or len(tags) != 1:
        raise Refused(f"{place}.tags: exactly one tag, which names the folder and the client's attribute")
    _check_identifier(tags[0], f"{place}.tags[0]", "tag")
    for text in ("summary", "description"):
        _check_text(operation.get(text, ""), f"{place}.{text}")
    in_path = set()
    names = set()
    for number, parameter in enumerate(_list(operation, "parameters", place)):
        where = f"{place}.parameters[{number}]"
        if not isinstance(parameter, dict):
            raise Refused(f"{where}: a parameter is an object")
        _check_identifier(parameter.get("name"), f"{where}.name", "parameter name")
        if parameter.get("in") not in ("path", "query"):
            raise Refused(f"{where}.in: {_short(parameter.get('in'))}; only path and query parameters are generated")
        if parameter["name"] in names:
            raise Refused(f"{where}.name: {parameter['name']} appears twice")
        names.add(parameter["name"])
        if parameter["in"] == "path":
            in_path.add(parameter["name"])
        _check_text(parameter.get("description", ""), f"{where}.description")
        _check_schema(parameter.get("schema", {}), f"{where}.schema", schemas)
    if in_path != set(re.findall(r"\{(\w+)\}", path)):
        raise Refused(f"{place}: the parameters in the path and the path parameters listed are not the same")
    _check_content(operation.get("requestBody", {}), f"{place}.requestBody", schemas)


def _check_response(
    status: Json, response: Json, place: str, schemas: dict[str, Json], responses: dict[str, Json]
) -> None:
    if not isinstance(status, str) or not _STATUS.fullmatch(status):
        raise Refused(f"{place}: no HTTP status")
    if isinstance(response, dict) and "$ref" in response:
        match = _RESPONSE_REFERENCE.fullmatch(response["$ref"]) if isinstance(response["$ref"], str) else None
        if match is None or match[1] not in responses:
            raise Refused(f"{place}.$ref: {_short(response['$ref'])} is no response of this document")
    else:
        _check_content(response, place, schemas)


def _check_content(value: Json, place: str, schemas: dict[str, Json]) -> None:
    if not isinstance(value, dict) or "$ref" in value:
        raise Refused(f"{place}: an object with `content`, not a reference")
    _check_text(value.get("description", ""), f"{place}.description")
    for media_type, content in _mapping(value, "content", f"{place}.content", {}).items():
        where = f"{place}.content[{_short(media_type)}]"
        if media_type not in _MEDIA_TYPES:
            raise Refused(f"{where}: media type not among {', '.join(sorted(_MEDIA_TYPES))}")
        if not isinstance(content, dict):
            raise Refused(f"{where}: an object with `schema`")
        _check_schema(content.get("schema", {}), f"{where}.schema", schemas)


def _check_schema(schema: Json, place: str, schemas: dict[str, Json]) -> None:
    if isinstance(schema, bool):
        return
    if not isinstance(schema, dict):
        raise Refused(f"{place}: a schema is an object")
    if "$ref" in schema:
        match = _REFERENCE.fullmatch(schema["$ref"]) if isinstance(schema["$ref"], str) else None
        if match is None or match[1] not in schemas:
            raise Refused(f"{place}.$ref: {_short(schema['$ref'])} is no schema of this document")
    for text in ("title", "description"):
        _check_text(schema.get(text, ""), f"{place}.{text}")
    if re.search(r"[^\w .,:/()'-]", schema.get("title", "")):
        raise Refused(f"{place}.title: {_short(schema['title'])} becomes a class name; use words")
    for keyword_, kind in (("enum", "enum value"), ("const", "const")):
        values = schema.get(keyword_, [])
        for value in values if isinstance(values, list) else [values]:
            if isinstance(value, str):
                _check_identifier(value, f"{place}.{keyword_}", kind, reserved=True)
            elif value is not None and not isinstance(value, int | float):
                raise Refused(f"{place}.{keyword_}: {_short(value)} is no plain value")
    if "default" in schema:
        _check_default(schema["default"], f"{place}.default")
    for name, child in _mapping(schema, "properties", f"{place}.properties", {}).items():
        where = f"{place}.properties[{_short(name)}]"
        _check_identifier(name, where, "property name", reserved=True)
        if name in _TAKEN_FIELDS:
            raise Refused(f"{where}: the models have a method of that name")
        _check_schema(child, where, schemas)
    required = schema.get("required", [])
    if not isinstance(required, list) or not all(isinstance(name, str) for name in required):
        raise Refused(f"{place}.required: a list of property names")
    for keyword_ in ("anyOf", "oneOf", "allOf", "prefixItems"):
        for number, child in enumerate(_list(schema, keyword_, place)):
            _check_schema(child, f"{place}.{keyword_}[{number}]", schemas)
    for keyword_ in ("items", "additionalProperties", "not"):
        if keyword_ in schema:
            _check_schema(schema[keyword_], f"{place}.{keyword_}", schemas)


def _check_default(value: Json, place: str) -> None:
    if isinstance(value, str):
        _check_text(value, place)
        if '"' in value or "'" in value or "\n" in value:
            raise Refused(f"{place}: {_short(value)} would become code; no quotes or line ends")
    elif isinstance(value, dict | list):
        for child in value.values() if isinstance(value, dict) else value:
            _check_default(child, place)


def _check_cycles(schemas: dict[str, Json]) -> None:
    """The API's data is a tree; a schema that leads back to itself is a mistake or an attack on the generator."""
    try:
        TopologicalSorter({name: set(_references(schema)) for name, schema in schemas.items()}).prepare()
    except CycleError as error:
        cycle = error.args[1][::-1]
        raise Refused(f"$.components.schemas.{cycle[0]}: refers to itself: {' -> '.join(cycle)}") from None


def _references(schema: Json) -> Iterator[str]:
    if isinstance(schema, dict):
        match = _REFERENCE.fullmatch(schema["$ref"]) if isinstance(schema.get("$ref"), str) else None
        if match:
            yield match[1]
        for child in schema.values():
            yield from _references(child)
    elif isinstance(schema, list):
        for child in schema:
            yield from _references(child)


def _check_identifier(value: Json, place: str, kind: str, *, reserved: bool = False) -> None:
    """`reserved`: Python's own words are fine, the generator sets `_` behind them."""
    if not isinstance(value, str) or not _IDENTIFIER.fullmatch(value):
        raise Refused(f"{place}: {kind} {_short(value)} is no plain identifier")
    if not reserved and keyword.iskeyword(value):
        raise Refused(f"{place}: {kind} {value} is a word of Python's")


def _check_text(value: Json, place: str) -> None:
    if not isinstance(value, str):
        raise Refused(f"{place}: no text")
    if len(value) > _MAX_TEXT:
        raise Refused(f"{place}: a text of {len(value)} characters; {_MAX_TEXT} at most")
    found = _FORBIDDEN_TEXT.search(value)
    if found:
        raise Refused(f"{place}: {_short(found[0])} must not stand in a text that becomes a docstring")


def _mapping(parent: dict[str, Any], key: str, place: str, default: Json = None) -> dict[str, Any]:
    value = parent.get(key, default)
    if not isinstance(value, dict):
        raise Refused(f"{place}: {'missing' if value is None else 'no object'}")
    return value


def _list(parent: dict[str, Any], key: str, place: str) -> list[Any]:
    value = parent.get(key, [])
    if not isinstance(value, list):
        raise Refused(f"{place}.{key}: no list")
    return value


def _short(value: Json) -> str:
    text = ascii(value)
    return text if len(text) <= 80 else f"{text[:77]}…"
