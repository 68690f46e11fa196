"""What a client sends and what the server sends back: CONTRACT §4.2 and §4.3."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterator

import httpx
import pytest
import websockets

from .chat import TEXT, TOKENS, history, tokens
from .conftest import OpenChat
from .marks import cannot, covers_row
from .servers import Server
from .shapes import CHAT_FIELDS, is_human_turn, is_reply, is_why, ok

IMAGE = "data:image/png;base64,iVBORw0KGgo="


# --- §4.2, client to server ---


@covers_row("4.2", "user_id is overridden")
def test_user_id_is_overridden(chat: OpenChat, user: str) -> None:
    *_, reply = chat(user).ask("hello", user_id="mallory")
    is_reply(reply, user, TEXT)


@covers_row("4.2", "who and when are stored")
def test_who_and_when_are_stored(chat: OpenChat, user: str, api: httpx.Client) -> None:
    chat(user).ask("hello", who="Bob", when=1.5)
    human, cat = history(api, user)
    is_human_turn(human, user, "hello")
    assert (human["who"], human["when"]) == ("Bob", 1.5)
    assert cat["who"] == "AI"


@covers_row("4.2", "unknown keys are stored")
def test_unknown_keys_are_stored(chat: OpenChat, user: str, api: httpx.Client) -> None:
    *_, reply = chat(user).ask("hello", foo={"bar": 1}, request_id="abc")
    is_reply(reply, user, TEXT)
    human, _ = history(api, user)
    is_human_turn(human, user, "hello", extras=["foo", "request_id"])
    assert (human["foo"], human["request_id"]) == ({"bar": 1}, "abc")


@covers_row("4.2", "message is an alias of text")
def test_message_is_an_alias_of_text(chat: OpenChat, user: str) -> None:
    socket = chat(user)
    socket.send({"message": "hello"})
    *_, reply = socket.turn()
    is_reply(reply, user, TEXT)
    assert reply["why"]["input"] == "hello"


@covers_row("4.2", "image as data URI")
def test_image_as_data_uri_comes_back_in_the_history_only(chat: OpenChat, user: str, api: httpx.Client) -> None:
    *_, reply = chat(user).ask("look", image=IMAGE)
    is_reply(reply, user, TEXT)
    assert reply["image"] is None
    assert history(api, user)[0]["image"] == IMAGE


@covers_row("4.2", "image URL unreachable")
def test_image_url_unreachable(chat: OpenChat, user: str) -> None:
    socket = chat(user)
    socket.send({"text": "look", "image": "http://127.0.0.1:9/a.png"})
    error = socket.frame()
    assert set(error) == {"type", "name", "description"}
    assert (error["type"], error["name"]) == ("error", "ConnectionError")
    assert "127.0.0.1" in error["description"]
    socket.is_usable()


@covers_row("4.2", "image URL answers 404")
def test_image_url_that_answers_404_is_ignored(chat: OpenChat, user: str, pages: str) -> None:
    *_, reply = chat(user).ask("look", image=f"{pages}/nope.png")
    is_reply(reply, user, TEXT)


@covers_row("4.2", "image URL is no image")
@covers_row("4.2", "an unreadable image fails later turns")
def test_an_image_that_is_none_fails_its_turn_and_later_ones(
    chat: OpenChat, user: str, api: httpx.Client, pages: str
) -> None:
    socket = chat(user)
    socket.ask("hello")
    for message in ({"text": "look", "image": f"{pages}/page.html"}, {"text": "later"}):
        socket.send(message)
        error = socket.frame()
        assert (error["type"], error["name"]) == ("error", "UnidentifiedImageError")
        assert error["description"].startswith("cannot identify image file ")
    assert api.post("/message", json={"text": "later"}, headers={"user_id": user}).status_code == 500
    api.delete("/memory/conversation_history", headers={"user_id": user}).raise_for_status()
    is_reply(socket.ask("hello")[-1], user, TEXT)


@pytest.mark.parametrize(
    ("image", "name"), [("{pages}/page.html", "UnidentifiedImageError"), ("http:///a.png", "InvalidURL")]
)
def test_image_url_that_leads_to_no_image(chat: OpenChat, user: str, pages: str, image: str, name: str) -> None:
    socket = chat(user)
    socket.send({"text": "look", "image": image.format(pages=pages)})
    error = socket.frame()
    assert (error["type"], error["name"]) == ("error", name)
    socket.is_usable()


@covers_row("4.2", "audio is unused")
def test_audio_comes_back_in_the_history_only(chat: OpenChat, user: str, api: httpx.Client) -> None:
    *_, reply = chat(user).ask("listen", audio="http://127.0.0.1:9/a.mp3")
    is_reply(reply, user, TEXT)
    assert reply["audio"] is None
    assert history(api, user)[0]["audio"] == "http://127.0.0.1:9/a.mp3"


# --- §4.3, server to client ---


@covers_row("4.3", "chat_token")
@covers_row("4.3", "chat")
def test_tokens_then_the_reply(chat: OpenChat, user: str) -> None:
    socket = chat(user)
    for text in ("hello", "again"):
        frames = socket.ask(text)
        assert [frame["type"] for frame in frames] == ["chat_token"] * 7 + ["chat"]
        assert tokens(frames) == TOKENS
        is_reply(frames[-1], user, TEXT)
        assert frames[-1]["image"] is frames[-1]["audio"] is None


@covers_row("4.3", "chat_token")
@pytest.mark.parametrize("count", [1, 300])
def test_any_number_of_tokens(chat: OpenChat, user: str, count: int) -> None:
    frames = chat(user).ask(f"x [tok:{count}]")
    assert tokens(frames) == [f"t{number} " for number in range(count)]
    assert frames[-1]["text"] == "".join(tokens(frames))


@covers_row("4.3", "chat_token")
def test_no_tokens_where_the_language_model_does_not_stream(
    chat: OpenChat, scripted_again: None, user: str, api: httpx.Client
) -> None:
    socket = chat(user)
    ok(api.put("/llm/settings/LLMDefaultConfig", json={}))
    (reply,) = socket.ask("hello")
    is_reply(reply, user, "You did not configure a Language Model. Do it in the settings!")


def test_a_program_that_reads_one_frame(scripted_again: None, server: Server, user: str, api: httpx.Client) -> None:
    async def ask() -> str:
        async with websockets.connect(server.ws_url(server.ws_path(user))) as socket:
            await socket.send(json.dumps({"text": "Hello Cat"}))
            return str(json.loads(await socket.recv())["content"])

    ok(api.put("/llm/settings/LLMDefaultConfig", json={}))
    assert asyncio.run(ask()) == "You did not configure a Language Model. Do it in the settings!"


@pytest.fixture
def openai(scripted_again: None, pages: str, api: httpx.Client) -> Iterator[None]:
    """Select ChatOpenAI with a vendor of our own."""
    value = {"openai_api_key": "none", "url": f"{pages}/v1", "model_name": "fake", "streaming": True}
    ok(api.put("/llm/settings/LLMOpenAICompatibleConfig", json=value))
    yield
    ok(api.put("/llm/settings/LLMOpenAICompatibleConfig", json={}))


@cannot("embedded", "it has no ChatOpenAI")
@covers_row("4.3", "chat_token: empty first and last")
def test_chatopenai_sends_empty_tokens_first_and_last(chat: OpenChat, openai: None, user: str) -> None:
    frames = chat(user).ask("hello")
    assert tokens(frames) == ["", "Hello", " from", " afar", ""]
    is_reply(frames[-1], user, "Hello from afar")


@covers_row("4.3", "chat_token: none for tool selection")
@covers_row("4.3", "why: intermediate steps of a tool")
def test_tool_then_language_model(chat: OpenChat, user: str) -> None:
    frames = chat(user).ask("what time is it")
    assert tokens(frames) == TOKENS  # the tool was chosen by another prompt, whose tokens are not sent
    is_reply(frames[-1], user, TEXT)
    ((action, output),) = frames[-1]["why"]["intermediate_steps"]
    assert action == ["get_the_time", None]
    assert isinstance(output, str)
    prompts = [i for i in frames[-1]["why"]["model_interactions"] if i["model_type"] == "llm"]
    assert len(prompts) == 2
    assert "get_the_time" in prompts[0]["reply"]
    assert prompts[1]["reply"] == TEXT


@covers_row("4.3", "chat_token: none for tool selection")
@covers_row("4.3", "why: intermediate steps of a tool")
def test_tool_that_answers_itself(chat: OpenChat, user: str) -> None:
    (reply,) = chat(user).ask("bench clock")
    is_reply(reply, user, "bench tool output")
    assert reply["why"]["intermediate_steps"] == [[["bench_clock", None], "bench tool output"]]
    assert reply["why"]["agent_output"]["return_direct"] is True


@covers_row("4.3", "chat: content only from send_ws_message")
def test_chat_frame_of_a_plugin_with_content_only(chat: OpenChat, user: str) -> None:
    first, *rest = chat(user).ask("x [wschat:side message]")
    assert first == {"type": "chat", "content": "side message"}
    assert tokens(rest) == TOKENS
    is_reply(rest[-1], user, TEXT)


@covers_row("4.3", "chat: extra full frame mid-turn")
def test_chat_frame_of_a_plugin_in_full(chat: OpenChat, user: str) -> None:
    first, *rest = chat(user).ask("x [chat:side message]")
    assert set(first) == CHAT_FIELDS
    assert (first["type"], first["user_id"], first["who"]) == ("chat", user, "AI")
    assert first["text"] == first["content"] == "side message"
    is_why(first["why"], final=False)
    assert tokens(rest) == TOKENS
    is_reply(rest[-1], user, TEXT)


@covers_row("4.3", "chat: plugin extras")
def test_reply_with_what_a_plugin_adds(chat: OpenChat, user: str) -> None:
    *_, reply = chat(user).ask("x [image] [extra]")
    is_reply(reply, user, TEXT, extras=["bench_extra"])
    assert (reply["image"], reply["audio"]) == (IMAGE, "https://example.org/a.mp3")
    assert reply["bench_extra"] == {"a": 1}


@covers_row("4.3", "chat: plugin extras")
def test_reply_without_text(chat: OpenChat, user: str) -> None:
    *rest, reply = chat(user).ask("x [nulltext]")
    assert tokens(rest) == TOKENS
    is_reply(reply, user, None)


@covers_row("4.3", "notification")
def test_notification(chat: OpenChat, user: str) -> None:
    first, *rest = chat(user).ask("x [notify:It is late!]")
    assert first == {"type": "notification", "content": "It is late!"}
    assert tokens(rest) == TOKENS
    is_reply(rest[-1], user, TEXT)


@covers_row("4.3", "notification: any JSON")
def test_notification_of_any_json(chat: OpenChat, user: str) -> None:
    first, *rest = chat(user).ask("x [ws:v]")
    assert first == {"type": "notification", "content": {"custom": "v"}}
    assert tokens(rest) == TOKENS
    is_reply(rest[-1], user, TEXT)


@covers_row("4.3", "error: turn failed")
def test_error_of_a_failed_turn(chat: OpenChat, user: str) -> None:
    socket = chat(user)
    socket.send({"text": "x [raise:]"})
    frames = [socket.frame() for _ in range(3)]
    assert tokens(frames) == TOKENS[:2]
    assert frames[-1] == {"type": "error", "name": "RuntimeError", "description": ""}
    socket.is_usable()


@covers_row("4.3", "error: GenericError is not terminal")
def test_generic_error_of_a_plugin(chat: OpenChat, user: str) -> None:
    first, *rest = chat(user).ask("x [err:oops]")
    assert first == {"type": "error", "name": "GenericError", "description": "oops"}
    assert tokens(rest) == TOKENS
    is_reply(rest[-1], user, TEXT)


@covers_row("4.3", "error: a plugin's exception is not terminal")
def test_exception_that_a_plugin_reports(chat: OpenChat, user: str) -> None:
    first, *rest = chat(user).ask("x [errexc:oops]")
    assert first == {"type": "error", "name": "ValueError", "description": "oops"}
    assert tokens(rest) == TOKENS
    is_reply(rest[-1], user, TEXT)


@covers_row("4.3", "why: null for a fast reply")
def test_fast_reply(chat: OpenChat, user: str, api: httpx.Client) -> None:
    (reply,) = chat(user).ask("x [dict]")
    is_reply(reply, user, "fast reply output")
    assert reply["why"] is None
    assert history(api, user) == []


@covers_row("4.3", "why: fields")
def test_why(chat: OpenChat, user: str) -> None:
    socket = chat(user)
    socket.ask("hello again")
    *_, reply = socket.ask("hello again")
    is_reply(reply, user, TEXT)
    why = reply["why"]
    assert why["input"] == "hello again"
    assert why["intermediate_steps"] == []
    assert "hello again" in [document["page_content"] for document in why["memory"]["episodic"]]
    assert {document["metadata"]["source"] for document in why["memory"]["episodic"]} == {user}
    embedder, llm = why["model_interactions"]
    assert (embedder["model_type"], llm["model_type"]) == ("embedder", "llm")
    assert embedder["prompt"] == ["hello again"]
    assert re.fullmatch(r"\w+\.recall_relevant_memories_to_working_memory", embedder["source"])
    assert llm["prompt"][-1] == "hello again"
    assert llm["source"] == "MemoryAgent.execute"
    assert llm["reply"] == TEXT
    assert embedder["started_at"] <= llm["started_at"] <= llm["ended_at"] <= reply["when"]
    assert why["agent_output"] == {"output": TEXT, "intermediate_steps": [], "return_direct": False}


def test_frames_reach_only_their_user(chat: OpenChat, scripted: Server, user: str) -> None:
    mine, other = chat(f"{user}-1"), chat(f"{user}-2")
    mine.ask("x [notify:for me]")
    other.has_received_nothing()
