"""The eleven operations on /memory (CONTRACT §3, §3.1, D5 to D7, D17)."""

from __future__ import annotations

import time
from typing import Any
from uuid import uuid4

import httpx
import pytest

from .chat import TEXT, history
from .conftest import Connect, Member
from .marks import covers
from .servers import Server
from .shapes import (
    app_error,
    crashed,
    framework_error,
    invalid,
    is_document,
    is_human_turn,
    is_point,
    is_reply,
    is_vector,
    ok,
    refused,
)

NOWHERE = "Collection does not exist."
NOTHING = "Point does not exist."
UNKNOWN_POINT = "00000000-0000-0000-0000-000000000000"
POINTS = "/memory/collections/declarative/points"


def add(api: httpx.Client, user: str, content: str, collection: str = "declarative", **metadata: Any) -> Any:
    """Create a point."""
    body = {"content": content, "metadata": metadata} if metadata else {"content": content}
    point = ok(api.post(f"/memory/collections/{collection}/points", json=body, headers={"user_id": user}))
    is_point(point)
    return point


def counts(api: httpx.Client) -> dict[str, int]:
    """Return how many points each collection holds."""
    return {item["name"]: item["vectors_count"] for item in ok(api.get("/memory/collections"))["collections"]}


def contents(api: httpx.Client) -> dict[str, Any]:
    """Return content by id of all declarative points, page by page."""
    found: dict[str, Any] = {}
    offset: str | None = ""
    while offset is not None:
        page = ok(api.get(POINTS, params={"limit": 50, "offset": offset}))
        found |= {point["id"]: point["payload"]["page_content"] for point in page["points"]}
        offset = page["next_offset"]
    return found


@covers("get_collections", 200)
def test_collections(api: httpx.Client) -> None:
    answer = ok(api.get("/memory/collections"))
    assert set(answer) == {"collections"}
    assert [item["name"] for item in answer["collections"]] == ["episodic", "declarative", "procedural"]
    assert all(set(item) == {"name", "vectors_count"} for item in answer["collections"])
    assert counts(api)["procedural"] >= 3  # the tools of the core plugin


@covers("wipe_collections", 200)
def test_wipe_all(api: httpx.Client, user: str) -> None:
    add(api, user, "x")
    add(api, user, "x", "episodic")
    procedures = counts(api)["procedural"]
    answer = ok(api.delete("/memory/collections"))
    assert answer == {"deleted": {"episodic": True, "declarative": True, "procedural": True}}
    assert counts(api) == {"episodic": 0, "declarative": 0, "procedural": procedures}  # tools are learned again


@covers("wipe_single_collection", 200)
def test_wipe_one(api: httpx.Client, user: str) -> None:
    add(api, user, "x")
    add(api, user, "x", "episodic")
    assert ok(api.delete("/memory/collections/declarative")) == {"deleted": {"declarative": True}}
    assert counts(api)["declarative"] == 0
    assert counts(api)["episodic"] > 0


@covers("wipe_single_collection", 400)
def test_wipe_unknown(api: httpx.Client) -> None:
    app_error(api.delete("/memory/collections/nope"), 400, NOWHERE)


@covers("create_memory_point", 200)
def test_create_point(api: httpx.Client, user: str) -> None:
    point = add(api, user, "The hatter drinks tea")
    assert point["content"] == "The hatter drinks tea"
    assert set(point["metadata"]) == {"source", "when"}
    assert point["metadata"]["source"] == user
    assert abs(point["metadata"]["when"] - time.time()) < 60


@covers("create_memory_point", 200)
def test_create_point_with_metadata(api: httpx.Client, user: str) -> None:
    point = add(api, user, "x", topic="tea", source="book", when=1.5)
    assert point["metadata"] == {"topic": "tea", "source": "book", "when": 1.5}
    falsy = add(api, user, "x", topic="tea", source="", when=0)
    assert falsy["metadata"]["source"] == user
    assert falsy["metadata"]["when"] > 1e9
    ok(api.delete(f"{POINTS}/{point['id']}"))


@covers("create_memory_point", 400)
def test_create_point_in_vain(api: httpx.Client) -> None:
    procedural = api.post("/memory/collections/procedural/points", json={"content": "x"})
    app_error(procedural, 400, "Procedural memory is read-only.")
    app_error(api.post("/memory/collections/nope/points", json={"content": "x"}), 400, NOWHERE)


