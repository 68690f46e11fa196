"""What is right as a document, and yet would be sent or read wrong by generated code: refused with its place."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from openapi_facade.comparison.document import Document, Json, child
from openapi_facade.comparison.forms import objects, reached
from openapi_facade.comparison.problems import Problems, Refused
from pipeline.guard import operations

JSON, FORM, MULTIPART = "application/json", "application/x-www-form-urlencoded", "multipart/form-data"
_PREFIX = "#/components/schemas/"


def check(document: Document) -> None:
    """Refuse what cannot be sent, of a document that has passed the guard.

    Raises:
        Refused: with the places and reasons of all that was found.
    """
    problems = Problems()
    schemas: dict[str, Json] = document.get("components", {}).get("schemas", {})
    for method, path, operation in operations(document):
        place = f"{child('$.paths', path)}.{method}"
        for number, parameter in enumerate(operation.get("parameters", [])):
            with problems:
                _check_parameter(parameter, f"{place}.parameters[{number}]", schemas)
        if "requestBody" in operation:
            with problems:
                _check_body(operation["requestBody"].get("content", {}), f"{place}.requestBody", schemas)
        for status, response in operation.get("responses", {}).items():
            for media_type, content in response.get("content", {}).items():
                where = child(f"{place}.responses[{status!r}].content", media_type)
                with problems:
                    _check_no_files(content.get("schema", {}), where, schemas)
    problems.refuse()


def _check_parameter(parameter: dict[str, Any], place: str, schemas: dict[str, Json]) -> None:
    forms = list(_forms(parameter["schema"], schemas))
    for kind, schema in forms:
        if kind == "object" and (parameter["in"] == "path" or len(forms) > 1 or not _is_flat(schema, schemas)):
            raise Refused(f"{place}.schema: only an object of plain fields, and in a query, can be sent")
        if kind == "array" and any(
            inner in ("object", "array") for inner, _ in _forms(schema.get("items", {}), schemas)
        ):
            raise Refused(f"{place}.schema: a list in a parameter has plain items")
        if kind == "null" and parameter["in"] == "path":
            raise Refused(f"{place}.schema: null is no part of a path")
    _check_no_files(parameter["schema"], f"{place}.schema", schemas)


def _check_body(content: dict[str, Any], place: str, schemas: dict[str, Json]) -> None:
    if not content:
        raise Refused(f"{place}.content: missing, or without a media type")
    for media_type, media in content.items():
        where = child(f"{place}.content", media_type)
        if media_type not in (JSON, FORM, MULTIPART):
            raise Refused(f"{where}: bodies of {JSON}, {FORM} and {MULTIPART} are generated")
        if "schema" not in media:
            raise Refused(f"{where}.schema: missing; a body needs one")
        kinds = [kind for kind, _ in _forms(media["schema"], schemas)]
        if (media_type != JSON or len(content) > 1) and kinds != ["object"]:
            raise Refused(f"{where}.schema: this body is an object of fields, in one form, and nothing else")
        if media_type == MULTIPART:
            _check_parts(media["schema"], f"{where}.schema", schemas)
        else:
            _check_no_files(media["schema"], f"{where}.schema", schemas)
        if media_type == FORM and not all(_is_flat(form, schemas) for _, form in _forms(media["schema"], schemas)):
            raise Refused(f"{where}.schema: the fields of a form are plain")


def _check_parts(schema: Json, place: str, schemas: dict[str, Json]) -> None:
    """A file is a part, or one of a list of parts; an object, or a list of lists, is one part of JSON."""
    for field in _fields(schema, schemas):
        for kind, form in _forms(field, schemas):
            inner = list(_forms(form.get("items", {}), schemas)) if kind == "array" else [(kind, form)]
            for each, part in inner:
                if each in ("object", "array"):
                    _check_no_files(part, place, schemas)


def _check_no_files(schema: Json, place: str, schemas: dict[str, Json]) -> None:
    led_to = [schemas[name] for name in reached([schema], schemas)]
    if any(each.get("format") == "binary" for each in objects([schema, *led_to])):
        raise Refused(f"{place}: a file (format binary) can only be sent as a part of {MULTIPART}; say `string` only")


def _is_flat(schema: Json, schemas: dict[str, Json]) -> bool:
    """Whether an object has no objects as fields, nor lists of them."""
    for field in _fields(schema, schemas):
        for kind, form in _forms(field, schemas):
            if kind == "object":
                return False
            if kind == "array" and any(
                inner in ("object", "array") for inner, _ in _forms(form.get("items", {}), schemas)
            ):
                return False
    return True


def _fields(schema: Json, schemas: dict[str, Json]) -> Iterator[Json]:
    """The schemas of the fields of each form of an object, those without a name too."""
    for _, form in _forms(schema, schemas):
        yield from form.get("properties", {}).values()
        if isinstance(form.get("additionalProperties"), dict):
            yield form["additionalProperties"]
        for part in form.get("allOf", []):
            yield from _fields(part, schemas)


def _forms(schema: Json, schemas: dict[str, Json]) -> Iterator[tuple[str, Json]]:
    """The forms of a value: a JSON type, or `any`, and the schema without references and alternatives."""
    if "$ref" in schema:
        yield from _forms(schemas.get(schema["$ref"].removeprefix(_PREFIX), {}), schemas)
        return
    alternatives = schema.get("anyOf") or schema.get("oneOf")
    if not alternatives and len(schema.get("allOf", [])) == 1 and "properties" not in schema:
        alternatives = schema["allOf"]
    if alternatives:
        for each in alternatives:
            yield from _forms(each, schemas)
        return
    kinds = schema.get("type")
    if kinds is None:
        kinds = "object" if "properties" in schema or "allOf" in schema else "any"
    for kind in kinds if isinstance(kinds, list) else [kinds]:
        yield kind, schema
