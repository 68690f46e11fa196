"""Each result is read wrapped and flat; what is no result is an error of ours."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from chatroutes import _answers
from chatroutes._answers import Answer
from chatroutes.errors import ChatRoutesError, NotFoundError

ONE = {"id": "x_1", "title": "T"}


def answer(body: object, status: int = 200) -> Answer:
    """An answer with a JSON body, or the bytes given."""
    return Answer(status, {}, body if isinstance(body, bytes) else json.dumps(body).encode())


def wrapped(content: object) -> dict[str, object]:
    """The envelope of most answers."""
    return {"success": True, "data": content}


OBJECTS = ("conversation", "message", "branch", "checkpoint")
LISTS = ("messages", "branches", "checkpoints")
SUGGESTIONS = {"suggestions": [{"id": "s"}], "metadata": {"detectionMethod": "pattern"}}
HEALTH = {"status": "ok", "version": "1", "service": "autobranch"}
REPLY = {"message": {"id": "m"}, "usage": {"totalTokens": 3}, "model": "gpt-5"}
TREE = {"conversation": ONE, "branches": []}
# Function: a body that it takes.
GOOD: dict[str, dict[str, Any]] = {
    **{name: {name: ONE} for name in OBJECTS},
    **{name: {name: [ONE]} for name in LISTS},
    "conversations": {"conversations": [ONE]},
    "suggestions": SUGGESTIONS,
    "health": HEALTH,
    "reply": REPLY,
    "tree": TREE,
    "nothing": {},
}


def read(name: str, body: object, status: int = 200) -> Any:
    """What one of the functions makes of an answer."""
    function: Callable[[Answer], Any] = getattr(_answers, name)
    return function(answer(body, status))


def test_the_table_has_every_function() -> None:
    assert {*GOOD, "Answer"} == set(_answers.__all__)


@pytest.mark.parametrize("name", OBJECTS)
def test_an_object_is_read_from_every_place(name: str) -> None:
    for body in (wrapped({name: ONE}), {"success": True, name: ONE}, {name: ONE}, wrapped(ONE), ONE):
        assert read(name, body) == ONE
    assert read(name, wrapped({name: {}})) == {}
    assert read(name, wrapped({name: ONE}), 201) == ONE


@pytest.mark.parametrize("name", LISTS)
def test_a_list_is_read_from_every_place(name: str) -> None:
    for body in (wrapped({name: [ONE]}), {"success": True, name: [ONE]}, {name: [ONE]}, wrapped([ONE]), [ONE]):
        assert read(name, body) == [ONE]
    assert read(name, wrapped({name: []})) == []


@pytest.mark.parametrize("content", [REPLY, {"userMessage": {"id": "u"}, "assistantMessage": {"id": "m"}}])
def test_a_reply_is_read_in_both_dialects(content: dict[str, Any]) -> None:
    for body in (wrapped(content), content):
        reply = read("reply", body)
        assert reply["message"] == reply["assistantMessage"] == {"id": "m"}
    assert dict(read("reply", wrapped(content))) == content


def test_a_checkpoint_is_read_in_both_spellings() -> None:
    spelt = {"id": "c", "branch_id": "b", "tokenCount": 3}
    for checkpoint in (
        read("checkpoint", wrapped({"checkpoint": spelt})),
        read("checkpoints", {"checkpoints": [spelt]})[0],
    ):
        assert (checkpoint["branchId"], checkpoint["token_count"], dict(checkpoint)) == ("b", 3, spelt)


@pytest.mark.parametrize(("name", "content"), [("suggestions", SUGGESTIONS), ("health", HEALTH)])
def test_what_autobranch_answers_is_read_wrapped_and_flat(name: str, content: object) -> None:
    assert read(name, wrapped(content)) == read(name, content) == content


def test_a_tree_can_be_walked() -> None:
    for body in (wrapped(TREE), TREE):
        tree = read("tree", body)
        assert tree["branches"] == []
        assert list(tree.walk()) == []


PAGE = {"conversations": [ONE], "total": 21, "page": 2, "limit": 10}


@pytest.mark.parametrize("envelope", [wrapped, dict, lambda page: {"success": True, **page}])
def test_a_page_is_read_wrapped_and_flat(envelope: Callable[[dict[str, Any]], object]) -> None:
    page = read("conversations", envelope({**PAGE, "hasNext": True}))
    assert page == {"data": [ONE], "total": 21, "page": 2, "limit": 10, "hasNext": True}
    assert list(page) == ["data", "total", "page", "limit", "hasNext"]


@pytest.mark.parametrize(
    ("facts", "more"),
    [
        ({"hasNext": True, "page": 3}, True),
        ({"hasNext": False}, False),
        ({}, True),
        ({"page": 3}, False),
        ({"hasNext": None, "total": 20}, False),
        ({"pages": 3}, True),
        ({"pages": 2}, False),
        ({"page": None}, False),
        ({"total": "many"}, False),
    ],
)
def test_whether_a_page_follows_is_worked_out(facts: dict[str, Any], more: bool) -> None:
    page = read("conversations", {**PAGE, **facts})
    assert page["hasNext"] is more
    assert page.get("pages") == facts.get("pages")


def test_a_bare_list_is_the_only_page() -> None:
    only = {"data": [ONE], "total": 1, "page": 1, "limit": 1, "hasNext": False}
    assert read("conversations", [ONE]) == read("conversations", wrapped([ONE])) == only
    assert read("conversations", {"conversations": [ONE]}) == only


def test_nothing_comes_of_a_deletion() -> None:
    for body, status in (
        (b"", 204),
        (b"", 200),
        (wrapped({}), 200),
        ({"success": True, "message": "gone"}, 200),
        ({}, 202),
    ):
        assert read("nothing", body, status) is None


@pytest.mark.parametrize("name", GOOD)
def test_success_false_is_an_error(name: str) -> None:
    body = {"success": False, "message": "nope", "code": "OWN", "details": [1], "data": GOOD[name]}
    with pytest.raises(ChatRoutesError) as caught:
        read(name, body)
    error = caught.value
    assert (type(error), error.message, error.status_code) == (ChatRoutesError, "nope", 200)
    assert (error.code, error.details) == ("OWN", [1])


@pytest.mark.parametrize("name", GOOD)
def test_another_status_is_an_error_even_with_a_result(name: str) -> None:
    with pytest.raises(NotFoundError):
        read(name, wrapped(GOOD[name]), 404)
    with pytest.raises(ChatRoutesError):
        read(name, wrapped(GOOD[name]), 302)


NO_RESULTS: list[object] = [b"<html>", b"\xff\xfe\xfd", b"[" * 200_000, 7, "tea", None, [7], {"error": "odd"}]
NO_OBJECTS: list[object] = [b"", {}, wrapped({}), wrapped(None), {"success": True, "message": "ok"}, {"id": 7}]


@pytest.mark.parametrize("name", GOOD)
def test_a_body_that_is_no_result_is_an_error(name: str) -> None:
    bodies = NO_RESULTS if name == "nothing" else [*NO_RESULTS, *NO_OBJECTS]
    for body in bodies if name in LISTS or name == "conversations" else [*bodies, []]:
        with pytest.raises(ChatRoutesError) as caught:
            read(name, body)
        assert (type(caught.value), caught.value.status_code) == (ChatRoutesError, 200), body


def test_the_error_says_what_was_expected_and_what_came() -> None:
    for body, text in (
        ({"pot": 1, "tea": 2}, "The answer has no branch: it is an object with ['pot', 'tea']"),
        ([1], "The answer has no branch: it is list as JSON"),
        ({"error": "odd"}, "odd"),
        (b"<html>", "Invalid JSON response"),
    ):
        with pytest.raises(ChatRoutesError) as caught:
            read("branch", body)
        assert caught.value.message == text


@pytest.mark.parametrize("key", ["message", "assistantMessage", "messages", "branches"])
def test_what_has_the_right_key_and_the_wrong_kind_is_no_result(key: str) -> None:
    name = key if key in LISTS else "reply"
    with pytest.raises(ChatRoutesError):
        read(name, wrapped({key: "text"}))
    with pytest.raises(ChatRoutesError):
        read(name, wrapped({key: ["text"]}))
