"""What answers look like: assertions on whole bodies, so that a case names only what is its own.

Each takes a response or a piece of JSON and returns the interesting part of it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import httpx

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
HEX_ID = re.compile(r"[0-9a-f]{32}")
CHAT_FIELDS = {"user_id", "when", "who", "text", "image", "audio", "type", "why", "content"}
WHY_FIELDS = {"input", "intermediate_steps", "memory", "model_interactions"}
DOCUMENT: dict[str, Any] = json.loads((Path(__file__).parents[2] / "openapi.json").read_text("utf-8"))
"""What a Cat of the reference version serves, normalised."""
STATUS = {"status": "We're all mad here, dear!", "version": DOCUMENT["info"]["version"]}
BASE_PERMISSIONS = {
    "STATUS": ["READ"],
    "MEMORY": ["READ", "LIST"],
    "CONVERSATION": ["WRITE", "EDIT", "LIST", "READ", "DELETE"],
    "STATIC": ["READ"],
}


def ok(response: httpx.Response) -> Any:
    """A success: 200 with JSON, whatever the method (CONTRACT §3)."""
    assert response.status_code == 200, response.text[:500]
    assert response.headers["content-type"] == "application/json"
    return response.json()


def app_error(response: httpx.Response, status: int, message: str, **more: str) -> None:
    """An error that the application raises: {"detail": {"error": …}} (CONTRACT §1.2)."""
    assert response.status_code == status, response.text[:500]
    assert response.headers["content-type"] == "application/json"
    assert response.json() == {"detail": {"error": message, **more}}


def refused(response: httpx.Response) -> None:
    """No credentials, bad ones, or a missing permission: all the same 403 (CONTRACT §1.3)."""
    app_error(response, 403, "Invalid Credentials")


def unsupported(response: httpx.Response, name: str, known: str) -> None:
    """An unknown configuration name: 400 with the list of names that would do (CONTRACT §3.1)."""
    assert response.status_code == 400, response.text[:500]
    body = response.json()
    message = body["detail"].pop("error")
    assert body == {"detail": {}}
    names = re.fullmatch(rf"{name} not supported\. Must be one of \[('\w+'(?:, '\w+')*)\]", message)
    assert names, message
    assert f"'{known}'" in names[1].split(", ")


def framework_error(response: httpx.Response, status: int, message: str) -> None:
    """An error of the web framework: {"detail": "…"} (CONTRACT §1.2)."""
    assert response.status_code == status, response.text[:500]
    assert response.headers["content-type"] == "application/json"
    assert response.json() == {"detail": message}


def crashed(response: httpx.Response) -> None:
    """An exception that nothing handled: 500 in plain text (CONTRACT §1.2)."""
    assert response.status_code == 500, response.text[:500]
    assert response.headers["content-type"] == "text/plain; charset=utf-8"
    assert response.text == "Internal Server Error"


def invalid(response: httpx.Response, *expected: tuple[str, Sequence[str | int]]) -> list[dict[str, Any]]:
    """A validation error: 400 {"error": [{type, loc, msg, input, ctx?}]} (CONTRACT §1.1)."""
    assert response.status_code == 400, response.text[:500]
    assert response.headers["content-type"] == "application/json"
    body = response.json()
    assert set(body) == {"error"}
    items: list[dict[str, Any]] = body["error"]
    assert [(item["type"], item["loc"]) for item in items] == [(kind, list(loc)) for kind, loc in expected]
    for item in items:
        assert set(item) - {"ctx"} == {"type", "loc", "msg", "input"}
        assert isinstance(item["msg"], str)
        assert item["msg"]
    return items


def any_error(response: httpx.Response) -> None:
    """One of the four error bodies (CONTRACT §1.2)."""
    if response.headers["content-type"] == "application/json":
        body = response.json()
        assert list(body) in (["error"], ["detail"])
        assert body.get("error") or body["detail"] in ("Not Found", "Method Not Allowed") or body["detail"]["error"]
    else:
        crashed(response)


def is_user(user: Any) -> None:
    """UserResponse: never with the password (CONTRACT §3.1)."""
    assert set(user) == {"username", "permissions", "id"}
    assert isinstance(user["username"], str)
    assert UUID.fullmatch(user["id"]), user["id"]
    assert all(isinstance(granted, list) for granted in user["permissions"].values())


def is_setting(setting: Any) -> None:
    """Setting (CONTRACT §3.1)."""
    assert set(setting) == {"name", "value", "category", "setting_id", "updated_at"}
    assert isinstance(setting["value"], (dict, list))
    assert setting["category"] is None or isinstance(setting["category"], str)
    assert type(setting["updated_at"]) is int


def is_configuration(item: Any, label: str) -> None:
    """A language model, embedder or auth handler: name, saved value and JSON schema (CONTRACT §3.1)."""
    assert set(item) == {"name", "value", "schema"}
    assert isinstance(item["value"], dict)
    assert item["schema"]["type"] == "object"
    assert item["schema"][label] == item["name"] == item["schema"]["title"]


def is_manifest(manifest: Any, *, listed: bool) -> None:
    """The manifest of a plugin; `upgrade` only comes with the list (CONTRACT §3.1)."""
    fields = {
        *("id", "name", "description", "author_name", "author_url", "plugin_url", "tags", "thumb", "version"),
        *("min_cat_version", "max_cat_version", "active", "hooks", "tools", "forms", "endpoints"),
    }
    assert set(manifest) == (fields | {"upgrade"} if listed else fields)
    assert isinstance(manifest["active"], bool)
    assert all(set(hook) == {"name", "priority"} for hook in manifest["hooks"])
    assert all(set(tool) == {"name"} for tool in manifest["tools"])


def is_vector(vector: Any) -> None:
    """An embedding: a list of numbers."""
    assert isinstance(vector, list)
    assert vector
    assert all(isinstance(number, float) for number in vector)


def is_point(point: Any) -> None:
    """MemoryPoint; its id has no dashes (CONTRACT §3.1)."""
    assert set(point) == {"content", "metadata", "id", "vector"}
    assert HEX_ID.fullmatch(point["id"]), point["id"]
    assert isinstance(point["metadata"]["source"], str)
    assert isinstance(point["metadata"]["when"], (int, float))
    is_vector(point["vector"])


def is_document(document: Any, *, vector: bool) -> None:
    """A recalled memory: with its vector over HTTP, without it in a reply (CONTRACT §3.1, §4.3)."""
    fields = {"id", "metadata", "page_content", "type", "score"}
    assert set(document) == (fields | {"vector"} if vector else fields)
    assert document["type"] == "Document"
    assert isinstance(document["page_content"], str)
    assert isinstance(document["score"], float)
    assert isinstance(document["metadata"]["source"], str)


def is_why(why: Any, *, final: bool = True) -> None:
    """The `why` of a reply; `agent_output` is missing in a frame that a plugin sends mid-turn (CONTRACT §4.3)."""
    assert set(why) == (WHY_FIELDS | {"agent_output"} if final else WHY_FIELDS)
    assert isinstance(why["input"], str)
    assert isinstance(why["intermediate_steps"], list)
    assert set(why["memory"]) == {"episodic", "declarative", "procedural"}
    for documents in why["memory"].values():
        for document in documents:
            is_document(document, vector=False)
    for interaction in why["model_interactions"]:
        fields = {"model_type", "source", "prompt", "input_tokens", "started_at", "reply"}
        if interaction["model_type"] == "embedder":
            assert set(interaction) == fields
            is_vector(interaction["reply"])
        else:
            assert interaction["model_type"] == "llm"
            assert set(interaction) == fields | {"output_tokens", "ended_at"}
            assert isinstance(interaction["reply"], str)
        assert all(isinstance(prompt, str) for prompt in interaction["prompt"])
    if final:
        assert set(why["agent_output"]) == {"output", "intermediate_steps", "return_direct"}


def is_reply(reply: Any, user: str, text: str | None, *, extras: Sequence[str] = ()) -> None:
    """A CatMessage, over HTTP and as the `chat` frame that ends a turn (CONTRACT §3.1, §4.3)."""
    assert set(reply) == CHAT_FIELDS | set(extras)
    assert reply["user_id"] == user
    assert reply["who"] == "AI"
    assert reply["type"] == "chat"
    assert reply["text"] == reply["content"] == text
    assert isinstance(reply["when"], float)
    if reply["why"] is not None:
        is_why(reply["why"])


def is_human_turn(turn: Any, user: str, text: str, *, extras: Sequence[str] = ()) -> None:
    """What the history keeps of a human message; keys that we send stay in it (CONTRACT §3.1)."""
    assert set(turn) == {"user_id", "when", "who", "text", "image", "audio", *extras}
    assert turn["user_id"] == user
    assert turn["text"] == text
