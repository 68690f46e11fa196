"""The answers and the ends of streams that a test orders from an embedded ChatRoutes."""

from __future__ import annotations

import time
from typing import Any

import httpx
import pytest

from chatroutes.testing import EmbeddedChatRoutes, faults

from .helpers import PATIENCE, client_of, created, events, sent


def test_faults_come_in_their_order_and_as_often_as_told(service: EmbeddedChatRoutes, http: httpx.Client) -> None:
    service.enqueue(faults.error(503, "a"), faults.error(502, "b", code="B", details=[1]), times=2)
    answers = [http.get("/conversations") for _ in range(5)]
    assert [answer.status_code for answer in answers] == [503, 503, 502, 502, 200]
    assert answers[0].json() == {"success": False, "error": "a"}
    assert answers[2].json() == {"success": False, "error": "b", "code": "B", "details": [1]}
    assert service.enqueued == 0


def test_a_fault_waits_for_its_operation(service: EmbeddedChatRoutes, http: httpx.Client) -> None:
    service.enqueue(faults.failed_send(), operation="messages_send")
    conversation = created(http)["id"]
    failed = http.post(f"/conversations/{conversation}/messages", json={"content": "x"})
    assert (failed.status_code, failed.json()) == (500, {"success": False, "error": "Failed to send message"})
    assert service.conversation(conversation)["messages"] == []
    with pytest.raises(ValueError, match="no operation 'send': expected one of autobranch_health, "):
        service.enqueue(faults.failed_send(), operation="send")
    service.enqueue(faults.html(404), faults.html())
    service.reset()
    assert service.enqueued == 0


@pytest.mark.parametrize(
    ("told", "body", "header"),
    [("body", 2.5, None), ("header", None, "2.5"), ("both", 2.5, "2.5"), ("nowhere", None, None)],
)
def test_a_limit_says_how_long_to_wait(told: Any, body: float | None, header: str | None) -> None:
    with EmbeddedChatRoutes() as server, client_of(server) as http:
        server.enqueue(faults.rate_limited(2.5, told=told))
        limited = http.get("/conversations")
    assert (limited.status_code, limited.json()["code"]) == (429, "RATE_LIMIT_EXCEEDED")
    assert (limited.json().get("retryAfter"), limited.headers.get("retry-after")) == (body, header)


def test_answers_that_are_none(service: EmbeddedChatRoutes, http: httpx.Client) -> None:
    service.enqueue(
        faults.unsuccessful("nope"),
        faults.html(),
        faults.quota_exceeded(),
        faults.Answer(200, [1, 2], {"X-Request-Id": "mine"}),
        faults.Answer(200, "{", {"Content-Type": "application/json"}),
        faults.Answer(200, b"\xff"),
        faults.Answer(302, headers={"Location": "/elsewhere"}),
    )
    answers = [http.get("/conversations") for _ in range(7)]
    assert answers[0].json() == {"success": False, "message": "nope"}
    assert answers[1].headers["content-type"].startswith("text/html")
    assert (answers[2].status_code, answers[2].json()["code"]) == (429, "QUOTA_EXCEEDED")
    assert (answers[3].json(), answers[3].headers["x-request-id"]) == ([1, 2], "mine")
    assert (answers[4].text, answers[4].headers["content-type"]) == ("{", "application/json")
    assert answers[5].content == b"\xff"
    assert (answers[6].status_code, answers[6].headers["location"], answers[6].content) == (302, "/elsewhere", b"")
    assert http.get("/conversations").headers["x-request-id"] == "req_8"


def test_a_deletion_may_have_no_content(service: EmbeddedChatRoutes, http: httpx.Client) -> None:
    service.enqueue(faults.no_content(), operation="conversations_delete")
    deleted = http.delete(f"/conversations/{created(http)['id']}")
    assert (deleted.status_code, deleted.content) == (204, b"")
    assert http.get("/conversations").json()["total"] == 0
    with EmbeddedChatRoutes(no_content=True) as server, client_of(server) as other:
        assert other.delete("/messages/msg_456").status_code == 204


@pytest.mark.parametrize("performed", [True, False])
def test_an_answer_may_be_lost(service: EmbeddedChatRoutes, http: httpx.Client, performed: bool) -> None:
    conversation = created(http)["id"]
    service.enqueue(faults.Hangup(performed), faults.error(502, "lost", performed=performed))
    with pytest.raises(httpx.RemoteProtocolError):
        sent(http, conversation, "x")
    lost = http.post(f"/conversations/{conversation}/messages/stream", json={"content": "x"})
    assert lost.status_code == 502
    assert len(service.conversation(conversation)["messages"]) == (4 if performed else 0)


