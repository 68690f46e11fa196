"""The socket: its handshake, its turns, its errors and its end (CONTRACT §1 to §4)."""

from __future__ import annotations

import json
from typing import Any

import pytest
from websockets.exceptions import InvalidStatus

from .servers import WITHOUT_PROFILE, Server, answered, new_id

MISSING, INVALID, NO_KEY = "Missing token parameter", "Invalid or expired token", "Invalid API key"


@pytest.mark.parametrize(
    ("path", "headers", "status", "detail"),
    [
        ("/chat/ws", {}, 401, MISSING),
        ("/chat/ws?token=", {}, 401, MISSING),
        ("/chat/ws", {"Authorization": "Bearer {token}"}, 401, MISSING),
        ("/chat/ws?token=no-such-token", {}, 401, INVALID),
        ("/chat/ws?token=Bearer%20{token}", {}, 401, INVALID),
        ("/chat/ws?key=no-uuid&token={token}", {}, 401, NO_KEY),
        ("/chat/ws?token=" + WITHOUT_PROFILE, {}, 404, None),
        ("/chat/ws/?token={token}", {}, 403, None),
        ("/ws?token={token}", {}, 403, None),
    ],
)
def test_a_handshake_is_refused_with_its_reason(
    path: str, headers: dict[str, str], status: int, detail: str | None, server: Server
) -> None:
    if WITHOUT_PROFILE in path and server.embedded is None:
        pytest.skip("wants the token of somebody without a profile")
    filled = {name: value.format(token=server.token) for name, value in headers.items()}
    with pytest.raises(InvalidStatus) as caught, server.handshake(path.format(token=server.token), filled):
        pass
    response = caught.value.response
    assert response.status_code == status
    body = bytes(response.body or b"").decode()
    if detail is not None:
        assert json.loads(body) == {"detail": detail}
    assert ("detail" in body) == (status != 403)


def test_a_turn_ends_at_its_barrier_and_two_do_not_mix(server: Server) -> None:
    one, other = new_id(), new_id()
    messages = [{"type": "message", "thread_id": each, "content": "hello"} for each in (one, other)]
    with server.socket() as socket:
        frames = answered(socket, *messages)
    threads = [frame["thread_id"] for frame in frames if "thread_id" in frame]
    assert threads == sorted(threads, key=[one, other].index)


def test_a_history_of_a_new_thread_says_nothing_or_that_there_is_none(server: Server) -> None:
    with server.socket() as socket:
        frames = answered(socket, {"type": "history", "thread_id": new_id()})
    assert all(frame["type"] == "error" for frame in frames)
    assert all(frame["message"].startswith("Error retrieving history: ") for frame in frames)
    assert len(frames) <= 1


@pytest.mark.parametrize(
    ("frame", "message"),
    [
        ({"type": "zzz"}, "Unknown message type: zzz"),
        ({"type": "ping"}, "Unknown message type: ping"),
        ({"type": None}, "Unknown message type: None"),
        ({}, "'type'"),
        ({"type": "message", "content": "x"}, "'thread_id'"),
        ({"type": "message", "thread_id": "{id}"}, "'content'"),
        ({"type": "history"}, "Error retrieving history: 'thread_id'"),
        ({"type": "history", "thread_id": "x"}, "Invalid thread ID format"),
        ({"type": "message", "thread_id": "x", "content": "x"}, "Invalid UUID format"),
        ({"type": "message", "thread_id": "{id}", "agent_id": "x", "content": "x"}, "Invalid UUID format"),
        ({"type": "message", "thread_id": "{id}", "content": 5}, "Invalid UUID format"),
        ("", "Expecting value: line 1 column 1 (char 0)"),
        ("no JSON", "Expecting value: line 1 column 1 (char 0)"),
        (b"{}", "'text'"),
    ],
)
def test_what_is_wrong_is_an_error_and_the_socket_stays(frame: Any, message: str, server: Server) -> None:
    sent = {**frame, "thread_id": new_id()} if isinstance(frame, dict) and frame.get("thread_id") == "{id}" else frame
    with server.socket() as socket:
        assert answered(socket, sent) == [{"type": "error", "message": message}]
        assert answered(socket) == []


def test_an_idle_close_is_echoed(server: Server) -> None:
    with server.socket() as socket:
        answered(socket)
        socket.close()
        received = socket.protocol.close_rcvd
    assert received is not None
    assert received.code == 1000


FRAMES = {
    "srv": [
        {"type", "status", "content", "created_at", "role", "thread_id", "agent_id"},
    ],
    "doc": [
        {"type", "id", "thread_id", "job_id"},
        {"type", "id", "thread_id", "role", "content", "created_at"},
    ],
    "later": [
        {"type", "status", "content", "thought", "role", "created_at", "thread_id", "agent_id"},
        {"type", "status", "content", "created_at", "role", "thread_id", "agent_id"},
    ],
}


def test_the_frames_of_a_reply_have_the_keys_of_their_dialect(server: Server) -> None:
    if server.embedded is None:
        pytest.skip("which dialect a given server speaks is not known")
    with server.socket() as socket:
        frames = answered(socket, {"type": "message", "thread_id": new_id(), "content": "hello"})
    keys = [set(frame) for frame in frames]
    assert [each for place, each in enumerate(keys) if each not in keys[:place]] == FRAMES[server.dialect]
