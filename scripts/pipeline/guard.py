"""What may become code.

The generator builds file names, identifiers and string literals from the document. So before it runs, every key of
the document must be one that is known here, every name what it claims to be, a plain identifier, and every text
harmless between quotes. What is not is refused with its place; nothing is repaired, for a repaired name is a guess.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from openapi_facade.comparison.document import METHODS, Document, Json, child
from openapi_facade.comparison.problems import Problems, Refused, short
from openapi_facade.comparison.upgrade import essence
from pipeline import checks, discriminators
from pipeline.guard_schemas import check_schema, check_schemas
from pipeline.places import folded

_PATH = re.compile(r"/|(/([A-Za-z0-9_-][A-Za-z0-9_.-]*|\{[A-Za-z][A-Za-z0-9_]*\}))+/?")
_PARAMETER = re.compile(r"\{(\w+)\}")
_RESPONSE_REFERENCE = re.compile(r"#/components/responses/([A-Za-z][A-Za-z0-9_]{0,99})")
_STATUS = re.compile(r"[1-5][0-9][0-9]")
_VERSION = re.compile(r"(0|[1-9][0-9]{0,5})(\.(0|[1-9][0-9]{0,5})){1,3}")
_OPENAPI = re.compile(r"3\.1\.[0-9]{1,2}")
_READ_AS = {"application/json": "JSON", "text/plain": "text", "text/event-stream": "text"}
"""Media type of a response -> what it is read as."""
_OPERATION = {
    *("operationId", "tags", "summary", "description", "parameters", "requestBody", "responses", "deprecated"),
    *("security", "x-permission", "x-repeatable", "x-duration"),
}
_COMPONENTS = ("schemas", "responses", "securitySchemes")
_MEDIA_TYPES = {"multipart/form-data", "application/x-www-form-urlencoded", *_READ_AS}

# Names that the generated functions use themselves, as `folded` gives them: an argument of that name would hide them.
_TAKEN_PARAMETERS = {"body", "client", "cookies", "errors", "headers", "httpx", "kwargs", "params", "quote", "response"}


def check(document: Document) -> None:
    """Refuse a document of which anything must not become code.

    Raises:
        Refused: with the places and reasons of all that was found.
    """
    problems = Problems()
    attempt = problems.attempt
    attempt(checks.keys, document, "$", {"openapi", "info", "paths", "components", "tags", "security"})
    attempt(checks.match, document.get("openapi"), "$.openapi", _OPENAPI, "OpenAPI 3.0 and 3.1 are understood, not")
    attempt(_check_info, document)
    components: dict[str, Json] = {}
    with problems:
        components = checks.mapping(document, "components", "$", {})
        checks.keys(components, "$.components", {*_COMPONENTS})
    found: dict[str, dict[str, Json]] = {kind: {} for kind in _COMPONENTS}
    for kind in _COMPONENTS:
        with problems:
            found[kind] = checks.mapping(components, kind, "$.components", {})
    schemas, responses, schemes = found.values()
    attempt(check_schemas, schemas)
    for name, response in responses.items():
        place = child("$.components.responses", name)
        attempt(checks.identifier, name, place, "response name")
        attempt(_check_answer, response, place, schemas)
    attempt(_check_schemes, schemes)
    attempt(_check_security, document, "$", schemes)
    attempt(_check_tags, document)
    attempt(_check_operations, document, schemas, responses, schemes)
    attempt(discriminators.check, document)
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
        for number, tag in enumerate(checks.items(operation, "tags", place)):
            with problems:
                checks.match(tag, f"{place}.tags[{number}]", checks.WORDS, "a tag is plain words, not")
    problems.refuse()


def operations(document: Document) -> Iterator[tuple[str, str, Json]]:
    """(method, path, operation) of each operation, in the document's order.

    Raises:
        Refused: paths or one of them is no object.
    """
    for path, item in checks.mapping(document, "paths", "$").items():
        if not isinstance(item, dict):
            raise Refused(f"{child('$.paths', path)}: no object")
        for method in METHODS:
            if method in item:
                yield method, path, item[method]


def _check_info(document: Document) -> None:
    info = checks.mapping(document, "info", "$")
    problems = Problems()
    problems.attempt(checks.keys, info, "$.info", {"title", "version", "description"})
    problems.attempt(
        checks.match, info.get("version"), "$.info.version", _VERSION, "a version is numbers like 1.9.2, not"
    )
    problems.attempt(checks.text, info.get("title"), "$.info.title", lines=False)
    problems.attempt(checks.text, info.get("description", ""), "$.info.description")
    problems.refuse()


def _check_schemes(schemes: dict[str, Json]) -> None:
    problems = Problems()
    for name, scheme in schemes.items():
        place = child("$.components.securitySchemes", name)
        problems.attempt(checks.identifier, name, place, "name of a security scheme")
        with problems:
            checks.keys(scheme, place, {"type", "scheme", "in", "name", "bearerFormat", "description"})
            problems.attempt(checks.text, scheme.get("description", ""), f"{place}.description")
            for key in sorted({"type", *scheme} - {"description"}):
                problems.attempt(checks.match, scheme.get(key), child(place, key), checks.WORDS, "words, not")
    problems.refuse()


def _check_security(parent: dict[str, Any], place: str, schemes: dict[str, Json]) -> None:
    problems = Problems()
    for number, requirement in enumerate(checks.items(parent, "security", place)):
        where = f"{place}.security[{number}]"
        problems.attempt(checks.keys, requirement, where, set(schemes))
        if isinstance(requirement, dict) and any(scopes != [] for scopes in requirement.values()):
            problems.note(f"{where}: a scheme has an empty list, for none here has scopes")
    problems.refuse()


def _check_tags(document: Document) -> None:
    problems = Problems()
    for number, tag in enumerate(checks.items(document, "tags", "$")):
        place = f"$.tags[{number}]"
        with problems:
            checks.keys(tag, place, {"name", "description"})
            problems.attempt(checks.identifier, tag.get("name"), f"{place}.name", "tag", checks.SNAKE)
            problems.attempt(checks.text, tag.get("description", ""), f"{place}.description")
    problems.refuse()


def _check_operations(
    document: Document, schemas: dict[str, Json], responses: dict[str, Json], schemes: dict[str, Json]
) -> None:
    paths = checks.mapping(document, "paths", "$")
    if not paths:
        raise Refused("$.paths: the document has no paths, so there is nothing to generate")
    problems = Problems()
    problems.attempt(checks.number, paths, "$.paths")
    seen: dict[str, str] = {}
    for path, item in paths.items():
        place = child("$.paths", path)
        problems.attempt(checks.match, path, place, _PATH, "a path's segments are words or {parameter}, unlike")
        problems.attempt(checks.keys, item, place, set(METHODS))
        for method in METHODS:
            if isinstance(item, dict) and method in item:
                with problems:
                    where = f"{place}.{method}"
                    checks.keys(item[method], where, _OPERATION)
                    problems.attempt(_check_operation_id, item[method].get("operationId"), where, seen)
                    problems.attempt(_check_security, item[method], where, schemes)
                    problems.attempt(_check_operation, item[method], path, where, schemas)
                    problems.attempt(_check_responses, item[method], where, schemas, responses)
    problems.refuse()


def _check_operation_id(name: Json, place: str, seen: dict[str, str]) -> None:
    checks.identifier(name, f"{place}.operationId", "operationId", checks.SNAKE)
    if name in seen:
        raise Refused(f"{place}.operationId: {name} is taken by {seen[name]}; one would overwrite the other")
    seen[name] = place


def _check_operation(operation: dict[str, Any], path: str, place: str, schemas: dict[str, Json]) -> None:
    problems = Problems()
    attempt = problems.attempt
    with problems:
        for number, tag in enumerate(checks.items(operation, "tags", place)):
            attempt(checks.identifier, tag, f"{place}.tags[{number}]", "tag", checks.SNAKE)
    attempt(checks.text, operation.get("summary", ""), f"{place}.summary", lines=False)
    attempt(checks.text, operation.get("description", ""), f"{place}.description")
    attempt(checks.flag, operation, "deprecated", place)
    attempt(_check_parameters, operation, path, place, schemas)
    if "requestBody" in operation:
        body = operation["requestBody"]
        attempt(_check_content, body, f"{place}.requestBody", schemas, {"description", "content", "required"})
        if isinstance(body, dict):
            attempt(checks.flag, body, "required", f"{place}.requestBody")
    problems.refuse()


def _check_parameters(operation: dict[str, Any], path: str, place: str, schemas: dict[str, Json]) -> None:
    problems = Problems()
    in_path = []
    seen: dict[str, str] = {}
    for number, parameter in enumerate(checks.items(operation, "parameters", place)):
        where = f"{place}.parameters[{number}]"
        problems.attempt(
            checks.keys, parameter, where, {"name", "in", "required", "schema", "description", "deprecated"}
        )
        if isinstance(parameter, dict):
            problems.attempt(_check_parameter, parameter, where, schemas, seen)
            in_path += [parameter.get("name")] if parameter.get("in") == "path" else []
    if sorted(map(str, in_path)) != sorted(_PARAMETER.findall(path)):
        problems.note(f"{place}.parameters: the parameters in the path and the path parameters listed are not the same")
    problems.refuse()


def _check_parameter(parameter: dict[str, Any], place: str, schemas: dict[str, Json], seen: dict[str, str]) -> None:
    problems = Problems()
    with problems:
        name: Any = parameter.get("name")
        checks.identifier(name, f"{place}.name", "parameter name", reserved=True)
        if folded(name) in _TAKEN_PARAMETERS:
            raise Refused(f"{place}.name: the generated functions use {name} themselves; rename or drop it")
        checks.unique(name, seen, f"{place}.name", "argument")
    if parameter.get("in") not in ("path", "query"):
        problems.note(f"{place}.in: {short(parameter.get('in'))}; only path and query parameters are generated")
    problems.attempt(checks.flag, parameter, "required", place)
    problems.attempt(checks.flag, parameter, "deprecated", place)
    if parameter.get("in") == "path" and not parameter.get("required"):
        problems.note(f"{place}.required: a parameter in the path is always required; say so in the overlay")
    problems.attempt(checks.text, parameter.get("description", ""), f"{place}.description")
    problems.attempt(check_schema, parameter.get("schema"), f"{place}.schema", schemas)
    problems.refuse()


def _check_responses(
    operation: dict[str, Any], place: str, schemas: dict[str, Json], responses: dict[str, Json]
) -> None:
    problems = Problems()
    for status, response in checks.mapping(operation, "responses", place).items():
        where = child(f"{place}.responses", status)
        problems.attempt(checks.match, status, where, _STATUS, "no HTTP status:")
        with problems:
            if isinstance(response, dict) and "$ref" in response:
                checks.keys(response, where, {"$ref"})
                checks.reference(response["$ref"], f"{where}.$ref", _RESPONSE_REFERENCE, responses)
            else:
                _check_answer(response, where, schemas)
    problems.refuse()


def _check_answer(response: Json, place: str, schemas: dict[str, Json]) -> None:
    """What comes of one status is read in one way, whatever media type it says that it has."""
    problems = Problems()
    problems.attempt(_check_content, response, place, schemas, {"description", "content"})
    if isinstance(response, dict) and "description" not in response:
        problems.note(f"{place}.description: missing; say what the answer is")
    content = response.get("content") if isinstance(response, dict) else None
    kinds = list(content.items()) if isinstance(content, dict) else []
    for media_type, media in kinds:
        where = child(f"{place}.content", media_type)
        if essence(media_type) in _MEDIA_TYPES - set(_READ_AS):
            problems.note(f"{where}: no result is read of this media type; remove it in the overlay")
        elif media != kinds[0][1] or _reading(media_type) != _reading(kinds[0][0]):
            problems.note(
                f"{where}: not what {short(kinds[0][0])} of the same status is, and one status is read in one way; "
                "remove one of the two in the overlay"
            )
    problems.refuse()


def _reading(media_type: str) -> str | None:
    return _READ_AS.get(essence(media_type))


def _check_content(value: Json, place: str, schemas: dict[str, Json], keys: set[str]) -> None:
    problems = Problems()
    problems.attempt(checks.keys, value, place, keys)
    if isinstance(value, dict):
        problems.attempt(checks.text, value.get("description", ""), f"{place}.description")
        with problems:
            for media_type, content in checks.mapping(value, "content", place, {}).items():
                problems.attempt(_check_media, media_type, content, child(f"{place}.content", media_type), schemas)
    problems.refuse()


def _check_media(media_type: str, content: Json, place: str, schemas: dict[str, Json]) -> None:
    if media_type not in _MEDIA_TYPES:
        raise Refused(f"{place}: media type not among {', '.join(sorted(_MEDIA_TYPES))}")
    checks.keys(content, place, {"schema"})
    if "schema" in content:
        check_schema(content["schema"], f"{place}.schema", schemas)
