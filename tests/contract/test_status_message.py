"""GET / and POST /message (CONTRACT §3, §3.1)."""

from __future__ import annotations

import httpx
import pytest

from .chat import TEXT, history
from .marks import covers
from .servers import Server
from .shapes import STATUS, crashed, framework_error, invalid, is_human_turn, is_reply, ok


@covers("status", 200)
def test_status(api: httpx.Client) -> None:
    assert ok(api.get("/")) == STATUS


@pytest.mark.parametrize("method", ["HEAD", "POST", "PUT", "DELETE"])
def test_status_knows_only_get(api: httpx.Client, method: str) -> None:
    answer = api.request(method, "/")
    assert answer.headers["allow"] == "GET"
    if method == "HEAD":
        assert (answer.status_code, answer.content) == (405, b"")
    else:
        framework_error(answer, 405, "Method Not Allowed")


@covers("message_with_cat", 200)
def test_message(scripted: Server, api: httpx.Client, user: str) -> None:
    reply = ok(api.post("/message", json={"text": "hello"}, headers={"user_id": user}))
    is_reply(reply, user, TEXT)
    assert reply["why"]["input"] == "hello"
    assert reply["image"] is reply["audio"] is None


@covers("message_with_cat", 200)
def test_message_of_a_cat_without_a_language_model(
    scripted: Server, scripted_again: None, api: httpx.Client, user: str
) -> None:
    ok(api.put("/llm/settings/LLMDefaultConfig", json={}))
    reply = ok(api.post("/message", json={"text": "hello"}, headers={"user_id": user}))
    is_reply(reply, user, "You did not configure a Language Model. Do it in the settings!")


@covers("message_with_cat", 200)
def test_message_user_id_in_the_body_is_overridden(scripted: Server, api: httpx.Client, user: str) -> None:
    reply = ok(api.post("/message", json={"text": "x [dict]", "user_id": "mallory"}, headers={"user_id": user}))
    is_reply(reply, user, "fast reply output")
    assert reply["why"] is None


@covers("message_with_cat", 200)
def test_message_legacy_key(scripted: Server, api: httpx.Client, user: str) -> None:
    is_reply(ok(api.post("/message", json={"message": "hi"}, headers={"user_id": user})), user, TEXT)
    is_human_turn(history(api, user)[0], user, "hi")


@covers("message_with_cat", 200)
def test_message_keeps_unknown_keys(scripted: Server, api: httpx.Client, user: str) -> None:
    ok(api.post("/message", json={"text": "hi", "foo": {"bar": 1}}, headers={"user_id": user}))
    is_human_turn(history(api, user)[0], user, "hi", extras=["foo"])
    assert history(api, user)[0]["foo"] == {"bar": 1}


@covers("message_with_cat", 200)
@pytest.mark.parametrize("body", [b"", b"null"])
def test_message_without_a_body_says_hello(scripted: Server, api: httpx.Client, user: str, body: bytes) -> None:
    answer = api.post("/message", content=body, headers={"user_id": user, "Content-Type": "application/json"})
    is_reply(ok(answer), user, TEXT)
    assert answer.json()["why"]["input"] == "hello!"


@covers("message_with_cat", 200)
@pytest.mark.parametrize("content_type", [None, "application/vnd.x+json"])
def test_message_content_types_read_as_json(
    scripted: Server, api: httpx.Client, user: str, content_type: str | None
) -> None:
    headers = {"user_id": user} | ({"Content-Type": content_type} if content_type else {})
    is_reply(ok(api.post("/message", content=b'{"text":"x [dict]"}', headers=headers)), user, "fast reply output")


@covers("message_with_cat", 200)
def test_message_extras_of_a_plugin_and_no_text(scripted: Server, api: httpx.Client, user: str) -> None:
    reply = ok(api.post("/message", json={"text": "x [nulltext] [extra]"}, headers={"user_id": user}))
    is_reply(reply, user, None, extras=["bench_extra"])
    assert reply["bench_extra"] == {"a": 1}


@covers("message_with_cat", 400)
def test_message_not_an_object(api: httpx.Client) -> None:
    (item,) = invalid(api.post("/message", json=["x"]), ("dict_type", ["body"]))
    assert item == {
        "type": "dict_type",
        "loc": ["body"],
        "msg": "Input should be a valid dictionary",
        "input": ["x"],
    }


@covers("message_with_cat", 400)
def test_message_malformed(api: httpx.Client) -> None:
    answer = api.post("/message", content=b'{"text": ', headers={"Content-Type": "application/json"})
    (item,) = invalid(answer, ("json_invalid", ["body", 9]))
    assert item["msg"] == "JSON decode error"
    assert item["ctx"] == {"error": "Expecting value"}


@covers("message_with_cat", 500)
@pytest.mark.parametrize(
    "body", [{}, {"text": None}, {"image": "data:image/png;base64,iVBORw0KGgo="}, {"text": 5}, {"content": "hi"}]
)
def test_message_without_usable_text(scripted: Server, api: httpx.Client, user: str, body: object) -> None:
    crashed(api.post("/message", json=body, headers={"user_id": user}))


@covers("message_with_cat", 500)
@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded"])
def test_message_in_another_content_type(api: httpx.Client, content_type: str) -> None:
    crashed(api.post("/message", content=b'{"text":"hello"}', headers={"Content-Type": content_type}))


@covers("message_with_cat", 500)
def test_message_that_the_language_model_fails_at(scripted: Server, api: httpx.Client, user: str) -> None:
    crashed(api.post("/message", json={"text": "x [raise:LLM exploded]"}, headers={"user_id": user}))
