"""Chats, uploads, plugins and settings: what is stored, and what a change leaves (CONTRACT §3)."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urlsplit

import httpx
import pytest

from .cases import archive, asked
from .servers import Server


def test_a_chat_is_stored_replaced_as_a_whole_and_deleted(server: Server) -> None:
    user = server.user()
    made = user.post("/chats", json={"name": "first", **_messages("hi"), "context": {"k": 1}}).json()
    assert made["name"] == "first"
    assert made["messages"][0]["text"] == "hi"
    assert user.get(f"/chats/{made['id']}").json() == made
    changed = user.put(f"/chats/{made['id']}", json={"name": "renamed"}).json()
    assert (changed["name"], changed["messages"], changed["context"]) == ("renamed", [], {})
    assert changed["updated_at"] > made["updated_at"]
    assert server.user().get(f"/chats/{made['id']}").json() == {"detail": "Not found."}
    gone = user.delete(f"/chats/{made['id']}")
    assert (gone.status_code, gone.json()) == (200, None)
    assert user.delete(f"/chats/{made['id']}").status_code == 404


def test_a_message_read_from_a_chat_can_be_stored_and_sent_again(server: Server) -> None:
    user = server.user()
    made = user.post("/chats", json={**_messages("hi")}).json()
    again = user.put(f"/chats/{made['id']}", json={"messages": made["messages"]}).json()
    assert [one["text"] for one in again["messages"]] == ["hi"]
    answer = user.post("/agents/default/message", json={"messages": made["messages"], "stream": False})
    assert answer.json()["messages"][0]["text"] == "Echo: hi"


def test_a_list_has_the_newest_ten_and_no_cursor(server: Server) -> None:
    user = server.user()
    for number in range(12):
        user.post("/chats", json={"name": f"chat {number}"})
    found = user.get("/chats").json()
    assert [one["name"] for one in found["items"]] == [f"chat {number}" for number in range(11, 1, -1)]
    assert found["cursor"] == ""
    assert [one["name"] for one in user.get("/chats", params={"search": "Chat 0"}).json()["items"]] == ["chat 0"]


@pytest.mark.parametrize(
    ("search", "count"),
    [("ALPHA", 1), ("brown", 1), ("hidden", 1), ("", 2), ("nothing", 0), ("größe", 0), ("structuredcontent", 1)],
)
def test_a_search_reads_the_json_of_a_chat(search: str, count: int, server: Server) -> None:
    """Its name, messages and context with their keys; letters beyond ASCII are never found (CONTRACT N1)."""
    user = server.user()
    user.post("/chats", json={"name": "Alpha", **_messages("a Brown fox")})
    user.post("/chats", json={"name": "Größe", "context": {"k": "hidden"}})
    assert len(user.get("/chats", params={"search": search}).json()["items"]) == count


def test_an_upload_is_there_for_everybody_who_quotes_its_name(server: Server) -> None:
    user = server.user()
    made = user.post("/uploads", files={"file": ("più è.txt", b"hello cat", "text/plain")}).json()
    assert made["mime_type"] == "text/plain"
    assert made["url"].endswith("/più è.txt")  # not quoted (CONTRACT C6)
    assert user.get("/uploads").json() == [made]
    answer = server.client().get(quote(urlsplit(made["url"]).path))
    assert (answer.content, answer.headers["content-type"]) == (b"hello cat", "text/plain; charset=utf-8")
    user.post("/uploads", files={"file": ("più è.txt", b"other", "text/plain")})
    assert server.client().get(quote(urlsplit(made["url"]).path)).content == b"other"


def test_a_list_of_uploads_leaves_out_names_without_a_dot_and_fails_for_unknown_kinds(server: Server) -> None:
    user = server.user()
    assert user.post("/uploads", files={"file": ("plain", b"x")}).json()["mime_type"] == "application/octet-stream"
    assert user.get("/uploads").json() == []
    assert user.post("/uploads", files={"file": ("odd.zzz", b"x")}).json()["mime_type"] == "application/octet-stream"
    assert user.get("/uploads").status_code == 500


def test_a_plugin_is_installed_active_and_a_second_time_off(server: Server) -> None:
    admin = server.admin()
    files = {"contract_mini/contract_mini.py": b"x = 1", "contract_mini/plugin.json": b'{"name": "zanzibar Quux"}'}
    sent: dict[str, Any] = {"files": {"file": ("contract-mini.zip", archive(files), "application/zip")}}
    try:
        made = admin.post("/plugins", **sent).json()
        assert (made["id"], made["active"], made["manifest"]["name"]) == ("contract_mini", True, "zanzibar Quux")
        assert admin.post("/plugins", **sent).json()["active"] is False
        assert admin.put("/plugins/contract_mini/toggle").json() is None
        assert admin.get("/plugins/contract_mini").json()["active"] is True
        assert [one["id"] for one in admin.get("/plugins", params={"search": "ZANZIBAR"}).json()] == ["contract_mini"]
        assert admin.get("/plugins", params={"search": "Quux"}).json() == []  # one side only is in lower case
    finally:
        gone = admin.delete("/plugins/contract_mini")
    assert gone.json() is None
    assert admin.get("/plugins/contract_mini").status_code == 404


def test_a_plugin_that_is_off_takes_its_paths_with_it(server: Server) -> None:
    admin = server.admin()
    admin.put("/plugins/chats/toggle").raise_for_status()
    try:
        assert admin.get("/chats").json() == {"detail": "Not Found"}
    finally:
        admin.put("/plugins/chats/toggle").raise_for_status()
    assert admin.get("/chats").status_code == 200


def test_settings_are_replaced_as_a_whole_and_any_model_is_taken(server: Server) -> None:
    admin, user = server.admin(), server.user()
    core = "/settings/core__config__core"
    try:
        entry = admin.put(core, json={"default_llm": "nope:nope", "other": 1}).json()
        assert set(entry["value"]) == {"default_llm", "default_embedder"}
        assert entry["value"]["default_llm"] == "nope:nope"
        with user.stream("POST", "/agents/default/message", json=asked(stream=True)) as answer:
            answer.read()
        assert "Service of type 'model_providers' and slug 'nope' not found" in answer.text
        admin.put(core, json={"default_llm": "default:default"})
        said = user.post("/agents/default/message", json=asked()).json()["messages"][0]["text"]
        assert said == "No Language Model is configured yet. Choose one in the settings!"
        admin.put(core, json={"default_llm": "openai_compatible:m"})
        openai = "/settings/core__model_providers__openai_compatible"
        assert admin.put(openai, json={"api_key": "k"}).json()["value"]["api_key"] == "k"
        assert admin.put(openai, json={}).json()["value"]["api_key"] == ""
    finally:
        server.choose({"default_llm": "scripted:echo"})


def _messages(text: str) -> dict[str, Any]:
    return {"messages": asked(text)["messages"]}


def test_the_document_is_served(server: Server) -> None:
    found: httpx.Response = server.client().get("/openapi.json")
    assert found.status_code == 200
    assert "/agents/{slug}/message" in found.json()["paths"]
