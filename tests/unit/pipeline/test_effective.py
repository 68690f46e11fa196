"""What the overlay makes of the server's document: results with a shape, errors as they are, needed bodies."""

from __future__ import annotations

import inspect
import json

import pytest

from cheshire_cat_api import CatClient, models
from cheshire_cat_openapi.model import Model
from cheshire_cat_openapi.operations import OPERATIONS as FACTS

from .conftest import DATA, ROOT
from .effective import DOCUMENT, MODELS, OPERATIONS, SCHEMAS

ERRORS = {"400": "BadRequest", "403": "Forbidden", "404": "NotFound", "500": "ServerError"}
# Of docs/contract.md, section 3, column "seen", less the plain-text 500s, which have no body to describe.
SEEN_404 = {
    *("read_user", "update_user", "delete_user", "get_setting", "update_setting", "delete_setting"),
    *("toggle_plugin", "get_plugin_settings", "upsert_plugin_settings", "get_plugin_details", "delete_plugin"),
}
FILLED_BY_THE_SERVER = {  # D4b, D5, D9b: without a body the server takes an example, or fails
    *("message_with_cat", "upsert_llm_setting", "upsert_embedder_setting", "install_plugin_from_registry"),
    *("upsert_plugin_settings", "delete_memory_points_by_metadata"),
}
TRIED = {each["operationId"]: each for each in json.loads((DATA / "permissions.json").read_text("utf-8")).values()}
WIPES = ("upsert_embedder_setting", "upsert_llm_setting", "wipe_collections", "wipe_single_collection")
each_operation = pytest.mark.parametrize("name", sorted(OPERATIONS))


def test_there_are_as_many_as_the_server_has() -> None:
    document = json.loads((ROOT / "openapi.json").read_text("utf-8"))
    assert len(OPERATIONS) == len(FACTS) == sum(map(len, document["paths"].values()))


@each_operation
def test_the_result_is_a_described_schema(name: str) -> None:
    assert set(OPERATIONS[name]["responses"]["200"]["content"]) == {"application/json"}
    schema = SCHEMAS[result_of(name)]
    assert schema["description"].strip()
    # It names fields, or it is a list or a map of something that does.
    assert schema.get("properties") or schema.get("items") or isinstance(schema["additionalProperties"], dict)


@pytest.mark.parametrize("name", sorted(SCHEMAS))
def test_every_field_is_described(name: str) -> None:
    for field, schema in SCHEMAS[name].get("properties", {}).items():
        target = SCHEMAS[schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema
        assert target.get("description", "").strip(), field


@each_operation
def test_errors_have_the_form_that_they_have(name: str) -> None:
    responses = OPERATIONS[name]["responses"]
    assert "422" not in responses
    assert "403" in responses
    assert ("404" in responses) == (name in SEEN_404)
    for status, response in responses.items():
        if status != "200":
            assert response == {"$ref": f"#/components/responses/{ERRORS[status]}"}


def test_the_body_of_every_error_is_the_one_that_was_seen() -> None:
    for response in DOCUMENT["components"]["responses"].values():
        assert response["content"] == {"application/json": {"schema": {"$ref": "#/components/schemas/ErrorBody"}}}
    refused = models.ErrorBody.from_dict(
        {"error": [{"type": "missing", "loc": ["body", "text"], "msg": "Field required", "input": {}}]}
    )
    assert refused.error is not None
    assert refused.error[0].loc == ["body", "text"]


@each_operation
def test_a_body_is_required(name: str) -> None:
    body = OPERATIONS[name].get("requestBody")
    assert (body is None) or body["required"] is True
    if name in FILLED_BY_THE_SERVER:
        assert body is not None
        schema = next(iter(body["content"].values()))["schema"]
        assert "default" not in json.dumps(schema)


@pytest.mark.parametrize("name", WIPES)
def test_what_wipes_memory_says_so(name: str) -> None:
    told = " ".join(f"{OPERATIONS[name]['summary']} {OPERATIONS[name]['description']}".lower().split())
    assert "wipe" in told or "delete" in told
    assert "no way back" in told or "wipes all memories" in told
    shown = inspect.getdoc(getattr(getattr(CatClient(), FACTS[name].tag), name))
    assert shown is not None
    assert "wipe" in shown.lower() or "delete" in shown.lower()


@each_operation
def test_the_facts_are_those_that_were_tried(name: str) -> None:
    tried = TRIED[name]["permission"] if name != "auth_token" else None  # which needs none
    assert FACTS[name].permission == tried


@each_operation
def test_the_facade_promises_a_result_with_a_shape(name: str) -> None:
    method = getattr(getattr(CatClient(), FACTS[name].tag), name)
    promised = inspect.signature(method).return_annotation.removeprefix("list[").removesuffix("]")
    result = inspect.unwrap(method).__globals__[promised]
    assert issubclass(result, Model)
    documented = result_of(name)
    if documented in MODELS:
        assert issubclass(result, MODELS[documented])
    else:
        assert SCHEMAS[documented]["items"] == {"$ref": f"#/components/schemas/{promised}"}


def result_of(name: str) -> str:
    """The name of an operation's result schema."""
    reference: str = OPERATIONS[name]["responses"]["200"]["content"]["application/json"]["schema"]["$ref"]
    return reference.rpartition("/")[2]


def test_only_results_that_are_maps_have_no_fields() -> None:
    results = {result_of(name) for name in OPERATIONS}
    assert {name for name in results if name in MODELS and not MODELS[name]._names} == {"BatchIngestion", "Permissions"}
