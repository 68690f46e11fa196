"""Which requests an embedded ChatRoutes takes, how it refuses the others, and what it remembers of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx

from chatroutes.testing import EmbeddedChatRoutes
from chatroutes.testing._service.routes import OPERATIONS

from .helpers import client_of, created, data

SUGGEST = "/autobranch/suggest-branches"
DOCUMENT = Path(__file__).parents[2] / "openapi.json"


def test_it_has_the_operations_of_the_document() -> None:
    paths = json.loads(DOCUMENT.read_text("utf-8"))["paths"]
    documented = {
        (method.upper(), path, operation["operationId"])
        for path, methods in paths.items()
        for method, operation in methods.items()
    }
    assert {(operation.method, operation.path, operation.name) for operation in OPERATIONS} == documented


def test_a_request_needs_a_key(service: EmbeddedChatRoutes, http: httpx.Client) -> None:
    refusal = {"success": False, "error": "Invalid or missing API key", "code": "AUTHENTICATION_ERROR"}
    del http.headers["Authorization"]
    for name, value in (
        ("Accept", "*/*"),
        ("Authorization", "Bearer key"),
        ("Authorization", "ApiKey"),
        ("X-API-Key", "k"),
    ):
        refused = http.get("/conversations", headers={name: value})
        assert (refused.status_code, refused.json()) == (401, refusal)
        # early versions of the SDK ask for this one without a key
        assert http.get("/autobranch/health", headers={name: value}).status_code == 200


def test_the_key_may_have_to_be_one() -> None:
    with EmbeddedChatRoutes(api_key="right") as server:
        assert "right" not in repr(server)
        for key, status in (("right", 200), ("wrong", 401), ("rightly", 401)):
            with client_of(server, key) as http:
                assert http.get("/conversations").status_code == status


WRONG: list[tuple[str, str, Any, dict[str, str]]] = [
    ("POST", "", {}, {"title": "is required"}),
    ("POST", "", {"title": ""}, {"title": "must not be empty"}),
    ("POST", "", {"title": 1, "model": 2}, {"title": "must be a string", "model": "must be a string"}),
    ("POST", "", [], {"body": "must be an object"}),
    ("POST", "", None, {"title": "is required"}),
    ("POST", "", b"{", {"body": "must be JSON"}),
    ("POST", "", b'{"title": NaN}', {"body": "must be JSON"}),
    ("POST", "", b"[" * 100_000, {"body": "must be JSON"}),
    ("GET", "?page=0&limit=x", None, {"page": "must be from 1 to 1000000", "limit": "must be an integer"}),
    ("GET", "?limit=101&filter=", None, {"limit": "must be from 1 to 100", "filter": "must be one of all, "}),
    ("POST", "/one/messages", {"content": "x", "temperature": 3}, {"temperature": "must be from 0 to 2"}),
    ("POST", "/one/messages", {"content": "x", "temperature": True}, {"temperature": "must be a number"}),
    ("POST", "/one/messages", {"maxTokens": 1.5}, {"content": "is required", "maxTokens": "must be an integer"}),
    ("POST", "/one/messages/stream", {"content": None}, {"content": "must be a string"}),
    ("POST", "/one/branches", {"title": "x", "contextMode": "full"}, {"contextMode": "must be one of FULL, "}),
    ("POST", "/one/fork", {"title": "x"}, {"forkPointMessageId": "is required"}),
    ("POST", SUGGEST, {"text": "x", "suggestionsCount": 11}, {"suggestionsCount": "must be from 1 to 10"}),
    ("POST", SUGGEST, {"text": "x", "hybridDetection": 1}, {"hybridDetection": "must be true or false"}),
]


def test_what_is_wrong_is_refused_with_details(service: EmbeddedChatRoutes, http: httpx.Client) -> None:
    service.add_conversation(id="one")
    for method, path, body, details in WRONG:
        sent: dict[str, Any] = {"content": body} if isinstance(body, bytes) else {} if body is None else {"json": body}
        refused = http.request(method, path if path == SUGGEST else f"/conversations{path}", **sent)
        assert refused.status_code == 400, path
        answer = refused.json()
        told = {detail["field"]: detail["message"] for detail in answer.pop("details")}
        assert answer == {"success": False, "error": "Validation failed", "code": "VALIDATION_ERROR"}
        assert told.keys() == details.keys()
        assert all(told[name].startswith(text) for name, text in details.items()), told
    assert service.conversation("one")["messages"] == []


def test_null_is_as_good_as_nothing_where_the_sdk_may_send_it(http: httpx.Client) -> None:
    conversation = data(http.post("/conversations", json={"title": "T", "model": None}))["conversation"]
    assert conversation["model"] == "gpt-5"
    body = {"content": "x", "model": None, "temperature": None, "maxTokens": None, "branchId": None, "other": 1}
    assert http.post(f"/conversations/{conversation['id']}/messages", json=body).status_code == 200


MISSING = [
    ("GET", "/nothing", 404, "Route not found"),
    ("GET", "/conversations/", 404, "Route not found"),
    ("GET", "/conversations//tree", 404, "Route not found"),
    ("PUT", "/conversations", 405, "Method not allowed"),
    ("GET", "/conversations/none", 404, "Conversation not found"),
    ("POST", "/conversations/none/branches/b/merge", 404, "Conversation not found"),
    ("DELETE", "/messages/none", 404, "Message not found"),
    ("POST", "/checkpoints/none/recreate", 404, "Checkpoint not found"),
]


def test_what_is_not_there_is_said_in_the_envelope(http: httpx.Client) -> None:
    for method, path, status, error in MISSING:
        refused = http.request(method, path)
        assert (refused.status_code, refused.json()["success"], refused.json()["error"]) == (status, False, error)


def test_ids_are_decoded_after_the_path_is_split(service: EmbeddedChatRoutes, http: httpx.Client) -> None:
    service.add_conversation("Odd", id="c 1/../é?#")
    path = "/conversations/c%201%2F..%2F%C3%A9%3F%23"
    assert data(http.get(path))["conversation"]["title"] == "Odd"
    assert http.get(f"{path}/tree").status_code == 200
    assert service.requests[-1].path.endswith("/conversations/c 1/../é?#/tree")


def test_requests_are_recorded_with_their_bodies(service: EmbeddedChatRoutes, http: httpx.Client) -> None:
    created(http)
    http.get("/conversations", params={"page": 1})
    first, second = service.requests
    assert (first.method, first.path, json.loads(first.body)) == ("POST", "/api/v1/conversations", {"title": "T"})
    assert first.headers["authorization"] == "ApiKey key"
    assert (second.method, second.query, second.body) == ("GET", "page=1", b"")
    assert "key" not in repr(first)
    assert "title" not in repr(first)


def test_web_pages_and_foreign_hosts_are_kept_out(service: EmbeddedChatRoutes, http: httpx.Client) -> None:
    page = http.get("/conversations", headers={"Origin": "https://evil.example"})
    assert (page.status_code, page.json()["success"]) == (403, False)
    assert "Origin" in page.json()["error"]
    bound = http.get("/conversations", headers={"Host": "evil.example"})
    assert (bound.status_code, bound.json()["success"]) == (421, False)
    with EmbeddedChatRoutes(exposed=True) as server, client_of(server) as other:
        assert other.get("/conversations", headers={"Origin": "https://a.example", "Host": "b"}).status_code == 200
