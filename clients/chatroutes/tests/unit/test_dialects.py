"""A key that only the other dialect has is there when it is asked for, and nowhere else."""

from __future__ import annotations

import copy
import json
import pickle
from typing import Any

import pytest

from chatroutes._dialects import CheckpointResult, Chunk, FinalMessage, Reply, Result
from chatroutes._tree import Tree

ANSWER = {
    "id": "msg_9",
    "content": "Hello",
    "tokenCount": 2,
    "metadata": {"model": "gpt-5", "prompt_tokens": 5, "finishReason": "length"},
}
EARLY_CHUNK = {"id": "x", "model": "m", "created": 1}


def early(delta: object, reason: str | None = None) -> dict[str, Any]:
    """A chunk of the early dialect."""
    return {**EARLY_CHUNK, "choices": [{"index": 0, "delta": delta, "finish_reason": reason}]}


def choice(delta: dict[str, str], reason: str | None = None) -> list[dict[str, Any]]:
    """The derived `choices` of a later chunk."""
    return [{"index": 0, "delta": delta, "finish_reason": reason}]


# (class, what is stored, what is derived)
CASES: dict[str, tuple[type[Result], dict[str, Any], dict[str, Any]]] = {
    "later reply": (Reply, {"message": ANSWER, "usage": {}, "model": "gpt-5"}, {"assistantMessage": ANSWER}),
    "early reply": (
        Reply,
        {"userMessage": {"id": "u"}, "assistantMessage": ANSWER},
        {
            "message": ANSWER,
            "model": "gpt-5",
            "usage": {"promptTokens": 5, "completionTokens": 2, "totalTokens": 7},
        },
    ),
    "early reply that tells its model": (
        Reply,
        {"assistantMessage": {"model": "gpt-4"}},
        {"message": {"model": "gpt-4"}, "model": "gpt-4"},
    ),
    "empty reply": (Reply, {"message": {}}, {"assistantMessage": {}}),
    "empty early reply": (Reply, {"assistantMessage": {}}, {"message": {}}),
    "last message": (FinalMessage, ANSWER, {"assistantMessage": ANSWER}),
    "text": (Chunk, {"type": "content", "content": "He"}, {"choices": choice({"content": "He"})}),
    "empty text": (Chunk, {"type": "content", "content": ""}, {"choices": choice({"content": ""})}),
    "null text": (Chunk, {"type": "content", "content": None}, {"choices": choice({})}),
    "end": (Chunk, {"type": "complete", "message": ANSWER}, {"choices": choice({}, "length")}),
    "end without a message": (Chunk, {"type": "complete"}, {"choices": choice({}, "stop")}),
    "another kind": (Chunk, {"type": "thinking", "content": "hm"}, {"choices": choice({})}),
    "no kind": (Chunk, {}, {"choices": choice({})}),
    "early text": (Chunk, early({"content": "He"}), {"type": "content", "content": "He"}),
    "early role": (Chunk, early({"role": "assistant"}), {"type": "content", "content": ""}),
    "early null": (Chunk, early({"content": None}), {"type": "content", "content": ""}),
    "early end": (Chunk, early({}, "stop"), {"type": "complete"}),
    "early end with text": (Chunk, early({"content": "lo"}, "stop"), {"type": "content", "content": "lo"}),
    "early usage": (Chunk, {"choices": [], "usage": {}}, {"type": "content", "content": ""}),
    "early without a delta": (Chunk, {"choices": [{}]}, {"type": "content", "content": ""}),
    "odd choices": (Chunk, {"choices": ["x"]}, {"type": "content", "content": ""}),
    "snake case": (
        CheckpointResult,
        {"id": "c", "conversation_id": "1", "branch_id": "2", "anchor_message_id": "3", "created_at": "5"},
        {"conversationId": "1", "branchId": "2", "anchorMessageId": "3", "createdAt": "5"},
    ),
    "camel case": (
        CheckpointResult,
        {"id": "c", "conversationId": "1", "branchId": "2", "anchorMessageId": "3", "tokenCount": 4, "createdAt": "5"},
        {"conversation_id": "1", "branch_id": "2", "anchor_message_id": "3", "token_count": 4, "created_at": "5"},
    ),
    "tree of branches": (
        Tree,
        {"conversation": {}, "branches": [{"branch": {"id": "b", "title": "Main"}, "children": []}]},
        {"metadata": {"totalNodes": 1, "totalBranches": 1, "maxDepth": 1}},
    ),
}  # fmt: skip
ALL_KEYS = {key for kind, _, _ in CASES.values() for key in kind.DERIVED}


