"""What an embedded ChatRoutes keeps: conversations, branches, messages and checkpoints, and what goes with what."""

from __future__ import annotations

import httpx
import pytest

from chatroutes.testing import EmbeddedChatRoutes

from .helpers import client_of, created, data, sent


def test_a_conversation_is_created_read_changed_listed_and_deleted(http: httpx.Client) -> None:
    made = data(http.post("/conversations", json={"title": "One", "model": "m"}))["conversation"]
    assert (made["id"], made["title"], made["model"], made["messageCount"]) == ("conv_1", "One", "m", 0)
    assert [branch["isMain"] for branch in made["branches"]] == [True]
    path = f"/conversations/{made['id']}"
    assert data(http.get(path))["conversation"] == made
    changed = data(http.patch(path, json={"title": "Two"}))["conversation"]
    assert (changed["title"], changed["model"]) == ("Two", "m")
    assert changed["updatedAt"] > made["updatedAt"]
    assert [one["title"] for one in http.get("/conversations").json()["conversations"]] == ["Two"]
    assert http.delete(path).json() == {"success": True}
    assert http.get(path).json() == {"success": False, "error": "Conversation not found", "code": "NOT_FOUND"}
    assert http.delete(path).status_code == 404
    assert http.get("/conversations").json()["total"] == 0


def test_a_list_has_pages_newest_first_and_filters(service: EmbeddedChatRoutes, http: httpx.Client) -> None:
    for index in range(5):
        service.add_conversation(f"C{index}", shared=index == 0)

    def page(**query: str | int) -> tuple[list[str], int, int, bool]:
        body = http.get("/conversations", params=query).json()
        return [one["title"] for one in body["conversations"]], body["total"], body["pages"], body["hasNext"]

    with pytest.raises(ValueError, match="there is a conversation 'conv_1' already"):
        service.add_conversation(id="conv_1")
    assert page() == (["C4", "C3", "C2", "C1", "C0"], 5, 1, False)
    assert page(page=2, limit=2) == (["C2", "C1"], 5, 3, True)
    assert page(page=3, limit=2) == (["C0"], 5, 3, False)
    assert page(page=4, limit=2) == ([], 5, 3, False)
    assert page(filter="shared") == (["C0"], 1, 1, False)
    assert page(filter="owned", limit=4) == (["C4", "C3", "C2", "C1"], 4, 1, False)


def test_messages_follow_each_other_and_can_be_changed(http: httpx.Client) -> None:
    conversation = created(http)["id"]
    sent(http, conversation, "one")
    answer = sent(http, conversation, "two")
    assert (answer["role"], answer["content"]) == ("assistant", "You said: two")
    path = f"/conversations/{conversation}/messages"
    messages = data(http.get(path))["messages"]
    assert [message["content"] for message in messages] == ["one", "You said: one", "two", "You said: two"]
    assert [message["parentMessageId"] for message in messages] == [None, *(message["id"] for message in messages[:-1])]
    changed = data(http.patch(f"/messages/{messages[1]['id']}", json={"content": "Aha"}))["message"]
    assert changed["content"] == "Aha"
    assert changed["contentHash"] != messages[1]["contentHash"]
    assert http.delete(f"/messages/{messages[1]['id']}").json() == {"success": True}
    left = data(http.get(path))["messages"]
    assert [message["parentMessageId"] for message in left] == [None, left[0]["id"], left[1]["id"]]
    assert http.patch(f"/messages/{messages[1]['id']}", json={"content": "x"}).json()["error"] == "Message not found"


