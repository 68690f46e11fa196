"""The three operations on /embedder/settings (CONTRACT §3, §3.1, D9b)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import httpx
import pytest

from .marks import covers
from .servers import Servers, reset_embedder, start_embedded
from .shapes import invalid, is_configuration, is_point, ok, unsupported

LABEL = "languageEmbedderName"


@pytest.fixture
def embedder_again(api: httpx.Client) -> Iterator[None]:
    """Select the default embedder afterwards."""
    yield
    reset_embedder(api)


@covers("get_embedders_settings", 200)
def test_list(api: httpx.Client) -> None:
    answer = ok(api.get("/embedder/settings"))
    assert set(answer) == {"settings", "selected_configuration"}
    for item in answer["settings"]:
        is_configuration(item, LABEL)
    assert {"EmbedderDumbConfig", "EmbedderFakeConfig"} <= {item["name"] for item in answer["settings"]}
    assert answer["selected_configuration"] == "EmbedderDumbConfig"


@covers("get_embedder_settings", 200)
def test_get(api: httpx.Client) -> None:
    item = ok(api.get("/embedder/settings/EmbedderFakeConfig"))
    is_configuration(item, LABEL)
    assert item["name"] == "EmbedderFakeConfig"
    assert item["value"] == {}
    assert item["schema"]["properties"] == {"size": {"default": 128, "title": "Size", "type": "integer"}}


@covers("get_embedder_settings", 400)
def test_get_unknown(api: httpx.Client) -> None:
    unsupported(api.get("/embedder/settings/Nope"), "Nope", "EmbedderFakeConfig")


@covers("upsert_embedder_setting", 200)
@covers("get_collections", 200)
def test_put_wipes_the_memories(embedder_again: None, api: httpx.Client) -> None:
    is_point(ok(api.post("/memory/collections/declarative/points", json={"content": "x"})))
    answer = ok(api.put("/embedder/settings/EmbedderFakeConfig", json={"size": 64}))
    assert answer == {"name": "EmbedderFakeConfig", "value": {"size": 64}}
    assert ok(api.get("/embedder/settings"))["selected_configuration"] == "EmbedderFakeConfig"
    counts = {c["name"]: c["vectors_count"] for c in ok(api.get("/memory/collections"))["collections"]}
    assert counts["declarative"] == counts["episodic"] == 0
    point = ok(api.post("/memory/collections/declarative/points", json={"content": "x"}))
    assert len(point["vector"]) == 64


@covers("upsert_embedder_setting", 200)
def test_put_without_a_body_stores_an_example(embedder_again: None, api: httpx.Client) -> None:
    answer = ok(api.put("/embedder/settings/EmbedderFakeConfig"))
    assert answer == {"name": "EmbedderFakeConfig", "value": {"openai_api_key": "your-key-here"}}


@covers("upsert_embedder_setting", 400)
def test_put_unknown(api: httpx.Client) -> None:
    unsupported(api.put("/embedder/settings/Nope", json={}), "Nope", "EmbedderFakeConfig")


@covers("upsert_embedder_setting", 400)
def test_put_not_an_object(api: httpx.Client) -> None:
    (item,) = invalid(api.put("/embedder/settings/EmbedderFakeConfig", json=[]), ("dict_type", ["body"]))
    assert item["msg"] == "Input should be a valid dictionary"
    assert item["input"] == []


def test_a_given_server_gets_the_default_embedder() -> None:
    """The suite itself: it sets what its cases count on, whatever the server came with."""
    with ExitStack() as stack:
        server = start_embedded(stack, None, None)
        with httpx.Client(base_url=server.url, trust_env=False) as client:
            ok(client.put("/embedder/settings/EmbedderFakeConfig", json={"size": 64}))
            Servers(stack, {"CAT_URL": server.url})
            answer = ok(client.get("/embedder/settings"))
    assert answer["selected_configuration"] == "EmbedderDumbConfig"
    assert [item["value"] for item in answer["settings"] if item["name"] == "EmbedderFakeConfig"] == [{}]
