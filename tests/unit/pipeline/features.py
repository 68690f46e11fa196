"""Documents, one for each feature of OpenAPI that the generator claims, in 3.0 and in 3.1. Those refused: refused.py.

A feature is what it adds to an empty document: schemas, and one operation, POST /<name>, whose operationId is its name.
Its schemas begin with its name, so that many features make one document and one run of the generator.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

Json = Any
JSON, FORM, MULTIPART, TEXT = (
    "application/json",
    "application/x-www-form-urlencoded",
    "multipart/form-data",
    "text/plain",
)
VERSIONS = ("3.0.3", "3.1.0")
STRING, INTEGER, NULL = {"type": "string"}, {"type": "integer"}, {"type": "null"}
FILE = {"type": "string", "format": "binary"}
DATE, TIME, UUID = ({"type": "string", "format": form} for form in ("date", "date-time", "uuid"))
COLOR = {"type": "string", "enum": ["red", "dark_blue"]}


@dataclass(frozen=True)
class Feature:
    """What one feature adds to a document."""

    name: str
    result: Json = None
    """The schema of the only result, if it has one."""
    body: Json = None
    """The schema of a JSON body."""
    schemas: dict[str, Json] = field(default_factory=dict)
    """Name, without the feature's before it -> schema."""
    parameters: tuple[Json, ...] = ()
    operation: dict[str, Json] = field(default_factory=dict)
    """What else the operation has."""
    path: str = ""
    """What follows its name in the path."""
    document: dict[str, Json] = field(default_factory=dict)
    """What else the document has."""
    versions: tuple[str, ...] = VERSIONS
    refused: str = ""
    """Where, if it is."""

    def __str__(self) -> str:
        return self.name


def ref(name: str) -> Json:
    return {"$ref": f"#/components/schemas/{name}"}


def content(schema: Json, media_type: str = JSON) -> Json:
    return {"content": {media_type: {"schema": schema}}}


def many(items: Json) -> Json:
    return {"type": "array", "items": items}


def record(required: list[str] | None = None, /, **properties: Json) -> Json:
    return {"type": "object", "properties": properties, **({"required": required} if required else {})}


def query(name: str, schema: Json, **more: Json) -> Json:
    return {"name": name, "in": "query", "schema": schema, **more}


def in_path(name: str, schema: Json) -> Json:
    return {"name": name, "in": "path", "required": True, "schema": schema}


def sent(body: Json, media_type: str) -> dict[str, Json]:
    return {"requestBody": {"required": True, **content(body, media_type)}}


def nullable(schema: Json) -> Json:
    """As 3.0 says it, for both: each document of 3.1 has `anyOf` in its place."""
    return {"x": "nullable", "schema": schema}


def _form(kind: str, tell: Json) -> Json:
    return record(["kind", "source"], kind=tell, source=STRING, **{kind: STRING})


ONE_OF_THREE = {"A": _form("a", {"const": "a"}), "B": _form("b", {"const": "b"}), "C": record(["z"], z=STRING)}
FORMS_OF_ENUMS = {"A": _form("a", {**STRING, "enum": ["a"]}), "B": _form("b", {**STRING, "enum": ["b"]})}
SAME_FORMS = {name: record(["kind"], kind=STRING, value=STRING) for name in "AB"}

