"""Every operation of the API's document is a method of its attribute: called on a Cat, with a result of its type."""

from __future__ import annotations

import inspect
import json
import re

import pytest

import cheshire_cat_api as ccat
from cheshire_cat_api.models import UserResponse
from cheshire_cat_api.testing import EmbeddedCat
from cheshire_cat_openapi.operations import API_VERSION, OPERATIONS

from .calls import ARGUMENTS, DOCUMENT, DOCUMENTED, NAMES, World, method_of, promised
from .conform import problems
from .stub import Stub, response


def test_the_operations_are_those_of_the_document() -> None:
    assert DOCUMENT["info"]["version"] == API_VERSION
    assert set(OPERATIONS) == set(DOCUMENTED)
    assert set(ARGUMENTS) <= set(DOCUMENTED)


@pytest.mark.parametrize("name", NAMES)
def test_the_facts_of_an_operation_are_those_of_the_document(name: str) -> None:
    documented, facts = DOCUMENTED[name], OPERATIONS[name]
    assert (facts.name, [facts.tag], facts.method, facts.path, facts.summary) == (
        name,
        documented["tags"],
        documented["method"],
        documented["path"],
        documented["summary"],
    )


@pytest.mark.parametrize("name", NAMES)
def test_the_docstring_opens_with_the_summary_and_names_the_permission(name: str) -> None:
    method = method_of(ccat.CatClient(), name)
    text = inspect.getdoc(method) or ""
    assert text.splitlines()[0] == OPERATIONS[name].summary
    assert (OPERATIONS[name].permission or "Permission: none") in text


@pytest.mark.parametrize("name", [name for name in NAMES if name != "install_plugin_from_registry"])
def test_an_operation_works(name: str, world: World, cat: EmbeddedCat) -> None:
    world.client.status.message_with_cat("Hello [extra]")  # so that there is a history and an episodic memory
    arguments = ARGUMENTS.get(name, lambda world: {})(world)
    method = method_of(world.client, name)
    result = method(**arguments)
    assert list(problems(result, promised(method))) == []
    pattern = re.sub(r"\{[^}]*\}", "[^/]+", OPERATIONS[name].path)
    sent = cat.requests[-1]
    assert sent.method == OPERATIONS[name].method
    assert re.fullmatch(pattern, sent.path)
    assert sent.headers["user_id"] == "user"


def test_installing_from_the_registry_out_of_reach(client: ccat.CatClient) -> None:
    with pytest.raises(ccat.ServerFailure) as caught:
        client.plugins.install_plugin_from_registry(body={"url": "https://example.org/tea"})
    assert caught.value.detail == "[Errno -2] Name or service not known"


@pytest.mark.parametrize("body", [{"url": "https://example.org/tea"}, "https://example.org/tea"])
def test_installing_from_the_registry(body: object) -> None:
    said = {"url": "https://example.org/tea", "info": "Plugin is being installed asynchronously"}
    with Stub(response(200, said)) as stub, ccat.CatClient(ccat.Config(stub.url)) as client:
        method = client.plugins.install_plugin_from_registry
        result = method(body)  # type: ignore[arg-type]
    assert list(problems(result, promised(method))) == []
    assert result.to_dict() == said
    (sent,) = stub.heard
    assert (sent.method, sent.target) == ("POST", "/plugins/upload/registry")
    assert json.loads(sent.body) == {"url": "https://example.org/tea"}


@pytest.mark.parametrize("name", sorted(set(NAMES) - set(ARGUMENTS)))
def test_what_has_no_arguments_above_has_none_that_are_required(name: str) -> None:
    parameters = inspect.signature(method_of(ccat.CatClient(), name)).parameters
    assert [each for each, parameter in parameters.items() if parameter.default is parameter.empty] == []


@pytest.mark.parametrize("name", sorted(set(ARGUMENTS)))
def test_good_arguments_name_every_parameter(name: str, world: World) -> None:
    """All but those by keyword only: they are the facade's own, about how a call is made."""
    parameters = inspect.signature(method_of(world.client, name)).parameters.values()
    assert {each.name for each in parameters if each.kind is not each.KEYWORD_ONLY} <= set(ARGUMENTS[name](world))


def test_results_say_what_the_cat_has(world: World) -> None:
    client = world.client
    client.status.message_with_cat("Hello")
    point = client.memory.create_memory_point("declarative", "The hatter drinks tea.", {"cups": 2})
    page = client.memory.get_points_in_collection("declarative")
    assert [(each.id, each.payload.page_content, each.payload.metadata["cups"]) for each in page.points] == [
        (point.id, "The hatter drinks tea.", 2)
    ]
    assert client.memory.get_conversation_history().history[0]["text"] == "Hello"
    assert [user.username for user in client.users.read_users()] == ["admin", "user"]
    assert all(type(user) is UserResponse for user in client.users.read_users())
    assert {plugin["id"] for plugin in client.plugins.get_available_plugins()["installed"]} == {
        "core_plugin",
        "scripted_llm",
    }
    counts = {each.name: each.vectors_count for each in client.memory.get_collections().collections}
    assert counts["declarative"] == 1
    client.memory.wipe_collections()
    assert client.memory.get_points_in_collection("declarative").points == []


def test_memory_is_paged(client: ccat.CatClient) -> None:
    made = {client.memory.create_memory_point("declarative", f"cup {number}").id for number in range(5)}
    seen: list[str] = []
    offset: str | None = None
    for _ in range(10):
        page = client.memory.get_points_in_collection("declarative", limit=2, offset=offset)
        seen += [point.id for point in page.points]
        offset = page.next_offset
        if offset is None:
            break
    assert offset is None
    assert sorted(seen) == sorted(made)


def test_the_user_of_the_configuration_acts(cat: EmbeddedCat) -> None:
    with ccat.CatClient(ccat.Config(cat.url, user_id="Zoë")) as client:
        client.status.message_with_cat("I am Zoë")
        assert client.memory.get_conversation_history().history[0].user_id == "Zoë"
    assert cat.prompts("Zoë") == ["I am Zoë"]
    assert cat.prompts("user") == []


def test_zero_false_and_empty_are_sent(client: ccat.CatClient, cat: EmbeddedCat) -> None:
    client.memory.create_memory_point("declarative", "")
    page = client.memory.get_points_in_collection("declarative", limit=0)
    assert page.points == []
    assert cat.requests[-1].query == "limit=0"
    client.plugins.get_available_plugins(query="")
    assert cat.requests[-1].query == "query="
    client.plugins.get_available_plugins()
    assert cat.requests[-1].query == ""
