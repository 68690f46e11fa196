"""The event socket: its handshake, its frames and its ends."""

from __future__ import annotations

import json
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from .servers import ORIGIN, Server

PATIENCE = 10.0


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/ws/chat/?t={ticket}", {}),
        ("/ws/chat/?t={ticket}", {"Origin": "http://localhost:8000"}),
        ("/ws/chat/?t={ticket}", {"Origin": "http://elsewhere.example/"}),
        ("/ws/chat/", {"Origin": ORIGIN}),
        ("/ws/chat/?t=", {"Origin": ORIGIN}),
        ("/ws/chat/?t=x.y.z", {"Origin": ORIGIN}),
        ("/ws/chat/?t={forged}", {"Origin": ORIGIN}),
        ("/ws/chat/?t={token}", {"Origin": ORIGIN}),
        ("/ws/chat?t={ticket}", {"Origin": ORIGIN}),
        ("/ws/nope?t={ticket}", {"Origin": ORIGIN}),
    ],
)
def test_a_handshake_is_refused_without_a_word(path: str, headers: dict[str, str], server: Server) -> None:
    _, http = server.user()
    ticket = http.post("/api/v1/auth/ws/ticket").json()["ticket"]
    token = http.headers["Authorization"].removeprefix("Bearer ")
    asked = path.format(ticket=ticket, forged=ticket[::-1], token=token)
    with pytest.raises(InvalidStatus) as caught, server.handshake(asked, headers):
        pass
    response = caught.value.response
    assert (response.status_code, response.body) == (403, b"")
    assert response.headers["Connection"] == "close"


def test_a_ticket_is_good_again_and_says_who_it_is(server: Server) -> None:
    name, http = server.user()
    _, other = server.user()
    ticket = http.post("/api/v1/auth/ws/ticket").json()["ticket"]
    headers = {"Origin": ORIGIN, "Authorization": other.headers["Authorization"]}
    for _ in range(2):
        with server.handshake(f"/ws/chat/?t={ticket}", headers) as socket:
            first, second = frame(socket), frame(socket)
        assert (first["type"], first["user"], first["data"]) == ("ws.connected", name, {"origin": ORIGIN})
        assert (second["type"], second["data"]) == ("history.snapshot", {"items": []})
        assert set(first) == set(second) == {"id", "type", "ts", "user", "data"}


def test_a_ticket_of_the_socket_is_none_for_http(server: Server) -> None:
    _, http = server.user()
    ticket = http.post("/api/v1/auth/ws/ticket").json()["ticket"]
    answer = http.get(f"/ws/chat/?t={ticket}")
    assert (answer.status_code, answer.json()) == (404, {"detail": "Not Found"})


@pytest.mark.parametrize(
    ("sent", "payload"),
    [
        ("", {"status": "error", "detail": "invalid_json"}),
        ("[]", {"status": "error", "detail": "invalid_envelope"}),
        ('{"id":"a"}', {"status": "error", "detail": "missing_type"}),
        ('{"type":"x"}', {"status": "error", "detail": "missing_id"}),
        ('{"type":"client.ping"}', {"status": "ok", "detail": "client.ping"}),
        ('{"type":"pong","id":"a"}', {"status": "ok"}),
        ('{"type":"chat.message","id":"a"}', {"status": "ok"}),
    ],
)
def test_a_frame_is_acknowledged(sent: str, payload: dict[str, str], server: Server) -> None:
    _, http = server.user()
    with server.socket(http) as socket:
        greeted(socket)
        socket.send(sent)
        ack = frame(socket)
    assert (set(ack), ack["type"], ack["payload"]) == ({"id", "type", "payload"}, "ack", payload)
    if '"id":"a"' in sent:
        assert ack["id"] == "a"


def test_a_ping_comes_after_twenty_seconds(server: Server) -> None:
    _, http = server.user()
    with server.socket(http) as socket:
        greeted(socket)
        ping = frame(socket, server.pass_time(20))
        assert (ping["type"], ping["payload"]) == ("ping", None)
        socket.send(json.dumps({"type": "pong", "id": ping["id"]}))
        assert frame(socket)["id"] == ping["id"]


def test_a_binary_frame_cuts_the_connection(server: Server) -> None:
    _, http = server.user()
    with server.socket(http) as socket:
        greeted(socket)
        socket.send(b"\0")
        with pytest.raises(ConnectionClosed) as caught:
            socket.recv(timeout=PATIENCE)
    assert caught.value.rcvd is None


@pytest.mark.parametrize("code", [1000, 4000])
def test_a_close_frame_is_echoed(code: int, server: Server) -> None:
    _, http = server.user()
    with server.socket(http) as socket:
        greeted(socket)
        socket.close(code)
        received = socket.protocol.close_rcvd
    assert received is not None
    assert received.code == code


def greeted(socket: Any) -> None:
    """Read the two frames with which a socket begins."""
    assert [frame(socket)["type"] for _ in range(2)] == ["ws.connected", "history.snapshot"]


def frame(socket: Any, timeout: float = PATIENCE) -> dict[str, Any]:
    """The next frame."""
    found: dict[str, Any] = json.loads(socket.recv(timeout=timeout))
    return found