def test_a_branch_has_its_own_messages_and_begins_where_it_is_told(http: httpx.Client) -> None:
    conversation = created(http)
    path, main = f"/conversations/{conversation['id']}", conversation["branches"][0]["id"]
    first = sent(http, conversation["id"], "one")
    sent(http, conversation["id"], "two")
    fork = data(http.post(f"{path}/fork", json={"forkPointMessageId": first["id"], "title": "F"}))["branch"]
    assert (fork["parentBranchId"], fork["forkPointMessageId"]) == (main, first["id"])
    assert (fork["isMain"], fork["isActive"], fork["contextMode"], fork["messageCount"]) == (False, True, "FULL", 0)
    answer = sent(http, conversation["id"], "other", fork["id"])
    assert answer["metadata"]["context_message_count"] == 3
    own = data(http.get(f"{path}/branches/{fork['id']}/messages"))["messages"]
    assert [message["content"] for message in own] == ["other", "You said: other"]
    assert own[0]["parentMessageId"] == first["id"]
    assert data(http.get(f"{path}/messages", params={"branchId": fork["id"]}))["messages"] == own
    assert len(data(http.get(f"{path}/messages"))["messages"]) == 6
    branch = data(http.post(f"{path}/branches", json={"title": "B", "contextMode": "MINIMAL"}))["branch"]
    assert branch["parentBranchId"] == main
    assert sent(http, conversation["id"], "x", branch["id"])["metadata"] == {
        "model": "gpt-5",
        "responseTime": 0.0,
        "finishReason": "stop",
        "context_truncated": True,
        "checkpoint_used": False,
        "prompt_tokens": 4,
        "context_message_count": 2,
    }
    changes = {"title": "N", "isActive": False}
    assert data(http.patch(f"{path}/branches/{branch['id']}", json=changes))["branch"]["title"] == "N"
    refused = http.post(f"{path}/branches/{branch['id']}/messages", json={"content": "x"})
    assert (refused.status_code, refused.json()["code"]) == (409, "CONFLICT")
    listed = data(http.get(f"{path}/branches"))["branches"]
    assert [(one["title"], one["messageCount"]) for one in listed] == [("Main", 4), ("F", 2), ("N", 2)]


def test_a_deleted_branch_takes_with_it_what_hangs_on_it(service: EmbeddedChatRoutes, http: httpx.Client) -> None:
    conversation = created(http)
    path, main = f"/conversations/{conversation['id']}", conversation["branches"][0]["id"]
    sent(http, conversation["id"], "one")
    branch = data(http.post(f"{path}/branches", json={"title": "B"}))["branch"]["id"]
    answer = sent(http, conversation["id"], "two", branch)
    child = data(http.post(f"{path}/fork", json={"forkPointMessageId": answer["id"], "title": "C"}))["branch"]["id"]
    sent(http, conversation["id"], "three", child)
    mark = {"branchId": branch, "anchorMessageId": answer["id"]}
    checkpoint = data(http.post(f"{path}/checkpoints", json=mark))["checkpoint"]["id"]
    assert http.delete(f"{path}/branches/{main}").status_code == 409
    assert http.delete(f"{path}/branches/{branch}").json() == {"success": True}
    stored = service.conversation(conversation["id"])
    assert [one["id"] for one in stored["branches"]] == [main]
    assert [message["content"] for message in stored["messages"]] == ["one", "You said: one"]
    assert http.delete(f"/checkpoints/{checkpoint}").json()["error"] == "Checkpoint not found"
    assert http.get(f"{path}/branches/{child}/messages").json()["error"] == "Branch not found"


def test_a_merge_moves_the_messages_of_a_branch_to_the_one_that_it_left(http: httpx.Client) -> None:
    conversation = created(http)
    path, main = f"/conversations/{conversation['id']}", conversation["branches"][0]["id"]
    first = sent(http, conversation["id"], "one")
    branch = data(http.post(f"{path}/fork", json={"forkPointMessageId": first["id"], "title": "B"}))["branch"]["id"]
    inner = sent(http, conversation["id"], "branch", branch)
    child = data(http.post(f"{path}/fork", json={"forkPointMessageId": inner["id"], "title": "C"}))["branch"]["id"]
    sent(http, conversation["id"], "main")
    merged = data(http.post(f"{path}/branches/{branch}/merge"))["branch"]
    assert (merged["id"], merged["isActive"], merged["messageCount"]) == (branch, False, 0)
    line = data(http.get(f"{path}/branches/{main}/messages"))["messages"]
    assert [message["content"] for message in line if message["role"] == "user"] == ["one", "main", "branch"]
    assert [message["parentMessageId"] for message in line[1:]] == [message["id"] for message in line[:-1]]
    assert sent(http, conversation["id"], "on", child)["metadata"]["context_message_count"] == 7
    parents = {one["id"]: one["parentBranchId"] for one in data(http.get(f"{path}/branches"))["branches"]}
    assert parents == {main: None, branch: main, child: main}
    assert http.post(f"{path}/branches/{branch}/merge").status_code == 409
    assert http.post(f"{path}/branches/{main}/merge").status_code == 409


