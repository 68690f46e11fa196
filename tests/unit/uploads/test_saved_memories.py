"""Saved memories that are waited for: looked through before they are sent, in parts, and stored when it comes back."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import cheshire_cat_api as ccat
from cheshire_cat_api.resources import _ingestion, _saved_memories
from cheshire_cat_api.resources._saved_memories import SavedMemories
from cheshire_cat_api.testing import EmbeddedCat
from cheshire_cat_api.testing.faults import Answer, FaultProxy


def stored(client: ccat.CatClient) -> list[dict[str, Any]]:
    return [dict(point.payload.metadata) for point in client.memory.iter_points("declarative")]


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """What has settled has done so soon."""
    monkeypatch.setattr(_ingestion, "QUIET", 0.2)


@pytest.fixture
def saved(client: ccat.CatClient) -> Callable[..., dict[str, Any]]:
    """Makes memories as they are saved, with vectors of the Cat's embedder."""
    recalled = client.memory.recall_memory_points("tea", 1)
    vector = [0.25] * len(recalled.query.vector)

    def make(count: int = 1, **fields: Any) -> dict[str, Any]:
        item = {"page_content": "The hatter drinks tea.", "metadata": {"source": "tea.txt"}, "vector": vector, **fields}
        points = [{"id": uuid.uuid4().hex, **item} for _ in range(count)]
        return {"embedder": recalled.vectors.embedder, "collections": {"declarative": points}}

    return make


def load(client: ccat.CatClient, memories: Any, **options: Any) -> ccat.UploadedFile:
    content = memories if isinstance(memories, bytes) else json.dumps(memories).encode()
    return client.rabbit_hole.upload_memory(content, name="saved.json", **{"wait": True, **options})


def test_memories_have_been_stored(client: ccat.CatClient, saved: Callable[..., dict[str, Any]]) -> None:
    memories = saved(3)
    points = memories["collections"]["declarative"]
    for _ in range(2):  # the second time, in place of themselves
        result = load(client, memories)
        assert isinstance(result, ccat.UploadedFile)
        assert (result.filename, result.thoughts) == ("saved.json", 3)
        there = {point.id: dict(point.payload.metadata) for point in client.memory.iter_points("declarative")}
        assert there == {point["id"]: point["metadata"] for point in points}  # and nothing else
    points.append({**points[0], "id": str(uuid.UUID(points[0]["id"]))})
    assert load(client, memories).thoughts == 3  # two of one id are one


def test_memories_nobody_waits_for(client: ccat.CatClient, saved: Callable[..., dict[str, Any]]) -> None:
    assert load(client, saved(), wait=False).thoughts is None
    assert load(client, b"no JSON", wait=False).thoughts is None  # the Cat says so, too


def test_many_memories_are_sent_in_parts(
    client: ccat.CatClient, cat: EmbeddedCat, saved: Callable[..., dict[str, Any]], tmp_path: Path
) -> None:
    """The Cat takes 1 MiB at a time."""
    path = tmp_path / "saved.json"
    memories = saved(400, page_content="The hatter drinks tea. " * 200)
    path.write_text(json.dumps(memories), encoding="utf-8")
    with pytest.raises(ccat.ServerFailure):
        client.rabbit_hole.upload_memory(path)
    before = len(cat.requests)
    told: list[tuple[int, int | None]] = []
    result = client.rabbit_hole.upload_memory(path, wait=True, on_progress=lambda *how: told.append(how))
    assert result.thoughts == 400 == len(stored(client))
    assert {point.id for point in client.memory.iter_points("declarative")} == {
        point["id"] for point in memories["collections"]["declarative"]
    }
    assert sum(each.path == "/rabbithole/memory" for each in cat.requests[before:]) == 3
    assert told == sorted(told)
    assert told[-1][0] == told[-1][1] > path.stat().st_size - 1000


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda memories: b"no JSON", "no JSON"),
        (lambda memories: b"\xff\xfe", "no JSON"),
        (lambda memories: b"[" * 100_000, "no JSON"),
        (lambda memories: [memories], "form"),
        (lambda memories: {"collections": memories["collections"]}, "form"),
        (lambda memories: {**memories, "embedder": None}, "form"),
        (lambda memories: {**memories, "collections": {"episodic": []}}, "form"),
        (lambda memories: {**memories, "collections": [1]}, "form"),
        (lambda memories: {**memories, "collections": {"declarative": {}}}, "form"),
        (lambda memories: {**memories, "collections": {"declarative": []}}, "without memories"),
        (lambda memories: {**memories, "embedder": "Another"}, "embedder Another"),
    ],
)
def test_a_file_of_memories_that_is_none(
    change: Callable[[Any], Any], words: str, client: ccat.CatClient, cat: EmbeddedCat, saved: Callable[..., Any]
) -> None:
    with pytest.raises(ccat.InvalidArgument, match=words) as caught:
        load(client, change(saved()))
    assert caught.value.__context__ is None
    assert [each.path for each in cat.requests if each.path != "/memory/recall"] == []


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("id", "tea", r"id of declarative\[1\]"),
        ("id", -1, "id of"),
        ("id", 1.5, "id of"),
        ("id", True, "id of"),
        ("id", None, "id of"),
        ("page_content", 5, "page_content"),
        ("metadata", [1], "metadata"),
        ("vector", "tea", "finite numbers"),
        ("vector", [], "finite numbers"),
        ("vector", ["a"], "finite numbers"),
        ("vector", [1.0, float("nan")], "finite numbers"),
        ("vector", [float("inf"), float("-inf")], "finite numbers"),
        ("vector", [10**400], "finite numbers"),
        ("vector", [1.0], "different lengths: 1, "),
    ],
)
def test_a_memory_that_would_do_harm(
    field: str, value: Any, words: str, client: ccat.CatClient, cat: EmbeddedCat, saved: Callable[..., Any]
) -> None:
    memories = saved(2)
    memories["collections"]["declarative"][1][field] = value
    with pytest.raises(ccat.InvalidArgument, match=words):
        load(client, memories)
    del memories["collections"]["declarative"][1][field]
    with pytest.raises(ccat.InvalidArgument, match="no object of"):
        load(client, memories)
    assert len(cat.requests) == 1  # that of the fixture


