"""What the assistant of an embedded ChatRoutes says, and how it fails."""

from __future__ import annotations

from collections.abc import Sequence

import httpx

from chatroutes.testing import EmbeddedChatRoutes

from .helpers import client_of, events

PATH = "/conversations/conv_123/messages"


def said(http: httpx.Client, content: str) -> list[str]:
    """The pieces of an answer, as they are streamed."""
    streamed = events(http.post(f"{PATH}/stream", json={"content": content}).text)
    return [one["content"] for one in streamed if one != "[DONE]" and one["type"] == "content"]


def test_answers_are_looked_up() -> None:
    answers = {"whole": "One text.", "pieces": ["On", "e ", "text."]}
    with EmbeddedChatRoutes(answers=answers) as server, client_of(server) as http:
        assert said(http, "whole") == ["One ", "text."]
        assert said(http, "pieces") == ["On", "e ", "text."]
        assert said(http, "other") == ["You ", "said: ", "other"]


def test_answers_are_called() -> None:
    def answers(text: str, conversation_id: str) -> str | Sequence[str] | None:
        if text == "fail":
            raise ValueError("no tongue")
        return f"{conversation_id}: {text}" if text == "where" else None

    with EmbeddedChatRoutes(answers=answers) as server, client_of(server) as http:
        assert said(http, "where") == ["conv_123: ", "where"]
        assert said(http, "other") == ["You ", "said: ", "other"]
        failed = http.post(PATH, json={"content": "fail"})
        assert (failed.status_code, failed.json()) == (500, {"success": False, "error": "Failed to send message"})
        streamed = events(http.post(f"{PATH}/stream", json={"content": "fail"}).text)
        assert streamed == [{"type": "error", "error": "no tongue"}]


def test_markers_make_pieces_and_errors() -> None:
    with EmbeddedChatRoutes() as server, client_of(server) as http:
        assert said(http, "[tok:3]") == ["t0 ", "t1 ", "t2 "]
        assert len(said(http, "[wait:0.01][slow:0.001] x")) == 4
        streamed = events(http.post(f"{PATH}/stream", json={"content": "[raise:boom]"}).text)
        assert [one["type"] for one in streamed] == ["content", "content", "error"]
        assert streamed[-1]["error"] == "boom"
        assert http.post(PATH, json={"content": "[raise:boom]"}).json()["error"] == "Failed to send message"
    with EmbeddedChatRoutes(dialect="early") as server, client_of(server) as http:
        streamed = events(http.post(f"{PATH}/stream", json={"content": "[raise:boom]"}).text)
        assert streamed[-2:] == ["error", {"error": "boom"}]


def test_a_model_that_is_not_known_fails_the_turn() -> None:
    with EmbeddedChatRoutes(models=["gpt-5"]) as server, client_of(server) as http:
        assert http.post(PATH, json={"content": "x"}).status_code == 200
        failed = http.post(PATH, json={"content": "x", "model": "gpt-4o"})
        assert (failed.status_code, failed.json()["error"]) == (500, "Failed to send message")
        assert http.post(f"{PATH}/stream", json={"content": "x", "model": "gpt-4o"}).status_code == 500
        assert len(server.conversation("conv_123")["messages"]) == 4
