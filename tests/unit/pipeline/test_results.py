"""What the generator is told of results, beyond the document."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from openapi_facade.comparison.problems import Refused
from pipeline import results

REFERENCE = {"$ref": "#/components/schemas/Part"}


def document(**schemas: Any) -> dict[str, Any]:
    """One operation that sends Body and gives Result."""

    def content(name: str) -> dict[str, Any]:
        return {"content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}}}

    operation = {"requestBody": content("Body"), "responses": {"200": content("Result")}, "summary": "Do."}
    empty: dict[str, Any] = {"type": "object"}
    return {
        "paths": {"/x": {"post": operation}},
        "components": {"schemas": {"Body": dict(empty), "Result": dict(empty), **schemas}},
    }


def seen(given: dict[str, Any]) -> dict[str, Any]:
    before = copy.deepcopy(given)
    result = results.for_generator(given)
    assert given == before
    schemas: dict[str, Any] = result["components"]["schemas"]
    return schemas


def test_a_result_has_all_its_fields_and_what_was_optional_may_be_none() -> None:
    schema = {
        "properties": {
            "always": {"type": "string"},
            "default": {"type": "string", "default": "x"},
            "described": {"type": "integer", "description": "A number."},
            "nullable": {"type": ["string", "null"]},
            "one": dict(REFERENCE),
            "any": {"description": "Whatever."},
            "either": {"anyOf": [{"type": "string"}, {"type": "integer"}]},
        },
        "required": ["always"],
    }
    made = seen(document(Result=schema, Part={"type": "object"}))["Result"]
    assert made["required"] == list(schema["properties"])
    null = {"type": "null"}
    assert made["properties"] == {
        "always": {"type": "string"},
        "default": {"anyOf": [{"type": "string"}, null]},
        "described": {"description": "A number.", "anyOf": [{"type": "integer"}, null]},
        "nullable": {"type": ["string", "null"]},
        "one": {"anyOf": [REFERENCE, null]},
        "any": {"description": "Whatever."},
        "either": {"anyOf": [{"type": "string"}, {"type": "integer"}, null]},
    }


def test_so_have_its_parts_however_deep() -> None:
    inline = {"type": "object", "properties": {"x": {"type": "string"}}}
    schema = {
        "properties": {"list": {"type": "array", "items": inline}, "part": REFERENCE},
        "additionalProperties": inline,
        "required": ["list", "part"],
    }
    made = seen(document(Result=schema, Part=inline))
    for each in (
        made["Part"],
        made["Result"]["properties"]["list"]["items"],
        made["Result"]["additionalProperties"],
    ):
        assert each["required"] == ["x"]


def test_a_body_stays_as_it_is() -> None:
    body = {"type": "object", "properties": {"a": {"type": "string", "default": "x"}, "part": REFERENCE}}
    part = {"type": "object", "properties": {"b": {"type": "string"}}}
    made = seen(document(Body=body, Part=part))
    assert (made["Body"], made["Part"]) == (body, part)


def test_a_schema_that_goes_both_ways_is_refused() -> None:
    schema = {"type": "object", "properties": {"part": REFERENCE}}
    with pytest.raises(Refused, match=r"\$\.components\.schemas\.Part: sent and received"):
        results.for_generator(document(Body=schema, Result=schema, Part={"type": "object"}))


def test_an_enum_may_go_both_ways() -> None:
    schema = {"type": "object", "properties": {"part": REFERENCE}, "required": ["part"]}
    part = {"type": "string", "enum": ["a"]}
    assert seen(document(Body=schema, Result=schema, Part=part))["Part"] == part


def test_a_long_chain_is_followed_to_its_end() -> None:
    chain = {
        f"C{number}": {"type": "object", "properties": {"next": {"$ref": f"#/components/schemas/C{number + 1}"}}}
        for number in range(2000)
    }
    made = seen(document(Result={"$ref": "#/components/schemas/C0"}, **chain, C2000={"properties": {"x": {}}}))
    assert made["C2000"]["required"] == ["x"]


def test_a_description_follows_the_summary_without_a_stray_space() -> None:
    given = document()
    given["paths"]["/x"]["post"]["description"] = "How it is done.\n\nIn two paragraphs.\n"
    operation = results.for_generator(given)["paths"]["/x"]["post"]
    assert operation["summary"] == "Do.\n\nHow it is done.\n\nIn two paragraphs."
    assert "description" not in operation
