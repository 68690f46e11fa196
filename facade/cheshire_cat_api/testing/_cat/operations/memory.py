"""Memory: recall, points, collections, and the conversation history."""

from __future__ import annotations

import time
from typing import Any

from cheshire_cat_api.testing._cat.call import Body, Call, Parts
from cheshire_cat_api.testing._cat.errors import Unhandled, refused
from cheshire_cat_api.testing._cat.memory import COLLECTIONS, Collection, Metadata, Point
from cheshire_cat_api.testing._cat.validation import Field, integer, mapping, model, string

POINT = Body(model({"content": Field(string()), "metadata": Field(mapping, {})}))
FILTER = Body(mapping, {})
RECALL = Parts({"text": Field(string()), "k": Field(integer, 100), "metadata": Field(mapping, {})})
RECALL_QUERY = {"text": Field(string()), "k": Field(integer, 100)}
PAGE = {"limit": Field(integer, 100), "offset": Field(string(), None)}


async def recall_memory_points_from_text(call: Call) -> Any:
    return _recall(call, call.query["text"], call.query["k"], {})


async def recall_memory_points(call: Call) -> Any:
    return _recall(call, call.body["text"], call.body["k"], call.body["metadata"])


def _recall(call: Call, text: str, k: int, wanted: Metadata) -> Any:
    memory = call.cat.memory
    vector = memory.embedder.embed(text)
    wanted = {key: value for key, value in wanted.items() if key != "source"}
    found = {}
    for name, collection in memory.collections.items():
        # only what was said belongs to somebody: documents and tools are everybody's
        own = {"source": call.user_id} if name == "episodic" else {}
        recalled = collection.recall(vector, k, {**wanted, **own})
        found[name] = [{**point.document(score), "vector": point.vector} for point, score in recalled]
    return {
        "query": {"text": text, "vector": vector},
        "vectors": {"embedder": memory.embedder.name, "collections": found},
    }


async def create_memory_point(call: Call) -> Any:
    collection = _writable(call)
    return _store(call, collection, None)


async def edit_memory_point(call: Call) -> Any:
    collection = _writable(call)
    return _store(call, collection, _point(call, collection).id)


def _store(call: Call, collection: Collection, point_id: str | None) -> Any:
    content, metadata = call.body["content"], dict(call.body["metadata"])
    metadata["source"] = metadata.get("source") or call.user_id
    metadata["when"] = metadata.get("when") or time.time()
    vector = call.cat.memory.embedder.embed(content)
    with call.cat.memory.writing(call.path["collection_id"]):
        point = collection.add(content, vector, metadata, point_id)
    return {"content": content, "metadata": metadata, "id": point.id, "vector": vector}


async def delete_memory_point(call: Call) -> Any:
    collection = _collection(call)
    point = _point(call, collection)
    del collection.points[point.id]
    return {"deleted": point.id}


async def delete_memory_points_by_metadata(call: Call) -> Any:
    collection = call.cat.memory.collections.get(call.path["collection_id"])
    if collection is None:
        raise Unhandled("no such collection: not looked after in this operation (CONTRACT D5b)")
    collection.delete_matching(call.body)
    return {"deleted": []}


async def get_points_in_collection(call: Call) -> Any:
    if call.path["collection_id"] == "procedural":
        raise refused(400, "Procedural memory is not readable via API")
    points, next_offset = _collection(call).page(call.query["limit"], call.query["offset"] or None)
    return {"points": [point.record() for point in points], "next_offset": next_offset}


async def get_collections(call: Call) -> Any:
    collections = call.cat.memory.collections
    return {"collections": [{"name": name, "vectors_count": c.count()} for name, c in collections.items()]}


async def wipe_collections(call: Call) -> Any:
    return _wipe(call, *COLLECTIONS)


async def wipe_single_collection(call: Call) -> Any:
    _collection(call)
    return _wipe(call, call.path["collection_id"])


def _wipe(call: Call, *names: str) -> Any:
    call.cat.memory.wipe(*names)
    call.cat.sync_procedures()
    return {"deleted": dict.fromkeys(names, True)}


async def get_conversation_history(call: Call) -> Any:
    return {"history": call.session.history}


async def wipe_conversation_history(call: Call) -> Any:
    call.session.history = []
    return {"deleted": True}


def _collection(call: Call) -> Collection:
    collection = call.cat.memory.collections.get(call.path["collection_id"])
    if collection is None:
        raise refused(400, "Collection does not exist.")
    return collection


def _writable(call: Call) -> Collection:
    if call.path["collection_id"] == "procedural":
        raise refused(400, "Procedural memory is read-only.")
    return _collection(call)


def _point(call: Call, collection: Collection) -> Point:
    point = collection.points.get(call.path["point_id"])
    if point is None:
        raise refused(400, "Point does not exist.")
    return point
