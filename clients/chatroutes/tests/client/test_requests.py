"""Every operation of CONTRACT §3: what it sends, as the server saw it, and what it gives, in both dialects."""

from __future__ import annotations

import inspect
import json
from typing import Any

import pytest

from chatroutes import AsyncChatRoutes, ChatRoutes
from chatroutes.testing import EmbeddedChatRoutes

from .kinds import KEY, Kind

C = "/conversations/conv_123"

ROWS: list[tuple[str, dict[str, Any], str, str, Any, str]] = [
    # The method, its arguments in their order, the request, its query, its body, and the keys of its result.
    ("conversations.create", {"data": {"title": "T", "model": "m"}}, "POST /conversations", "", ..., "id title"),
    (
        "conversations.list",
        {"params": {"page": 1, "limit": 10, "filter": "all"}},
        "GET /conversations",
        "page=1&limit=10&filter=all",
        None,
        "data total page limit hasNext pages",
    ),
    ("conversations.list", {}, "GET /conversations", "", None, "data total page limit hasNext pages"),
    ("conversations.get", {"conversation_id": "conv_123"}, f"GET {C}", "", None, "id title createdAt messages"),
    ("conversations.update", {"conversation_id": "conv_123", "data": {"title": "U"}}, f"PATCH {C}", "", ..., "title"),
    (
        "conversations.get_tree",
        {"conversation_id": "conv_123"},
        f"GET {C}/tree",
        "",
        None,
        "conversation metadata tree",
    ),
    (
        "messages.send",
        {"conversation_id": "conv_123", "data": {"content": "x", "temperature": 0.7, "other": [None]}},
        f"POST {C}/messages",
        "",
        ...,
        "assistantMessage message model",
    ),
    ("messages.list", {"conversation_id": "conv_123"}, f"GET {C}/messages", "", None, "[] content"),
    (
        "messages.list",
        {"conversation_id": "conv_123", "branch_id": "MAIN"},
        f"GET {C}/messages",
        "branchId=MAIN",
        None,
        "[] content",
    ),
    (
        "messages.update",
        {"message_id": "msg_456", "content": "y"},
        "PATCH /messages/msg_456",
        "",
        {"content": "y"},
        "content",
    ),
    ("branches.list", {"conversation_id": "conv_123"}, f"GET {C}/branches", "", None, "[] isMain"),
    (
        "branches.create",
        {"conversation_id": "conv_123", "data": {"title": "B", "contextMode": "FULL", "baseNodeId": None}},
        f"POST {C}/branches",
        "",
        ...,
        "id title contextMode",
    ),
    (
        "branches.fork",
        {"conversation_id": "conv_123", "data": {"forkPointMessageId": "msg_456", "title": "F"}},
        f"POST {C}/fork",
        "",
        ...,
        "forkPointMessageId",
    ),
    (
        "branches.update",
        {"conversation_id": "conv_123", "branch_id": "SIDE", "data": {"title": "V"}},
        f"PATCH {C}/branches/SIDE",
        "",
        ...,
        "title",
    ),
    (
        "branches.get_messages",
        {"conversation_id": "conv_123", "branch_id": "MAIN"},
        f"GET {C}/branches/MAIN/messages",
        "",
        None,
        "[] content",
    ),
    (
        "branches.send_message",
        {"conversation_id": "conv_123", "branch_id": "SIDE", "data": {"content": "z"}},
        f"POST {C}/branches/SIDE/messages",
        "",
        ...,
        "assistantMessage message userMessage",
    ),
    (
        "branches.merge",
        {"conversation_id": "conv_123", "branch_id": "SIDE"},
        f"POST {C}/branches/SIDE/merge",
        "",
        None,
        "id",
    ),
    (
        "checkpoints.create",
        {"conversation_id": "conv_123", "branch_id": "MAIN", "anchor_message_id": "msg_456"},
        f"POST {C}/checkpoints",
        "",
        {"branchId": "MAIN", "anchorMessageId": "msg_456"},
        "id branch_id branchId anchor_message_id anchorMessageId created_at createdAt",
    ),
    (
        "checkpoints.list",
        {"conversation_id": "conv_123", "branch_id": "MAIN"},
        f"GET {C}/checkpoints",
        "branchId=MAIN",
        None,
        "[] conversation_id conversationId",
    ),
    ("checkpoints.recreate", {"checkpoint_id": "POINT"}, "POST /checkpoints/POINT/recreate", "", None, "summary"),
    ("checkpoints.delete", {"checkpoint_id": "POINT"}, "DELETE /checkpoints/POINT", "", None, ""),
    (
        "autobranch.suggest_branches",
        {
            "text": "Either this or that",
            "suggestions_count": 2,
            "hybrid_detection": True,
            "threshold": 0.5,
            "llm_model": "m",
            "llm_provider": "p",
            "llm_api_key": "another-key",
        },
        "POST /autobranch/suggest-branches",
        "",
        {
            "text": "Either this or that",
            "suggestionsCount": 2,
            "hybridDetection": True,
            "threshold": 0.5,
            "llmModel": "m",
            "llmProvider": "p",
            "llmApiKey": "another-key",
        },
        "suggestions metadata",
    ),
    (
        "autobranch.analyze_text",
        {"text": "Either this or that"},
        "POST /autobranch/suggest-branches",
        "",
        {"text": "Either this or that", "suggestionsCount": 3, "hybridDetection": False, "threshold": 0.7},
        "suggestions metadata",
    ),
    ("autobranch.health", {}, "GET /autobranch/health", "", None, "status version service"),
    ("messages.delete", {"message_id": "msg_456"}, "DELETE /messages/msg_456", "", None, ""),
    (
        "branches.delete",
        {"conversation_id": "conv_123", "branch_id": "SIDE"},
        f"DELETE {C}/branches/SIDE",
        "",
        None,
        "",
    ),
    ("conversations.delete", {"conversation_id": "conv_123"}, f"DELETE {C}", "", None, ""),
]