RIGHT = [
    Feature("dates", record(["day", "at"], day=DATE, at=TIME, more=many(TIME)), record(["day"], day=DATE, at=TIME)),
    Feature("uuids", record(["id"], id=UUID, others=many(UUID)), record(["id"], id=UUID)),
    Feature("other_formats", record(a={**STRING, "format": "uri"}, b={**STRING, "format": "password"})),
    Feature("text_enums", record(["color"], color=COLOR, colors=many(COLOR)), record(color=COLOR)),
    Feature("number_enums", record(size={"type": "integer", "enum": [1, 2, -3]}), record(size={"enum": [1, 2]})),
    Feature("shared_enums", ref("SharedEnumsColor"), record(color=ref("SharedEnumsColor")), {"Color": COLOR}),
    Feature("enums_of_one", record(["kind"], kind={**STRING, "enum": ["only"]}), record(kind={"enum": ["only"]})),
    Feature("constants", record(["kind"], kind={"const": "k"}, no={"const": 3}), versions=VERSIONS[1:]),
    Feature("nullable", record(["a"], a=nullable(STRING), b=nullable(many(STRING))), record(a=nullable(INTEGER))),
    Feature("nullable_dates", record(a=nullable(DATE), b=many(nullable(TIME))), record(a=nullable(TIME))),
    Feature("nullable_enums", record(a=nullable(COLOR)), record(a=nullable(COLOR))),
    Feature("nullable_models", record(a=nullable(ref("NullableModelsA"))), schemas={"A": record(x=STRING)}),
    Feature("enums_with_null", record(a={"enum": ["a", "b", None]}), versions=VERSIONS[1:]),
    Feature("lists_of_types", record(a={"type": ["string", "integer", "null"]}), versions=VERSIONS[1:]),
    Feature("text_or_date", record(["a"], a={"anyOf": [STRING, TIME]}, b={"anyOf": [DATE, TIME, INTEGER]})),
    Feature(
        "told_by_constant",
        record(["forms"], forms=many({"oneOf": [ref(f"ToldByConstant{name}") for name in "CBA"]})),
        schemas=ONE_OF_THREE,
        versions=VERSIONS[1:],
    ),
    Feature("told_by_enum", {"oneOf": [ref("ToldByEnumA"), ref("ToldByEnumB")]}, schemas=FORMS_OF_ENUMS),
    Feature(
        "told_by_enums_that_overlap",
        {"oneOf": [ref("ToldByEnumsThatOverlapA"), ref("ToldByEnumsThatOverlapB")]},
        schemas={
            "A": record(["kind"], kind={**STRING, "enum": ["a", "c"]}, value=STRING),
            "B": record(["kind"], kind={**STRING, "enum": ["b", "c"]}, value=STRING, more=STRING),
        },
    ),
    Feature(
        "told_by_mapping",
        {
            "oneOf": [ref("ToldByMappingA"), ref("ToldByMappingB")],
            "discriminator": {
                "propertyName": "kind",
                "mapping": {
                    name: f"#/components/schemas/ToldByMapping{name[0].upper()}" for name in ("a1", "b1", "b2")
                },
            },
        },
        schemas=SAME_FORMS,
    ),
    Feature(
        "told_by_name",
        many({"oneOf": [ref("ToldByNameA"), ref("ToldByNameB")], "discriminator": {"propertyName": "kind"}}),
        schemas=SAME_FORMS,
    ),
    Feature(
        "told_by_fields",
        {"anyOf": [ref("ToldByFieldsA"), ref("ToldByFieldsB"), many(ref("ToldByFieldsB")), STRING]},
        schemas={"A": record(["x"], x=STRING), "B": record(["y"], y=STRING)},
    ),
    Feature(
        "lists_of_either_kind",
        record(["a"], a={"anyOf": [many(ref("ListsOfEitherKindA")), many(TIME), NULL]}),
        schemas={"A": record(["x"], x=DATE)},
        versions=VERSIONS[1:],
    ),
    Feature(
        "all_of",
        ref("AllOfWhole"),
        schemas={
            "Base": record(["id"], id=UUID),
            "Whole": {"allOf": [ref("AllOfBase"), record(["at"], at=TIME)]},
        },
    ),
    Feature(
        "all_of_one",
        record(a={"allOf": [ref("AllOfOneBase")], "description": "More of it."}),
        schemas={"Base": record(id=STRING)},
    ),
    Feature("maps_of_dates", {"type": "object", "additionalProperties": TIME}),
    Feature("maps_of_lists", record(a={"type": "object", "additionalProperties": many(COLOR)})),
    Feature(
        "maps_of_models",
        record(a={"type": "object", "additionalProperties": ref("MapsOfModelsA")}),
        schemas={"A": record(x=DATE)},
    ),
    Feature("closed", {**record(["a"], a=STRING), "additionalProperties": False}),
    Feature("anything", record(a={}, b={"type": "object"}, c=many({})), {}),
    Feature("lists_in_lists", record(a=many(many(DATE))), record(a=many(many(DATE)))),
    Feature("deep", record(a=many(record(b=record(c=many(record(d=TIME))))))),
    # Whole results and whole bodies.
    Feature("list_of_unions", many({"anyOf": [ref("ListOfUnionsA"), TIME]}), schemas={"A": record(["x"], x=DATE)}),
    Feature("list_of_lists", many(many(ref("ListOfListsA"))), many(many(INTEGER)), {"A": record(["x"], x=STRING)}),
    Feature("list_of_dates", many(TIME), many(DATE)),
    Feature("list_of_enums", many(COLOR), many(COLOR)),
    Feature("list_of_maps", many({"type": "object", "additionalProperties": INTEGER})),
    Feature("bare_date", DATE, TIME),
    Feature("bare_enum", COLOR, COLOR),
    Feature("bare_text", STRING, STRING),
    Feature("bare_number", {"type": "number"}, INTEGER),
    Feature("bare_truth", {"type": "boolean"}, {"type": "boolean"}),
    Feature("bare_union", {"anyOf": [UUID, INTEGER]}, {"anyOf": [DATE, INTEGER]}),
    Feature("bare_null", NULL, versions=VERSIONS[1:]),
    Feature("body_of_unions", STRING, many({"anyOf": [ref("BodyOfUnionsA"), DATE]}), {"A": record(["x"], x=DATE)}),
    Feature("no_content", operation={"responses": {"204": {"description": "No Content"}}}),
    Feature(
        "two_successes",
        schemas={"Old": record(["a"], a=STRING), "New": record(["b"], b=STRING)},
        operation={
            "responses": {
                "200": {"description": "OK", **content(ref("TwoSuccessesOld"))},
                "201": {"description": "Created", **content(many(ref("TwoSuccessesNew")))},
                "404": {"description": "Not Found", **content(record(detail=STRING))},
            }
        },
    ),
    Feature("text_result", operation={"responses": {"200": {"description": "OK", **content(STRING, TEXT)}}}),
    Feature(
        "event_stream", operation={"responses": {"200": {"description": "OK", **content(STRING, "text/event-stream")}}}
    ),
    # Bodies of other kinds.
    Feature("optional_body", operation={"requestBody": content(record(a=STRING))}),
    Feature("optional_list", operation={"requestBody": content(many(DATE))}),
    Feature("nullable_body", body=nullable(ref("NullableBodyA")), schemas={"A": record(["x"], x=STRING)}),
    Feature("optional_nullable_body", operation={"requestBody": content(nullable(record(x=DATE)))}),
    Feature("null_alone", body=NULL, versions=VERSIONS[1:]),
    Feature("nullable_list", body=nullable(many(DATE))),
    Feature("nullable_date", body=nullable(DATE)),
    Feature("nullable_enum", body=nullable(COLOR)),
    Feature("form", operation=sent(record(["a"], a=STRING, b=nullable(INTEGER), c=many(COLOR), d=DATE), FORM)),
    Feature(
        "multipart",
        operation=sent(
            record(
                ["file"],
                file=FILE,
                more=many(FILE),
                size=nullable(INTEGER),
                on=nullable(DATE),
                color=COLOR,
                yes={"type": "boolean"},
                about=record(x=TIME),
            ),
            MULTIPART,
        ),
    ),
    Feature(
        "nullable_files",
        operation=sent(
            record(["a", "b"], a=nullable(FILE), b=STRING, c=nullable(FILE), d=nullable(INTEGER)), MULTIPART
        ),
    ),
    Feature(
        "lists_of_files",
        operation=sent(
            record(["a"], a=many(FILE), b=nullable(many(FILE)), c=many(nullable(FILE)), d=nullable(many(DATE))),
            MULTIPART,
        ),
    ),
    Feature(
        "file_or_text", operation=sent(record(a={"anyOf": [FILE, STRING, NULL]}), MULTIPART), versions=VERSIONS[1:]
    ),
    Feature(
        "multipart_of_3_1",
        operation=sent(record(["a"], a={**STRING, "contentMediaType": "application/octet-stream"}), MULTIPART),
        versions=VERSIONS[1:],
    ),
    Feature(
        "two_media_types",
        schemas={"A": record(["a"], a=STRING), "B": record(["b"], b=FILE)},
        operation={
            "requestBody": {
                "required": True,
                "content": {
                    JSON: {"schema": ref("TwoMediaTypesA")},
                    MULTIPART: {"schema": ref("TwoMediaTypesB")},
                },
            }
        },
    ),
    Feature(
        "one_schema_twice",
        schemas={"A": record(["a"], a=STRING)},
        operation={
            "requestBody": {
                "required": True,
                "content": {each: {"schema": ref("OneSchemaTwiceA")} for each in (FORM, JSON)},
            }
        },
    ),
    Feature(
        "three_media_types",
        schemas={"A": record(["a"], a=STRING)},
        operation={
            "requestBody": {
                "content": {
                    JSON: {"schema": record(["a"], a=DATE)},
                    FORM: {"schema": {"allOf": [ref("ThreeMediaTypesA")]}},
                    MULTIPART: {"schema": record(["a"], a=FILE)},
                }
            }
        },
    ),
    Feature("maps_of_files", operation=sent({"type": "object", "additionalProperties": FILE}, MULTIPART)),
    # Parameters.
    Feature("date_in_query", parameters=(query("on", DATE),)),
    Feature("time_in_query", parameters=(query("at", nullable(TIME)),)),
    Feature("uuid_in_query", parameters=(query("id", UUID),)),
    Feature(
        "in_query",
        parameters=(
            query("on", DATE, required=True),
            query("ids", many(UUID)),
            query("color", COLOR),
            query("yes", {"type": "boolean"}),
            query("maybe", nullable(TIME)),
            query("either", {"anyOf": [INTEGER, DATE]}),
        ),
    ),
    Feature("object_in_query", parameters=(query("filter", record(a=STRING, b=many(INTEGER), c=DATE)),)),
    Feature(
        "in_path",
        path="/{on}/{color}/{yes}/{ids}",
        parameters=(
            in_path("on", DATE),
            in_path("color", COLOR),
            in_path("yes", {"type": "boolean"}),
            in_path("ids", many(INTEGER)),
        ),
    ),
    Feature(
        "defaults",
        parameters=(
            query("on", {**DATE, "default": "2024-01-31"}),
            query("at", {**TIME, "default": "2024-01-31T00:00:00Z"}),
            query("color", {**COLOR, "default": "red"}),
            query("text", {**STRING, "default": "x y"}),
            query("number", {"type": "number", "default": 1.5}),
        ),
        body=record(
            on={**DATE, "default": "2024-01-31"},
            id={**UUID, "default": "0b5a3c52-6f0e-4a63-9d0b-1f2e3d4c5b6a"},
            color={**COLOR, "default": "red"},
            yes={"type": "boolean", "default": True},
        ),
    ),
    # Names.
    Feature(
        "names",
        record(
            **dict.fromkeys(("self", "cls", "class", "from", "id", "type", "input", "format", "model", "json"), DATE)
        ),
        record(**dict.fromkeys(("self", "cls", "import", "none", "property", "date", "uuid", "file", "field"), DATE)),
        parameters=tuple(
            query(name, DATE)
            for name in ("self", "cls", "class", "type", "build", "parse", "sync", "json", "text", "date")
        ),
    ),
    Feature(
        "names_of_helpers",
        record(
            **dict.fromkeys(("member", "as_date", "choice", "linked", "parts"), many({"anyOf": [DATE, TIME]})), a=COLOR
        ),
        record(**dict.fromkeys(("member", "as_date", "choice", "many", "parts"), DATE), a=COLOR),
    ),
    Feature("words", parameters=(query("camelCase", STRING), query("UPPER", STRING), query("with_2", STRING))),
    Feature(
        "names_of_schemas",
        ref("NamesOfSchemasMessage-Output"),
        ref("NamesOfSchemasMessage-Input"),
        {
            "Message-Input": {**record(["at"], at=TIME), "title": "Message"},
            "Message-Output": {**record(["at"], at=TIME), "title": "Message"},
            "Page_Message_": {**record(a=DATE), "title": "Page[Message]"},
            "Request": record(a=DATE),
        },
    ),
    # What only documents.
    Feature(
        "limits",
        record(
            a={**INTEGER, "minimum": 1, "maximum": 9, "multipleOf": 2},
            b={**STRING, "minLength": 1, "maxLength": 9, "pattern": '^[a-z"]+\\d$'},
            c={**many(INTEGER), "minItems": 1, "uniqueItems": True},
            d={**STRING, "deprecated": True, "readOnly": True},
        ),
    ),
    Feature(
        "exclusive",
        record(a={"type": "number", "minimum": 0, "exclusiveMinimum": True}),
        versions=VERSIONS[:1],
    ),
    Feature("deprecated", operation={"deprecated": True}),
    Feature(
        "security",
        operation={"security": [{"Bearer": []}]},
        document={"components": {"securitySchemes": {"Bearer": {"type": "http", "scheme": "bearer"}}}},
    ),
    Feature(
        "shared_response",
        operation={"responses": {"200": {"$ref": "#/components/responses/Times"}}},
        document={"components": {"responses": {"Times": {"description": "OK", **content(many(TIME))}}}},
    ),
]