@pytest.fixture(params=CASES)
def case(request: pytest.FixtureRequest) -> tuple[Result, dict[str, Any], dict[str, Any]]:
    """A result, what it stores, what it derives."""
    kind, stored, derived = CASES[request.param]
    return kind(stored), stored, derived


Case = tuple[Result, dict[str, Any], dict[str, Any]]


def test_a_derived_key_is_there_for_each_way_to_ask(case: Case) -> None:
    result, stored, derived = case
    for key, value in {**stored, **derived}.items():
        assert result[key] == value
        assert result.get(key) == result.get(key, "other") == value
        assert key in result


def test_no_other_key_is_there_for_any_way_to_ask(case: Case) -> None:
    result, stored, derived = case
    for key in {*ALL_KEYS, "tea", 7} - {*stored, *derived} - ({"tree"} if isinstance(result, Tree) else set()):
        with pytest.raises(KeyError, match=str(key)):
            result[key]  # type: ignore[index]
        assert result.get(key) is None  # type: ignore[arg-type]
        assert result.get(key, "other") == "other"  # type: ignore[arg-type]
        assert key not in result


def test_what_is_stored_knows_nothing_of_it(case: Case) -> None:
    result, stored, _ = case
    for key in result.DERIVED:
        result.get(key)
    assert result == stored
    assert dict(result) == {**result} == dict(result.items()) == stored
    assert [*result] == [*result.keys()] == [*stored]
    assert (len(result), repr(result)) == (len(stored), repr(stored))
    assert json.dumps(result) == json.dumps(stored)
    assert [*result.values()] == [*stored.values()]


def test_a_copy_stores_and_derives_the_same(case: Case) -> None:
    result, stored, derived = case
    copies = [result.copy(), copy.copy(result), copy.deepcopy(result)]
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        if protocol >= 2 or not isinstance(result, Chunk):
            copies.append(pickle.loads(pickle.dumps(result, protocol)))
    for each in copies:
        assert type(each) is type(result)
        assert [*each] == [*stored]
        assert {key: each[key] for key in derived} == derived


def test_a_stored_key_is_never_derived() -> None:
    assert Reply({"message": {"id": 1}, "assistantMessage": {"id": 2}})["message"] == {"id": 1}
    chunk = Chunk({"type": "content", "content": "x", "choices": []})
    assert (chunk["choices"], chunk["type"], chunk["content"]) == ([], "content", "x")
    checkpoint = CheckpointResult({"branch_id": "a", "branchId": None})
    assert (checkpoint["branch_id"], checkpoint["branchId"]) == ("a", None)


def test_what_is_stored_later_counts() -> None:
    chunk = Chunk({"type": "content", "content": "He"})
    chunk["content"] = "Ho"
    assert chunk["choices"][0]["delta"] == {"content": "Ho"}
    chunk["choices"] = []
    assert chunk["choices"] == []


def test_the_end_of_an_early_stream_has_the_message() -> None:
    chunk = Chunk(early({}, "stop"))
    chunk.final = FinalMessage({"content": "Hello"})
    for each in (chunk, chunk.copy(), pickle.loads(pickle.dumps(chunk))):
        assert each["message"] == each.get("message") == {"content": "Hello"}
        assert "message" in each
        assert "message" not in [*each]


def test_a_key_that_is_none_is_refused_as_a_dict_does() -> None:
    for ask in (lambda result: result[[]], lambda result: result.get([]), lambda result: [] in result):
        with pytest.raises(TypeError, match="unhashable"):
            ask(Reply({}))
