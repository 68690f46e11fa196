"""The two dialects of an embedded ChatRoutes, the shapes of its trees, and the spellings of its checkpoints."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from chatroutes.testing import EmbeddedChatRoutes

from .helpers import PATIENCE, client_of, data, events, sent

PATH = "/conversations/conv_123"


def test_modern_answers() -> None:
    with EmbeddedChatRoutes() as server, client_of(server) as http:
        listed = http.get("/conversations").json()
        assert set(listed) == {"conversations", "total", "page", "limit", "pages", "hasNext"}
        answer = data(http.post(f"{PATH}/messages", json={"content": "Hi there", "model": "m", "temperature": 0.7}))
        assert set(answer) == {"message", "usage", "model"}
        assert (answer["message"]["content"], answer["model"]) == ("You said: Hi there", "m")
        assert answer["usage"] == {"promptTokens": 12, "completionTokens": 4, "totalTokens": 16}
        assert answer["message"]["metadata"]["temperature"] == 0.7
        main = data(http.get(f"{PATH}/branches"))["branches"][0]["id"]
        pair = data(http.post(f"{PATH}/branches/{main}/messages", json={"content": "Hi"}))
        assert set(pair) == {"userMessage", "assistantMessage"}


def test_early_answers() -> None:
    with EmbeddedChatRoutes(dialect="early") as server, client_of(server) as http:
        assert set(data(http.get("/conversations"))) == {
            "conversations",
            "total",
            "page",
            "limit",
            "pages",
            "hasNext",
        }
        pair = data(http.post(f"{PATH}/messages", json={"content": "Hi"}))
        assert {name: message["content"] for name, message in pair.items()} == {
            "userMessage": "Hi",
            "assistantMessage": "You said: Hi",
        }
        assert set(pair["assistantMessage"]["metadata"]) == {"model", "responseTime", "finishReason"}
        assert http.get("/autobranch/health").json()["status"] == "healthy"
        assert "suggestions" in http.post("/autobranch/suggest-branches", json={"text": "x"}).json()


def test_the_modern_stream() -> None:
    with EmbeddedChatRoutes() as server, client_of(server) as http:
        response = http.post(f"{PATH}/messages/stream", json={"content": "È 😺", "model": "m"})
        assert response.headers["content-type"].startswith("text/event-stream")
        assert response.headers["transfer-encoding"] == "chunked"
        *pieces, complete, done = events(response.text)
        assert [piece["content"] for piece in pieces] == ["You ", "said: ", "È ", "😺"]
        assert {piece["type"] for piece in pieces} == {"content"}
        stored = server.conversation("conv_123")["messages"][-1]
        assert complete == {
            "type": "complete",
            "message": stored,
            "usage": {"promptTokens": 12, "completionTokens": 4, "totalTokens": 16},
            "model": "m",
        }
        assert stored["content"] == "You said: È 😺"
        assert done == "[DONE]"


def test_the_early_stream() -> None:
    with EmbeddedChatRoutes(dialect="early") as server, client_of(server) as http:
        body = {"content": "a b c", "model": "m", "maxTokens": 3}
        *chunks, done = events(http.post(f"{PATH}/messages/stream", json=body).text)
        stored = server.conversation("conv_123")["messages"][-1]
        assert [chunk["choices"][0] for chunk in chunks] == [
            {"index": 0, "delta": {"role": "assistant"}, "finish_reason": None},
            {"index": 0, "delta": {"content": "You "}, "finish_reason": None},
            {"index": 0, "delta": {"content": "said: "}, "finish_reason": None},
            {"index": 0, "delta": {"content": "a "}, "finish_reason": None},
            {"index": 0, "delta": {}, "finish_reason": "length"},
        ]
        assert {(chunk["id"], chunk["model"], type(chunk["created"])) for chunk in chunks} == {(stored["id"], "m", int)}
        assert (stored["content"], done) == ("You said: a ", "[DONE]")


def test_a_client_that_leaves_a_stream_ends_it() -> None:
    with EmbeddedChatRoutes() as server, client_of(server) as http:
        with http.stream("POST", f"{PATH}/messages/stream", json={"content": "[tok:100000]"}) as response:
            next(response.iter_lines())
            assert server.open_streams == 1
        assert server.wait_for(lambda: server.open_streams == 0, PATIENCE)
        assert server.conversation("conv_123")["messages"][-1]["role"] == "user"


def _tree(http: httpx.Client) -> dict[str, Any]:
    fork = {"forkPointMessageId": "msg_455", "title": "Fork"}
    branch = data(http.post(f"{PATH}/fork", json=fork))["branch"]["id"]
    data(http.post(f"{PATH}/branches/{branch}/messages", json={"content": "other"}))
    return data(http.get(f"{PATH}/tree"))


def test_a_tree_of_branches_is_the_modern_one() -> None:
    with EmbeddedChatRoutes() as server, client_of(server) as http:
        tree = _tree(http)
    assert set(tree) == {"conversation", "branches"}
    assert tree["conversation"]["title"] == "Sample Conversation"
    (root,) = tree["branches"]
    assert (root["branch"]["title"], root["branch"]["isActive"], root["branch"]["_count"]) == (
        "Main",
        True,
        {"messages": 2},
    )
    assert [(one["branch"]["title"], one["children"]) for one in root["children"]] == [("Fork", [])]


def test_a_tree_of_messages_is_the_early_one() -> None:
    with EmbeddedChatRoutes(dialect="early") as server, client_of(server) as http:
        tree = _tree(http)
    assert set(tree) == {"conversation", "tree", "metadata"}
    assert tree["metadata"] == {"totalNodes": 4, "totalBranches": 2, "maxDepth": 3}
    root = tree["tree"]
    assert (root["id"], root["role"], root["branchInfo"]["title"]) == ("msg_455", "user", "Main")
    assert [(node["id"], node["branchInfo"]["title"]) for node in root["children"]] == [
        ("msg_456", "Main"),
        ("msg_1", "Fork"),
    ]


def test_a_tree_can_be_flat() -> None:
    with EmbeddedChatRoutes(tree="flat") as server, client_of(server) as http:
        tree = _tree(http)
    assert set(tree) == {"conversation", "branches", "mainBranch"}
    assert [branch["title"] for branch in tree["branches"]] == ["Main", "Fork"]
    assert tree["mainBranch"] == tree["branches"][0]


def test_a_tree_of_messages_needs_no_single_root() -> None:
    with EmbeddedChatRoutes(tree="messages", sample=False) as server, client_of(server) as http:
        id = server.add_conversation("Empty")
        empty = data(http.get(f"/conversations/{id}/tree"))
        assert (empty["tree"]["id"], empty["tree"]["children"], empty["metadata"]["maxDepth"]) == (id, [], 0)
        branch = data(http.post(f"/conversations/{id}/branches", json={"title": "B"}))["branch"]["id"]
        sent(http, id, "one")
        sent(http, id, "two", branch)
        two = data(http.get(f"/conversations/{id}/tree"))
        assert [node["content"] for node in two["tree"]["children"]] == ["one", "two"]


def test_a_tree_of_messages_may_be_too_deep() -> None:
    with EmbeddedChatRoutes(tree="messages", sample=False) as server, client_of(server) as http:
        deep = server.add_conversation(messages=[("user", "x")] * 400)
        assert data(http.get(f"/conversations/{deep}/tree"))["metadata"]["maxDepth"] == 400
        deeper = server.add_conversation(messages=[("user", "x")] * 401)
        assert http.get(f"/conversations/{deeper}/tree").json()["error"] == "Failed to get conversation tree"


@pytest.mark.parametrize(("spelling", "name"), [("snake", "anchor_message_id"), ("camel", "anchorMessageId")])
def test_checkpoints_are_spelled_in_two_ways(spelling: Any, name: str) -> None:
    with EmbeddedChatRoutes(checkpoints=spelling) as server, client_of(server) as http:
        main = data(http.get(f"{PATH}/branches"))["branches"][0]["id"]
        mark = {"branchId": main, "anchorMessageId": "msg_456"}
        made = data(http.post(f"{PATH}/checkpoints", json=mark))["checkpoint"]
        assert made[name] == "msg_456"
        assert data(http.get(f"{PATH}/checkpoints"))["checkpoints"] == [made]
        assert data(http.post(f"/checkpoints/{made['id']}/recreate"))["checkpoint"].keys() == made.keys()
        # the spelling of the requests of 0.2.0 and 0.2.1, which the service does not know (CONTRACT X12)
        wrong = http.post(f"{PATH}/checkpoints", json={"branch_id": main, "anchor_message_id": "msg_456"})
        assert wrong.status_code == 400