def test_memories_with_vectors_of_another_embedder(client: ccat.CatClient, saved: Callable[..., Any]) -> None:
    with pytest.raises(ccat.InvalidArgument, match="of 3 numbers"):
        load(client, saved(2, vector=[1.0, 2.0, 3.0]))


def test_memories_with_numbers_for_ids_and_without_metadata(
    client: ccat.CatClient, saved: Callable[..., dict[str, Any]]
) -> None:
    memories = saved(2, metadata=None)
    memories["collections"]["declarative"][0]["id"] = 7
    assert load(client, memories).thoughts == 2


def test_the_cat_gives_up_storing(
    client: ccat.CatClient, saved: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SavedMemories, "check_embedder", lambda *_: None)  # it was changed after that
    with pytest.raises(ccat.IngestionFailed, match=r"saved\.json"):
        load(client, saved(2, vector=[1.0, 2.0, 3.0]))


def test_the_cat_gives_up_in_the_middle(
    client: ccat.CatClient, saved: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What comes after the one that fails is not stored, and the mark is the last of all."""
    monkeypatch.setattr(_saved_memories, "_id", str)
    memories = saved(3)
    first, second, _ = memories["collections"]["declarative"]
    second["id"] = "tea"
    with pytest.raises(ccat.IngestionFailed):
        load(client, memories)
    assert [point.id for point in client.memory.iter_points("declarative")] == [first["id"]]


def test_all_parts_share_the_time(
    client: ccat.CatClient, cat: EmbeddedCat, saved: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_saved_memories, "LARGEST_PART", 1)
    with pytest.raises(ccat.TimedOut, match=r"0\.2 s"):
        load(client, saved(50), wait_timeout=0.2)  # each part takes 0.05 s at least
    assert 0 < sum(each.path == "/rabbithole/memory" for each in cat.requests) < 7


def test_storing_takes_too_long(client: ccat.CatClient, saved: Callable[..., Any]) -> None:
    with FaultProxy(client._cat_config.http_url) as proxy, ccat.CatClient(ccat.Config(proxy.url)) as other:
        memories = saved()
        proxy.add(Answer(200, body="{}", path="/memory/recall"))  # which tells of no embedder, either
        nothing = '{"points": [], "next_offset": null}'
        proxy.add(Answer(200, body=nothing, path="/memory/collections/declarative/points", times=None))
        with pytest.raises(ccat.TimedOut, match=r"within 0\.5 s"):
            load(other, memories, wait_timeout=0.5)


def test_who_may_not_read_loads_nothing(cat: EmbeddedCat, client: ccat.CatClient, saved: Callable[..., Any]) -> None:
    """And who may needs neither UPLOAD:WRITE nor MEMORY:DELETE, nor a chat."""
    client.users.create_user("hare", "marching", {"MEMORY": ["WRITE"]})
    client.users.create_user("hatter", "teatime", {"MEMORY": ["READ", "WRITE"]})
    with ccat.CatClient(ccat.Config(cat.url, username="hare", password="marching")) as hare:
        with pytest.raises(ccat.Forbidden, match="MEMORY:READ"):
            load(hare, saved())
        assert stored(client) == []
    with ccat.CatClient(ccat.Config(cat.url, username="hatter", password="teatime")) as hatter:
        assert load(hatter, saved()).thoughts == 1


def test_a_memory_that_fails_meanwhile_is_asked_again(client: ccat.CatClient, saved: Callable[..., Any]) -> None:
    """On a local store, reading while another thread of the server writes can fail with 500."""
    memories = saved()
    with FaultProxy(client._cat_config.http_url) as proxy, ccat.CatClient(ccat.Config(proxy.url)) as other:
        proxy.add(Answer(500, body="Internal Server Error", path="/memory/collections/declarative/points", times=3))
        assert load(other, memories).thoughts == 1
        assert len(proxy.fired) == 3


def test_memories_that_are_there_already(client: ccat.CatClient, saved: Callable[..., Any]) -> None:
    """What is changed among them is looked for, wherever it is."""
    memories = saved(3)
    load(client, memories)
    memories["collections"]["declarative"][0]["page_content"] = "The hare drinks tea."
    assert load(client, memories).thoughts == 3
    assert "The hare drinks tea." in [each.payload.page_content for each in client.memory.iter_points("declarative")]