@covers("create_memory_point", 400)
def test_create_point_invalid(api: httpx.Client) -> None:
    (item,) = invalid(api.post(POINTS, json={"metadata": {}}), ("missing", ["body", "content"]))
    assert item["input"] == {"metadata": {}}
    (item,) = invalid(api.post(POINTS, json={"content": "x", "metadata": "str"}), ("dict_type", ["body", "metadata"]))
    assert item["input"] == "str"


@covers("get_points_in_collection", 200)
def test_points(api: httpx.Client, user: str) -> None:
    made = {add(api, user, f"point {number}")["id"]: f"point {number}" for number in range(3)}
    page = ok(api.get(POINTS, params={"limit": 1}))
    assert set(page) == {"points", "next_offset"}
    assert len(page["points"]) == 1
    point = page["points"][0]
    assert set(point) == {"id", "payload", "vector", "shard_key", "order_value"}
    assert set(point["payload"]) == {"page_content", "metadata"}
    assert point["shard_key"] is point["order_value"] is None
    is_vector(point["vector"])
    assert isinstance(page["next_offset"], str)
    assert made.items() <= contents(api).items()


@covers("get_points_in_collection", 200)
def test_points_pages(api: httpx.Client, user: str) -> None:
    for number in range(3):
        add(api, user, f"point {number}")
    everything = ok(api.get(POINTS, params={"limit": 1000}))
    assert everything["next_offset"] is None
    first = ok(api.get(POINTS, params={"limit": 2}))
    second = ok(api.get(POINTS, params={"limit": 1000, "offset": first["next_offset"]}))
    assert first["points"] + second["points"] == everything["points"]
    nothing = ok(api.get(POINTS, params={"limit": 0}))
    assert nothing["points"] == []
    assert isinstance(nothing["next_offset"], str)


@covers("get_points_in_collection", 200)
def test_points_default_limit_is_100(api: httpx.Client, user: str) -> None:
    for number in range(101 - min(101, counts(api)["declarative"])):
        add(api, user, f"point {number}")
    page = ok(api.get(POINTS))
    assert len(page["points"]) == 100
    assert isinstance(page["next_offset"], str)


@covers("get_points_in_collection", 400)
def test_points_in_vain(api: httpx.Client) -> None:
    procedural = api.get("/memory/collections/procedural/points")
    app_error(procedural, 400, "Procedural memory is not readable via API")
    app_error(api.get("/memory/collections/nope/points"), 400, NOWHERE)
    (item,) = invalid(api.get(f"{POINTS}?limit=a"), ("int_parsing", ["query", "limit"]))
    assert item["input"] == "a"


@covers("get_points_in_collection", 500)
def test_points_negative_limit(api: httpx.Client, user: str) -> None:
    add(api, user, "x")
    crashed(api.get(f"{POINTS}?limit=-1"))


@covers("get_points_in_collection", 200)
@covers("wipe_single_collection", 200)
@pytest.mark.parametrize("limit", [-1, 0, 1])
def test_points_of_an_empty_collection(api: httpx.Client, limit: int) -> None:
    ok(api.delete("/memory/collections/declarative"))
    assert ok(api.get(POINTS, params={"limit": limit})) == {"points": [], "next_offset": None}


@covers("edit_memory_point", 200)
def test_edit_point(api: httpx.Client, user: str) -> None:
    point = add(api, user, "The cat appears", topic="cat", mood="good")
    body = {"content": "The cat vanishes", "metadata": {"topic": "cat2"}}
    edited = ok(api.put(f"{POINTS}/{point['id']}", json=body, headers={"user_id": user}))
    is_point(edited)
    assert edited["id"] == point["id"]
    assert edited["content"] == "The cat vanishes"
    assert edited["metadata"] == {"topic": "cat2", "source": user, "when": edited["metadata"]["when"]}
    assert contents(api)[point["id"]] == "The cat vanishes"


@covers("edit_memory_point", 400)
@pytest.mark.parametrize(
    ("collection", "message"),
    [("declarative", NOTHING), ("nope", NOWHERE), ("procedural", "Procedural memory is read-only.")],
)
@pytest.mark.parametrize("point", [UNKNOWN_POINT, "no-uuid"])
def test_edit_point_in_vain(api: httpx.Client, collection: str, message: str, point: str) -> None:
    app_error(api.put(f"/memory/collections/{collection}/points/{point}", json={"content": "x"}), 400, message)


