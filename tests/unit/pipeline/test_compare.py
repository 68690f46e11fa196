"""What `make check-api` sees of enums, defaults, formats, unreferenced schemas, and of one thing said in two ways."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from openapi_facade.comparison import compare

from .test_check_api import Edit, edited, report, schema, users

# An edit of the client's own, what it must be called, and whether it breaks.
EDITS: list[tuple[Edit, str, str, bool]] = [
    # what a document may say in another way
    (lambda d: users(d)["parameters"][0]["schema"].update(default=5), "parameter skip", "differs", False),
    (lambda d: users(d)["parameters"][0]["schema"].pop("default"), "parameter skip", "differs", False),
    (lambda d: users(d)["parameters"][0].update({"in": "header"}), "parameter skip", "server lacks", True),
    (
        lambda d: d["paths"]["/users/"].update(
            parameters=[{"name": "new", "in": "query", "required": True, "schema": {}}]
        ),
        "parameter new",
        "client lacks",
        True,
    ),
    (
        lambda d: (
            d["components"].update(
                parameters={"New": {"name": "new", "in": "query", "required": True, "schema": {"type": "string"}}}
            ),
            users(d)["parameters"].append({"$ref": "#/components/parameters/New"}),
        ),
        "parameter new",
        "client lacks",
        True,
    ),
    (
        lambda d: d["paths"]["/users/{user_id}"]["get"]["parameters"][0]["schema"].update(type="integer"),
        "parameter user_id",
        "differs",
        True,
    ),
    (
        lambda d: (
            d["components"].update(requestBodies={"New": {"required": True, "content": {"text/plain": {}}}}),
            d["paths"]["/users/"]["post"].update(requestBody={"$ref": "#/components/requestBodies/New"}),
        ),
        "body",
        "differs",
        True,
    ),
    (
        lambda d: d["paths"]["/users/"]["post"]["responses"].update(
            {"201": d["paths"]["/users/"]["post"]["responses"].pop("200")}
        ),
        "result",
        "differs",
        True,
    ),
    (
        lambda d: schema(d, "UploadURLConfig")["properties"]["chunk_size"].update(default=9),
        "body.chunk_size",
        "differs",
        False,
    ),
    (
        lambda d: schema(d, "UserCreate")["properties"]["username"].update(pattern="[a-z]+"),
        "body.username",
        "differs",
        True,
    ),
    (
        lambda d: schema(d, "UserResponse")["properties"]["username"].update(enum=["admin", "user"]),
        "result.username",
        "differs",
        False,
    ),
    (
        lambda d: schema(d, "UserResponse")["properties"]["username"].update(format="date-time"),
        "result.username",
        "differs",
        False,
    ),
    (
        lambda d: schema(d, "UserCreate")["properties"]["username"].update(format="date"),
        "body.username",
        "differs",
        True,
    ),
    # schemas to which no operation leads
    (lambda d: schema(d, "AuthResource")["enum"].append("NEW"), "schema AuthResource", "differs", False),
    (lambda d: schema(d, "AuthResource")["enum"].pop(), "schema AuthResource", "differs", False),
    (lambda d: d["components"]["schemas"].pop("AuthResource"), "schema AuthResource", "server lacks", False),
    (
        lambda d: d["components"]["schemas"].update(Tail={"type": "object", "properties": {}}),
        "schema Tail",
        "client lacks",
        False,
    ),
]


@pytest.mark.parametrize(("edit", "what", "kind", "breaks"), EDITS, ids=map(str, range(len(EDITS))))
def test_one_edit(edit: Edit, what: str, kind: str, breaks: bool, tmp_path: Path) -> None:
    status, found = report(edited(edit, tmp_path), tmp_path)
    told = {(each["what"].replace("result[]", "result"), each["kind"], each["breaks"]) for each in found["differences"]}
    assert (what, kind, breaks) in told
    assert status == int(any(each["breaks"] for each in found["differences"]))


def pair(schema_: Any, *, sent: bool) -> Any:
    """A document of one operation, which sends or receives a value of this schema."""
    content = {"content": {"application/json": {"schema": schema_}}}
    operation = {"operationId": "do", "responses": {"200": {} if sent else content}}
    if sent:
        operation["requestBody"] = content
    return {
        "paths": {"/": {"post": operation}},
        "components": {"schemas": {"Kind": {"enum": ["a", "b"]}, "More": {"enum": ["a", "b", "c"]}}},
    }


KIND, MORE = {"$ref": "#/components/schemas/Kind"}, {"$ref": "#/components/schemas/More"}
NULL = {"type": "null"}
# The client's schema, the server's, what it is called, whether it breaks what is sent, and what is received.
SCHEMAS: list[tuple[Any, Any, str, bool, bool]] = [
    # added values, wherever an enum may stand
    (KIND, MORE, "", False, False),
    (MORE, KIND, "", True, False),
    ({"allOf": [KIND], "default": "a"}, {"allOf": [MORE], "default": "a"}, "", False, False),
    (
        {"anyOf": [{"type": "string", "enum": ["x"]}, KIND]},
        {"anyOf": [{"type": "string", "enum": ["x"]}, MORE]},
        "",
        False,
        False,
    ),
    ({"type": "array", "items": KIND}, {"type": "array", "items": MORE}, "[]", False, False),
    (
        {"anyOf": [{"type": "array", "items": {"type": "string"}}, {"type": "array", "items": {"enum": [1]}}]},
        {"anyOf": [{"type": "array", "items": {"type": "string"}}, {"type": "array", "items": {"enum": [1, 2]}}]},
        "[]",
        False,
        False,
    ),
    (
        {"type": "object", "additionalProperties": KIND},
        {"type": "object", "additionalProperties": MORE},
        ".*",
        False,
        False,
    ),
    ({"type": "object", "propertyNames": KIND}, {"type": "object", "propertyNames": MORE}, "{}", False, False),
    ({"enum": [1, 2]}, {"enum": [1, 2, 3]}, "", False, False),
    ({"const": "a"}, {"enum": ["a", "b"]}, "", False, False),
    # defaults
    ({"type": "integer", "default": 1}, {"type": "integer", "default": 2}, "", False, False),
    ({"type": "integer"}, {"type": "integer", "default": 2}, "", False, False),
    ({"type": "integer", "default": 1}, {"type": "integer", "default": True}, "", False, False),
    (
        {"type": "object", "properties": {"a": {"type": "boolean", "default": False}}},
        {"type": "object", "properties": {"a": {"type": "boolean", "default": True}}},
        ".a",
        False,
        False,
    ),
    ({**KIND, "default": "a"}, {**KIND, "default": "b"}, "", False, False),
    (
        {"anyOf": [{"type": "integer", "default": 1}, NULL]},
        {"anyOf": [{"type": "integer", "default": 2}, NULL]},
        "",
        False,
        False,
    ),
    # what stands beside fields, and forms without a name
    (
        {"type": "object", "properties": {"a": {}}, "additionalProperties": KIND},
        {"type": "object", "properties": {"a": {}}, "additionalProperties": MORE},
        ".*",
        False,
        False,
    ),
    (
        {"oneOf": [{"properties": {"a": KIND}}, {"properties": {"b": KIND}}]},
        {"oneOf": [{"properties": {"a": MORE}}, {"properties": {"b": KIND}}]},
        "(form 1).a",
        False,
        False,
    ),
    # formats that the client decodes
    ({"type": "string", "format": "date"}, {"type": "string"}, "", False, True),
    ({"type": "string"}, {"type": "string", "format": "date"}, "", True, False),
]


@pytest.mark.parametrize("sent", [True, False])
@pytest.mark.parametrize(("ours", "theirs", "what", "breaks_sent", "breaks_received"), SCHEMAS)
def test_one_schema(ours: Any, theirs: Any, what: str, breaks_sent: bool, breaks_received: bool, sent: bool) -> None:
    client, server = (pair(each, sent=sent) for each in (ours, theirs))
    nothing = pair({}, sent=sent)
    nothing["components"] = {}
    found = [each for each in compare.compare(client, nothing, server) if not each.what.startswith("schema ")]
    assert {(each.operation, each.what) for each in found} == {("POST /", ("body" if sent else "result") + what)}
    assert [each.breaks for each in found] == [breaks_sent if sent else breaks_received]
    assert compare.compare(client, nothing, client) == compare.compare(server, nothing, server) == []


@pytest.mark.parametrize(
    "media_type", ["application/json; charset=utf-8", "application/json;charset=UTF-8", "Application/JSON"]
)
def test_parameters_of_a_media_type_are_no_difference(media_type: str, tmp_path: Path) -> None:
    """And what is below it is compared all the same."""

    def respelled(document: Any) -> None:
        for item in document["paths"].values():
            for operation in item.values():
                for each in (operation.get("requestBody"), operation["responses"]["200"]):
                    if each and "application/json" in each["content"]:
                        each["content"][media_type] = each["content"].pop("application/json")

    assert report(edited(respelled, tmp_path), tmp_path)[1]["differences"] == []

    def changed(document: Any) -> None:
        respelled(document)
        schema(document, "UserResponse")["properties"].pop("id")

    status, found = report(edited(changed, tmp_path), tmp_path)
    assert status == 1
    assert {each["what"] for each in found["differences"]} == {"result.id", "result[].id"}