def test_checkpoints_are_created_used_recreated_and_deleted(http: httpx.Client) -> None:
    conversation = created(http)
    path, main = f"/conversations/{conversation['id']}", conversation["branches"][0]["id"]
    answer = sent(http, conversation["id"], "one")
    mark = {"branchId": main, "anchorMessageId": answer["id"]}
    made = data(http.post(f"{path}/checkpoints", json=mark))["checkpoint"]
    assert (made["branch_id"], made["anchor_message_id"], made["token_count"]) == (main, answer["id"], 4)
    assert data(http.get(f"{path}/checkpoints"))["checkpoints"] == [made]
    branch = data(http.post(f"{path}/branches", json={"title": "B"}))["branch"]["id"]
    assert data(http.get(f"{path}/checkpoints", params={"branchId": branch}))["checkpoints"] == []
    metadata = sent(http, conversation["id"], "two")["metadata"]
    assert (metadata["checkpoint_used"], metadata["context_message_count"]) == (True, 1)
    http.patch(f"/messages/{answer['id']}", json={"content": "Now longer than it was"})
    again = data(http.post(f"/checkpoints/{made['id']}/recreate"))["checkpoint"]
    assert (again["id"], again["token_count"], again["summary"] != made["summary"]) == (made["id"], 6, True)
    assert http.delete(f"/checkpoints/{made['id']}").json() == {"success": True}
    assert data(http.get(f"{path}/checkpoints"))["checkpoints"] == []
    late = sent(http, conversation["id"], "elsewhere")
    refused = http.post(f"{path}/checkpoints", json={"branchId": branch, "anchorMessageId": late["id"]})
    assert refused.json()["details"] == [{"field": "anchorMessageId", "message": "must be a message of the branch"}]


def test_suggestions_are_the_same_for_the_same_text(http: httpx.Client) -> None:
    text = "I need help with billing and also have a question about the API.\nCan you help?"

    def suggested(**more: object) -> tuple[list[str], dict[str, object]]:
        found = data(http.post("/autobranch/suggest-branches", json={"text": text, **more}))
        for one in found["suggestions"]:
            assert text[one["branchPoint"]["start"] : one["branchPoint"]["end"]] == one["triggerText"]
        return [one["triggerText"] for one in found["suggestions"]], found["metadata"]

    points = ["I need help with billing", "have a question about the API.", "Can you help?"]
    pattern = {"detectionMethod": "pattern", "totalBranchPointsFound": 3, "modelUsed": None}
    assert suggested() == suggested() == (points, pattern)
    assert suggested(suggestionsCount=2)[0] == points[:2]
    assert suggested(threshold=0.95)[0] == points[:1]
    hybrid = {"detectionMethod": "hybrid", "totalBranchPointsFound": 3, "modelUsed": "m"}
    assert suggested(hybridDetection=True, llmModel="m")[1] == hybrid
    assert data(http.get("/autobranch/health"))["status"] == "healthy"


@pytest.mark.parametrize("sample", [True, False])
def test_it_holds_what_the_readme_takes_for_granted(sample: bool) -> None:
    with EmbeddedChatRoutes(sample=sample) as server, client_of(server) as http:
        forked = http.post("/conversations/conv_123/fork", json={"forkPointMessageId": "msg_456", "title": "F"})
        assert forked.status_code == (200 if sample else 404)
        conversation = server.add_conversation(messages=[("user", "x")] * 460)
        counted = {message["id"] for message in server.conversation(conversation)["messages"]}
        assert len(counted) == 460
        assert ("msg_456" in counted) is not sample


def test_the_same_calls_have_the_same_answers_again_after_a_reset(
    service: EmbeddedChatRoutes, http: httpx.Client
) -> None:
    def run() -> list[object]:
        conversation = created(http)["id"]
        sent(http, conversation, "x")
        return [http.get(f"/conversations/{conversation}").json(), http.get("/conversations").json()]

    first = run()
    service.reset()
    assert run() == first
    assert len(service.requests) == 4
