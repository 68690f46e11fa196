"""A chat, and what is left of it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from .servers import ANSWERED, Server

CHAT = "/api/v1/conversation/chat"
HISTORY = "/api/v1/conversation/history"


def test_a_body_that_is_refused_uses_the_second_up(server: Server) -> None:
    _, http = server.user()
    assert http.post(CHAT, json={}).status_code == 422
    refused = http.post(CHAT, json={})
    assert refused.status_code == 429
    assert refused.json() == {"detail": "Too many requests: please wait before sending another message."}
    assert "retry-after" not in refused.headers


def test_a_history_stays_as_it_was_read_first(server: Server) -> None:
    name, http = server.user()
    assert http.get(HISTORY, params={"user_id": name}).json() == []
    assert http.post(CHAT, json={"message": "hello"}).status_code == 200
    assert http.get(HISTORY, params={"user_id": name}).json() == []


def test_a_chat_is_stored_and_told_to_all_sockets_of_its_user(server: Server) -> None:
    name, http = server.user()
    _, other = server.user()
    message = "<b>bold</b> & <script>alert(1)</script> a < b"
    with server.socket(http) as one, server.socket(http) as two, server.socket(other) as foreign:
        for socket in (one, two, foreign):
            for kind in ("ws.connected", "history.snapshot"):
                assert frame(socket)["type"] == kind
        answer = http.post(CHAT, json={"message": message}).json()
        event, same = frame(one), frame(two)
        foreign.send('{"type":"client.ping"}')
        assert frame(foreign)["type"] == "ack"
    assert event == same
    assert (event["type"], event["user"]) == ("chat.message", name)
    assert event["data"]["query"] == "<b>bold</b> &amp; alert(1) a &lt; b"
    assert event["data"]["response"] == answer["response"] == answer["speech_turn"]["text"]
    assert event["data"]["speech_turn"]["turn_id"] == answer["speech_turn"]["turn_id"]
    assert answer["speech_turn"]["created_at"].endswith("Z")
    assert event["data"]["timestamp"].endswith("+00:00")
    assert answer["confidence"] == min(len(answer["response"].split()) / 512, 1.0) or answer["confidence"] == 0.0


def test_chats_before_the_first_read_are_in_it(server: Server) -> None:
    name, http = server.user()
    assert http.post(CHAT, json={"message": "hello"}).status_code == 200
    (turn,) = http.get(HISTORY, params={"user_id": f" {name} "}).json()
    assert set(turn) == {"user_id", "query", "response", "timestamp", "expires_at"}
    assert (turn["user_id"], turn["query"]) == (name, "hello")
    assert pytest.approx(len(turn["timestamp"]), abs=7) == len(turn["expires_at"])


def frame(socket: Any) -> dict[str, Any]:
    """The next frame."""
    found: dict[str, Any] = json.loads(socket.recv(timeout=ANSWERED))
    return found