@covers("delete_memory_point", 200, 400)
def test_delete_point(api: httpx.Client, user: str) -> None:
    path = f"{POINTS}/{add(api, user, 'x')['id']}"
    assert ok(api.delete(path)) == {"deleted": path.rsplit("/", 1)[1]}
    app_error(api.delete(path), 400, NOTHING)


@covers("delete_memory_point", 400)
@pytest.mark.parametrize(("collection", "message"), [("declarative", NOTHING), ("nope", NOWHERE)])
@pytest.mark.parametrize("point", [UNKNOWN_POINT, "no-uuid"])
def test_delete_point_in_vain(api: httpx.Client, collection: str, message: str, point: str) -> None:
    app_error(api.delete(f"/memory/collections/{collection}/points/{point}"), 400, message)


@covers("delete_memory_points_by_metadata", 200)
def test_delete_points_by_metadata(api: httpx.Client, user: str) -> None:
    gone, stays = add(api, user, "x", k="v", i=1)["id"], add(api, user, "x", k="v", i=2)["id"]
    # always an empty list, though points were deleted (D5c)
    assert ok(api.request("DELETE", POINTS, json={"k": "v", "i": 1, "source": user})) == {"deleted": []}
    assert gone not in contents(api)
    assert stays in contents(api)


@covers("delete_memory_points_by_metadata", 400)
def test_delete_points_not_an_object(api: httpx.Client) -> None:
    (item,) = invalid(api.request("DELETE", POINTS, json=[]), ("dict_type", ["body"]))
    assert item["input"] == []


@covers("delete_memory_points_by_metadata", 500)
def test_delete_points_without_metadata(api: httpx.Client, user: str) -> None:
    point = add(api, user, "x")["id"]
    crashed(api.delete(POINTS))
    crashed(api.request("DELETE", POINTS, json={}))
    assert point in contents(api)


@covers("delete_memory_points_by_metadata", 500)
def test_delete_points_in_an_unknown_collection(api: httpx.Client) -> None:
    crashed(api.request("DELETE", "/memory/collections/nope/points", json={"k": "v"}))


def is_recall(answer: Any, text: str) -> Any:
    """A recall; returns its collections."""
    assert set(answer) == {"query", "vectors"}
    assert set(answer["query"]) == {"text", "vector"}
    assert answer["query"]["text"] == text
    is_vector(answer["query"]["vector"])
    assert set(answer["vectors"]) == {"embedder", "collections"}
    assert answer["vectors"]["embedder"] == "DumbEmbedder"
    collections = answer["vectors"]["collections"]
    assert list(collections) == ["episodic", "declarative", "procedural"]
    for documents in collections.values():
        for document in documents:
            is_document(document, vector=True)
    return collections


@covers("recall_memory_points_from_text", 200)
def test_recall_get(api: httpx.Client, user: str) -> None:
    mine, other = add(api, user, "I like tea", "episodic")["id"], add(api, f"{user}-2", "I like tea", "episodic")["id"]
    answer = ok(api.get("/memory/recall", params={"text": "tea"}, headers={"user_id": user}))
    episodic = [document["id"] for document in is_recall(answer, "tea")["episodic"]]
    assert episodic == [mine]
    ok(api.delete(f"/memory/collections/episodic/points/{other}"))


@covers("recall_memory_points_from_text", 200)
def test_recall_get_k_is_per_collection(api: httpx.Client, user: str) -> None:
    for collection in ("episodic", "declarative"):
        for _ in range(2):
            add(api, user, "I like tea", collection)
    answer = ok(api.get("/memory/recall", params={"text": "tea", "k": 1}, headers={"user_id": user}))
    assert [len(documents) for documents in is_recall(answer, "tea").values()] == [1, 1, 1]


@covers("recall_memory_points_from_text", 400)
def test_recall_get_without_text(api: httpx.Client) -> None:
    (item,) = invalid(api.get("/memory/recall"), ("missing", ["query", "text"]))
    assert item["msg"] == "Field required"


@covers("recall_memory_points", 200)
def test_recall_post(api: httpx.Client, user: str) -> None:
    topic = uuid4().hex
    point = add(api, user, "The cat vanishes", topic=topic)
    body = {"text": "the cat", "metadata": {"topic": topic}}
    collections = is_recall(ok(api.post("/memory/recall", json=body, headers={"user_id": user})), "the cat")
    assert [document["id"] for document in collections["declarative"]] == [point["id"]]
    assert collections["declarative"][0]["page_content"] == "The cat vanishes"
    assert collections["declarative"][0]["metadata"] == point["metadata"]
    assert collections["episodic"] == collections["procedural"] == []