def test_an_answer_may_be_slow(service: EmbeddedChatRoutes, http: httpx.Client) -> None:
    service.enqueue(faults.Delay(0.2))
    before = time.monotonic()
    created(http)
    assert time.monotonic() - before >= 0.2
    service.enqueue(faults.Delay(60))
    with pytest.raises(httpx.ReadTimeout):
        http.post("/conversations", json={"title": "never"}, timeout=httpx.Timeout(PATIENCE, read=0.1))
    assert http.get("/conversations").json()["total"] == 1


@pytest.mark.parametrize("dialect", ["modern", "early"])
@pytest.mark.parametrize(
    ("then", "last"),
    [
        ("end", []),
        ("error", [{"type": "error", "error": "quota"}]),
        ("error_event", ["error", {"error": "quota"}]),
    ],
)
@pytest.mark.parametrize("after", [0, 2, 9])
def test_a_stream_may_end_without_its_last_event(dialect: Any, then: Any, last: list[Any], after: int) -> None:
    with EmbeddedChatRoutes(dialect=dialect) as server, client_of(server) as http:
        server.enqueue(faults.Interrupted(after, then, "quota"))
        seen = events(http.post("/conversations/conv_123/messages/stream", json={"content": "x y"}).text)
    pieces = [
        text
        for one in seen
        if isinstance(one, dict)
        if (text := one.get("content") or one.get("choices", [{}])[0].get("delta", {}).get("content"))
    ]
    assert pieces == ["You ", "said: ", "x ", "y"][:after]
    first = [] if dialect == "modern" else seen[:1]
    assert seen[len(first) + len(pieces) :] == last


@pytest.mark.parametrize("dialect", ["modern", "early"])
def test_a_stream_may_break_or_stall(dialect: Any) -> None:
    url, body = "/conversations/conv_123/messages/stream", {"content": "x"}
    with EmbeddedChatRoutes(dialect=dialect) as server, client_of(server) as http:
        server.enqueue(faults.Interrupted(1, "break"), faults.Interrupted(1, "stall"))
        assert http.get("/conversations").status_code == 200  # no stream: they wait on
        with http.stream("POST", url, json=body) as response:
            lines = response.iter_lines()
            assert "You" in next(line for line in lines if '"content"' in line)
            with pytest.raises(httpx.RemoteProtocolError):
                list(lines)
        assert server.wait_for(lambda: server.open_streams == 0, PATIENCE)
        with http.stream("POST", url, json=body) as response:
            lines = response.iter_lines()
            assert "You" in next(line for line in lines if '"content"' in line)
            assert server.open_streams == 1
        assert server.wait_for(lambda: server.open_streams == 0, PATIENCE)
        assert [message["role"] for message in server.conversation("conv_123")["messages"]][2:] == ["user", "user"]


def test_a_stream_may_be_anything(service: EmbeddedChatRoutes, http: httpx.Client) -> None:
    pieces = [": comment\n\n", 'data:{"type":"content",\r\n', {"a": "\u2028"}, b"data: \xff\n\n", "\ud800"]
    service.enqueue(faults.Events(pieces, pause=0.001), faults.Events([], "break"), faults.Events(["x"], "stall"))
    with http.stream("POST", "/conversations/none/messages/stream", json={}) as response:
        assert response.headers["content-type"].startswith("text/event-stream")
        got = list(response.iter_raw())
    assert got == [
        b": comment\n\n",
        b'data:{"type":"content",\r\n',
        b'data: {"a": "\xe2\x80\xa8"}\n\n',
        b"data: \xff\n\n",
        b"?",
    ]
    with pytest.raises(httpx.RemoteProtocolError):
        http.post("/conversations/none/messages/stream")
    with http.stream("POST", "/conversations/none/messages/stream") as response:
        assert next(response.iter_raw()) == b"x"
    assert service.wait_for(lambda: service.open_streams == 0, PATIENCE)


@pytest.mark.parametrize("then", ["end", "break"])
def test_a_stream_may_come_without_chunks(service: EmbeddedChatRoutes, http: httpx.Client, then: Any) -> None:
    service.enqueue(faults.Events([{"type": "content"}, b"data: [DONE]\n\n"], then, chunked=False))
    answer = http.post("/conversations/none/messages/stream")
    assert "transfer-encoding" not in answer.headers
    assert events(answer.text) == [{"type": "content"}, "[DONE]"]
    assert http.get("/conversations").status_code == 200
