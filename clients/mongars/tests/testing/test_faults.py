"""The answers that a test orders from an embedded monGARS."""

from __future__ import annotations

import json
import socket
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from mongars_client.testing import EmbeddedMonGARS, ManualClock, faults

from .helpers import CHAT, PATIENCE, client_of, said


def test_faults_come_in_their_order_and_as_often_as_told(server: EmbeddedMonGARS, http: httpx.Client) -> None:
    server.enqueue(faults.error(503, "a"), faults.error(502, [1], headers={"Retry-After": "2"}), times=2)
    answers = [http.get("/healthz") for _ in range(5)]
    assert [answer.status_code for answer in answers] == [503, 503, 502, 502, 200]
    assert answers[0].json() == {"detail": "a"}
    assert (answers[2].json(), answers[2].headers["retry-after"]) == ({"detail": [1]}, "2")
    assert server.enqueued == 0


def test_a_fault_waits_for_its_operation(server: EmbeddedMonGARS, http: httpx.Client) -> None:
    server.enqueue(faults.too_many_requests(), operation="chat")
    assert http.get("/healthz").status_code == 200
    assert http.post(CHAT, json={"message": "a"}).status_code == 429
    with pytest.raises(ValueError, match="no operation 'chats': expected one of change_password, chat, "):
        server.enqueue(faults.html(), operation="chats")
    server.enqueue(faults.html())
    server.reset()
    assert (server.enqueued, server.chats) == (0, [])


@pytest.mark.parametrize(
    ("fault", "status", "told"),
    [
        (faults.expired_token(), 401, "Invalid token: Token verification failed: Signature has expired."),
        (faults.invalid_token(), 401, "Invalid token: Token verification failed: Signature verification failed."),
        (faults.prompt_too_long(), 413, "Prompt exceeds the maximum supported token limit."),
        (faults.failed_chat(), 502, "Failed to generate chat response"),
        (faults.timed_out(), 504, "Chat response timed out"),
        (faults.approval_required("t"), 403, '"approval_token":"t"'),
        (faults.html(), 502, "<h1>Bad gateway</h1>"),
        (faults.Crash(), 500, "Internal Server Error"),
        (faults.Answer(204), 204, ""),
    ],
)
def test_an_answer_in_place_of_the_servers_own(
    fault: faults.Fault, status: int, told: str, server: EmbeddedMonGARS, http: httpx.Client
) -> None:
    server.enqueue(fault, operation="chat")
    answer = http.post(CHAT, json={"message": "a"})
    assert answer.status_code == status
    assert told in answer.text
    assert server.chats == []
    said(http, "b")


def test_an_operation_may_be_carried_out_before(server: EmbeddedMonGARS, http: httpx.Client) -> None:
    server.enqueue(faults.error(504, "late", performed=True), operation="chat")
    assert http.post(CHAT, json={"message": "a"}).json() == {"detail": "late"}
    assert [chat.message for chat in server.chats] == ["a"]


def test_a_connection_is_closed_before_the_body_is_read(server: EmbeddedMonGARS) -> None:
    server.enqueue(faults.Hangup(), operation="chat")
    head = f"POST {CHAT} HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\nContent-Length: 9\r\n\r\n"
    with socket.create_connection(("127.0.0.1", server.port), PATIENCE) as connection:
        connection.sendall(head.encode())  # and the server does not wait for the rest
        assert connection.recv(1) == b""
    assert (server.chats, [request.body for request in server.requests]) == ([], [b""])


def test_an_answer_is_late_by_the_clock(server: EmbeddedMonGARS, clock: ManualClock, http: httpx.Client) -> None:
    server.enqueue(faults.Delay(5))
    with ThreadPoolExecutor() as pool:
        answer = pool.submit(http.get, "/healthz")
        assert server.wait_for(lambda: server.requests and server.enqueued == 0)
        clock.advance(4)
        assert not answer.done()
        clock.advance(1)
        assert answer.result(PATIENCE).status_code == 200


def test_an_unknown_path_may_fail_too(server: EmbeddedMonGARS, http: httpx.Client) -> None:
    server.enqueue(faults.error(503, "a"), faults.Hangup())
    assert http.get("/nope").status_code == 503
    with pytest.raises(httpx.RemoteProtocolError):
        http.get("/nope")
    assert http.get("/nope").status_code == 404


def test_what_peers_seal_is_opened(http: httpx.Client, server: EmbeddedMonGARS) -> None:
    told = http.post("/api/v1/peer/message", json={"payload": server.peer_payload({"a": ["é", None]})})
    assert told.json() == {"status": "received", "data": {"a": ["é", None]}}
    with EmbeddedMonGARS() as other, client_of(other) as elsewhere:
        payload = server.peer_payload(1)
        refused = elsewhere.post("/api/v1/peer/message", json={"payload": payload})
        assert (refused.status_code, json.loads(refused.text)) == (400, {"detail": "Invalid peer payload"})