@covers("recall_memory_points", 200)
def test_recall_post_source_is_the_user_and_for_episodic_only(api: httpx.Client, user: str) -> None:
    topic = uuid4().hex
    for collection in ("episodic", "declarative"):
        add(api, user, "tea", collection, topic=topic)
    body = {"text": "tea", "metadata": {"topic": topic, "source": "mallory"}}
    collections = is_recall(ok(api.post("/memory/recall", json=body, headers={"user_id": user})), "tea")
    assert [len(documents) for documents in collections.values()] == [1, 1, 0]
    body = {"text": "tea", "metadata": {"topic": topic, "source": user}}
    other = is_recall(ok(api.post("/memory/recall", json=body, headers={"user_id": f"{user}-2"})), "tea")
    assert [len(documents) for documents in other.values()] == [0, 1, 0]


@covers("recall_memory_points", 400)
def test_recall_post_invalid(api: httpx.Client) -> None:
    (item,) = invalid(api.post("/memory/recall", json={}), ("missing", ["body", "text"]))
    assert item["input"] is None
    (item,) = invalid(
        api.post("/memory/recall", json={"text": "a", "metadata": []}), ("dict_type", ["body", "metadata"])
    )
    assert item["input"] == []


@covers("recall_memory_points", 500)
def test_recall_post_by_a_float(api: httpx.Client) -> None:
    crashed(api.post("/memory/recall", json={"text": "cat", "metadata": {"topic": 1.5}}))


@covers("get_conversation_history", 200)
def test_history(scripted: Server, api: httpx.Client, user: str) -> None:
    assert ok(api.get("/memory/conversation_history", headers={"user_id": user})) == {"history": []}
    reply = ok(api.post("/message", json={"text": "hello"}, headers={"user_id": user}))
    human, cat = history(api, user)
    is_human_turn(human, user, "hello")
    assert human["who"] == "Human"
    assert human["image"] is human["audio"] is None
    is_reply(cat, user, TEXT)
    assert cat == reply


@covers("get_conversation_history", 200)
def test_history_keeps_20_messages(scripted: Server, api: httpx.Client, user: str) -> None:
    for number in range(11):
        ok(api.post("/message", json={"text": f"message {number} [tok:1]"}, headers={"user_id": user}))
    said = [turn["text"] for turn in history(api, user)]
    assert len(said) == 20
    assert said[::2] == [f"message {number} [tok:1]" for number in range(1, 11)]


@covers("get_conversation_history", 200)
def test_history_does_not_keep_fast_replies(scripted: Server, api: httpx.Client, user: str) -> None:
    ok(api.post("/message", json={"text": "x [dict]"}, headers={"user_id": user}))
    assert history(api, user) == []


@covers("message_with_cat", 500)
def test_history_after_a_failed_turn(scripted: Server, api: httpx.Client, user: str) -> None:
    failing = {"text": "x [raise:LLM exploded]"}
    crashed(api.post("/message", json=failing, headers={"user_id": user}))
    assert history(api, user) == []  # it was his first turn
    ok(api.post("/message", json={"text": "hello"}, headers={"user_id": user}))
    crashed(api.post("/message", json=failing, headers={"user_id": user}))
    assert [turn["text"] for turn in history(api, user)] == ["hello", TEXT, failing["text"]]


@covers("wipe_conversation_history", 200)
def test_history_wipe(scripted: Server, api: httpx.Client, user: str) -> None:
    ok(api.post("/message", json={"text": "hello"}, headers={"user_id": user}))
    assert len(history(api, user)) == 2
    assert ok(api.delete("/memory/conversation_history", headers={"user_id": user})) == {"deleted": True}
    assert history(api, user) == []


@covers("wipe_conversation_history", 403)
@covers("get_conversation_history", 200)
def test_history_is_read_but_not_wiped_by_base_users(connect: Connect, member: Any) -> None:
    person: Member = member()
    client = connect(person.headers)
    assert ok(client.get("/memory/conversation_history")) == {"history": []}
    refused(client.delete("/memory/conversation_history"))


@pytest.mark.parametrize("method", ["POST", "PUT"])
def test_history_cannot_be_written(api: httpx.Client, method: str) -> None:
    framework_error(api.request(method, "/memory/conversation_history", json={}), 405, "Method Not Allowed")