@pytest.mark.parametrize("named", [False, True], ids=["by position", "by name"])
@pytest.mark.parametrize("dialect", ["early", "modern"])
def test_every_operation_sends_and_gives_what_the_contract_says(kind: Kind, dialect: Any, named: bool) -> None:
    spelling: Any = "snake" if named else "camel"
    with EmbeddedChatRoutes(dialect=dialect, checkpoints=spelling, api_key=KEY, no_content=named) as server:
        client = kind.client(server)
        ids = {"MAIN": server.conversation("conv_123")["branches"][0]["id"]}
        ids["SIDE"] = kind.run(client.branches.create("conv_123", {"title": "S"}))["id"]
        for method, arguments, line, query, body, keys in ROWS:
            called = {
                name: ids.get(value, value) if isinstance(value, str) else value for name, value in arguments.items()
            }
            resource, name = method.split(".")
            function = getattr(getattr(client, resource), name)
            result = kind.run(function(**called) if named else function(*called.values()))
            sent = server.requests[-1]
            for placeholder, real in ids.items():
                line, query = line.replace(placeholder, real), query.replace(placeholder, real)
            assert f"{sent.method} {sent.path.removeprefix('/api/v1')}" == line
            assert sent.query == query, method
            if body is None:
                assert sent.body == b"", method
            else:
                expected = called["data"] if body is ... else body
                expected = {
                    key: ids.get(value, value) if isinstance(value, str) else value for key, value in expected.items()
                }
                assert json.loads(sent.body) == expected, method
                assert sent.headers["content-type"] == "application/json"
            assert sent.headers["authorization"] == f"ApiKey {KEY}"
            wanted = keys.split()
            if not wanted:
                assert result is None, method
                continue
            if wanted[0] == "[]":
                assert isinstance(result, list), method
                result = result[0]
            assert [key for key in wanted if key not in result] == ([] if "[]" not in wanted else ["[]"]), method
            if method == "checkpoints.create":
                ids["POINT"] = result["id"]