def as_document(features: list[Feature], version: str) -> Json:
    """One document that has all of these features."""
    document: Json = {
        "openapi": version,
        "info": {"title": "Features", "version": "1.0.0"},
        "paths": {},
        "components": {"schemas": {}},
    }
    for feature in features:
        prefix = feature.name.title().replace("_", "")
        document["components"]["schemas"].update({f"{prefix}{name}": each for name, each in feature.schemas.items()})
        for key, value in feature.document.get("components", {}).items():
            document["components"].setdefault(key, {}).update(value)
        document.update({key: value for key, value in feature.document.items() if key != "components"})
        operation = {
            "operationId": feature.name,
            "tags": ["features"],
            "responses": {"200": {"description": "OK", **content({} if feature.result is None else feature.result)}},
            **({"parameters": list(feature.parameters)} if feature.parameters else {}),
            **({} if feature.body is None else sent(feature.body, JSON)),
            **feature.operation,
        }
        document["paths"][f"/{feature.name}{feature.path}"] = {"post": operation}
    return _as(document, version)


def _as(value: Json, version: str) -> Json:
    """`nullable` as this version says it."""
    if isinstance(value, list):
        return [_as(each, version) for each in value]
    if not isinstance(value, dict):
        return value
    if value.get("x") == "nullable":
        inner = _as(value["schema"], version)
        if version != VERSIONS[0]:
            return {"anyOf": [inner, NULL]}
        return {"allOf": [inner], "nullable": True} if "$ref" in inner else {**inner, "nullable": True}
    return {key: _as(each, version) for key, each in value.items()}