def test_a_stream_is_a_post_that_asks_for_events(kind: Kind, service: EmbeddedChatRoutes) -> None:
    chunks: list[Any] = []
    result = kind.run(kind.client(service).messages.stream("conv_123", {"content": "x"}, chunks.append, None))
    sent = service.requests[-1]
    assert (result, bool(chunks)) == (None, True)
    assert (sent.method, sent.path) == ("POST", "/api/v1/conversations/conv_123/messages/stream")
    assert json.loads(sent.body) == {"content": "x"}
    assert sent.headers["accept"] == "text/event-stream"
    assert sent.headers["authorization"] == f"ApiKey {KEY}"


PARAMETERS = {
    "conversations.create": "data",
    "conversations.list": "params",
    "conversations.get": "conversation_id",
    "conversations.update": "conversation_id data",
    "conversations.delete": "conversation_id",
    "conversations.get_tree": "conversation_id",
    "messages.send": "conversation_id data",
    "messages.stream": "conversation_id data on_chunk on_complete",
    "messages.list": "conversation_id branch_id",
    "messages.update": "message_id content",
    "messages.delete": "message_id",
    "branches.list": "conversation_id",
    "branches.create": "conversation_id data",
    "branches.fork": "conversation_id data",
    "branches.update": "conversation_id branch_id data",
    "branches.delete": "conversation_id branch_id",
    "branches.get_messages": "conversation_id branch_id",
    "branches.merge": "conversation_id branch_id",
    "branches.send_message": "conversation_id branch_id data",
    "checkpoints.list": "conversation_id branch_id",
    "checkpoints.create": "conversation_id branch_id anchor_message_id",
    "checkpoints.delete": "checkpoint_id",
    "checkpoints.recreate": "checkpoint_id",
    "autobranch.suggest_branches": (
        "text suggestions_count hybrid_detection threshold llm_model llm_provider llm_api_key"
    ),
    "autobranch.analyze_text": "text suggestions_count hybrid_detection threshold llm_model",
    "autobranch.health": "",
}


@pytest.mark.parametrize("client", [ChatRoutes("key"), AsyncChatRoutes("key")], ids=["sync", "async"])
def test_parameters_have_the_names_and_the_order_of_the_published_versions(client: Any) -> None:
    for method, names in PARAMETERS.items():
        resource, name = method.split(".")
        found = inspect.signature(getattr(getattr(client, resource), name)).parameters
        assert list(found) == names.split(), method
        assert {each.kind for each in found.values()} <= {inspect.Parameter.POSITIONAL_OR_KEYWORD}
    made = list(inspect.signature(type(client)).parameters)
    assert made[:5] == ["api_key", "base_url", "timeout", "retry_attempts", "retry_delay"]


@pytest.mark.parametrize("id", ["a b", "a/b", "ä?x=1#f", "100%", "..x", "%2e%2e"])
def test_ids_are_quoted(kind: Kind, service: EmbeddedChatRoutes, id: str) -> None:
    service.add_conversation("Odd", id=id)
    assert kind.run(kind.client(service).conversations.get(id))["title"] == "Odd"
    assert service.requests[-1].path.count("/") == 4 + id.count("/")


def test_autobranch_may_be_another_server(kind: Kind, service: EmbeddedChatRoutes) -> None:
    with EmbeddedChatRoutes(api_key=KEY) as other:
        client = kind.client(service, autobranch_base_url=other.url + "/")
        view = client.with_options(retry_attempts=0)
        assert kind.run(client.autobranch.health())["status"] == "healthy"
        assert kind.run(view.autobranch.analyze_text("Either, or"))["metadata"]
        assert kind.run(view.conversations.list())["total"] == 1
        assert [each.path.removeprefix("/api/v1") for each in other.requests] == [
            "/autobranch/health",
            "/autobranch/suggest-branches",
        ]
        assert [each.path for each in service.requests] == ["/api/v1/conversations"]
        kind.close(client)
        assert kind.run(client.autobranch.health())["status"] == "healthy"
