"""Who may open a socket of an embedded monGARS, what comes on it, and how it ends."""

from __future__ import annotations

import json
import time
from typing import Any

import httpx
import pytest
from websockets.exceptions import InvalidMessage, InvalidStatus

from mongars_client.testing import EmbeddedMonGARS, ManualClock, faults
from mongars_client.testing._service.origins import admitted, admitted_lately

from .helpers import asked, end_of, joined, opened, received, said


@pytest.mark.parametrize(
    ("origin", "allowed", "now", "later"),
    [
        ("http://localhost:8000/", ["http://localhost:8000"], True, True),
        ("http://localhost:8000", ["http://localhost:8000"], False, True),
        ("http://elsewhere/", ["http://localhost:8000"], False, False),
        (None, ["http://localhost:8000"], False, False),
        (None, [], True, False),
        ("http://elsewhere/", [], True, True),
        ("http://192.168.1.2:3000", ["http://127.0.0.1", "http://localhost"], False, True),
        ("http://192.168.1.2:3000", ["http://127.0.0.1", "https://your.app"], False, False),
        ("http://8.8.8.8", ["http://127.0.0.1"], False, False),
    ],
)
def test_which_origins_are_let_in(origin: str | None, allowed: list[str], now: bool, later: bool) -> None:
    assert admitted(origin, allowed) is now
    assert admitted_lately(origin, allowed) is later


def test_the_newest_revision_lets_in_without_the_slash() -> None:
    with EmbeddedMonGARS(revision="d3e160e") as server:
        with opened(server, headers={"Origin": server.url}) as socket:
            assert received(socket)["data"] == {"origin": server.url}
        with pytest.raises(InvalidStatus), opened(server, headers={}):
            pass


def test_a_name_of_others_opens_no_socket(server: EmbeddedMonGARS) -> None:
    with pytest.raises(InvalidStatus) as caught, opened(server, headers={"Host": "elsewhere.example"}):
        pass
    assert caught.value.response.status_code in (400, 421)


def test_a_handshake_is_refused_on_demand(server: EmbeddedMonGARS) -> None:
    server.enqueue(faults.refused_handshake(), faults.error(503, "down"), faults.Crash(), operation="websocket")
    for status, body in ((403, b""), (503, b'{"detail":"down"}'), (500, b"Internal Server Error")):
        with pytest.raises(InvalidStatus) as caught, opened(server):
            pass
        assert (caught.value.response.status_code, caught.value.response.body) == (status, body)
    server.enqueue(faults.Hangup(), operation="websocket")
    with pytest.raises(InvalidMessage), opened(server):
        pass
    with joined(server):
        assert [socket.user for socket in server.sockets] == ["u1"]


ACKS: list[tuple[Any, dict[str, Any]]] = [
    ("", {"status": "error", "detail": "invalid_json"}),
    ("{", {"status": "error", "detail": "invalid_json"}),
    ("[" * 100_000, {"status": "error", "detail": "invalid_json"}),
    ([], {"status": "error", "detail": "invalid_envelope"}),
    ({"id": "a"}, {"status": "error", "detail": "missing_type"}),
    ({"id": "a", "type": 1}, {"status": "error", "detail": "missing_type"}),
    ({"type": "x"}, {"status": "error", "detail": "missing_id"}),
    ({"type": "pong", "id": ""}, {"status": "error", "detail": "missing_id"}),
    ({"type": "x", "id": 1}, {"status": "error", "detail": "missing_id"}),
    ({"type": "client.ping"}, {"status": "ok", "detail": "client.ping"}),
    ({"type": "pong", "id": "whatever"}, {"status": "ok"}),
    ({"type": "ping", "id": "a"}, {"status": "ok"}),
]


def test_each_frame_is_acknowledged(server: EmbeddedMonGARS) -> None:
    with joined(server) as socket:
        for frame, payload in ACKS:
            ack = asked(socket, frame)
            assert (ack["type"], ack["payload"]) == ("ack", payload), frame
            known = frame.get("id") if isinstance(frame, dict) else None
            assert ack["id"] == known if isinstance(known, str) and known else len(ack["id"]) == 36
        (seen,) = server.sockets
    assert seen.signs == 2
    assert json.loads(seen.frames[-1]) == {"type": "ping", "id": "a"}
    assert server.wait_for(lambda: not seen.is_open)


def test_a_socket_lives_as_long_as_its_pings_are_answered(server: EmbeddedMonGARS, clock: ManualClock) -> None:
    with joined(server) as socket:
        for _ in range(30):
            clock.advance(20)
            ping = received(socket)
            assert (ping["type"], ping["payload"]) == ("ping", None)
            assert asked(socket, {"type": "pong", "id": ping["id"]})["id"] == ping["id"]
        for _ in range(2):
            clock.advance(20)
            assert received(socket)["type"] == "ping"
        clock.advance(20)
        assert end_of(socket) == 1006


def test_a_message_close_ends_the_reading_and_not_the_socket(server: EmbeddedMonGARS, clock: ManualClock) -> None:
    with joined(server) as socket:
        assert asked(socket, {"type": "close", "id": "c"})["payload"] == {"status": "ok"}
        socket.send('{"type":"client.ping"}')
        socket.send(b"\0")
        server.publish("still.here", user="u1")
        assert received(socket)["type"] == "still.here"
        clock.advance(60)
        assert [received(socket)["type"] for _ in range(2)] == ["ping", "ping"]
        assert end_of(socket) == 1006


def test_silence_and_cuts(server: EmbeddedMonGARS, clock: ManualClock) -> None:
    with joined(server) as socket, joined(server, "u2") as other:
        with server.silence():
            clock.advance(100)
            server.publish("next")
            assert received(socket)["type"] == received(other)["type"] == "next"
        server.cut_sockets(user="u2")
        assert end_of(other) == 1006
        server.close_sockets(4001)
        assert end_of(socket) == 4001


def test_events_of_any_kind_and_frames_as_they_are(server: EmbeddedMonGARS) -> None:
    with joined(server) as socket, joined(server, "u2") as other:
        id = server.publish("ai_model.response_chunk", {"delta": "a"}, user="u1")
        assert {"id": id, "user": "u1", "data": {"delta": "a"}}.items() <= received(socket).items()
        everybody = server.publish("performance.alert", {"cpu": 99}, id="e")
        assert received(socket)["id"] == received(other)["id"] == everybody == "e"
        server.send("{", user="u2")
        assert other.recv() == "{"
        server.send({"type": "ack"})
        assert received(socket) == received(other) == {"type": "ack"}


def test_a_full_queue_ends_a_socket_with_1013(server: EmbeddedMonGARS) -> None:
    with joined(server) as socket:
        with server.hold_frames():
            for _ in range(32):
                server.publish("x")
        assert [received(socket)["type"] for _ in range(32)] == ["x"] * 32
        with server.hold_frames():
            for _ in range(33):
                server.publish("x")
            assert end_of(socket) == 1013


def test_events_beyond_the_limit_are_dropped_silently(clock: ManualClock) -> None:
    with EmbeddedMonGARS(event_limit=(2, 10), clock=clock) as server, joined(server) as socket:
        for number in range(4):
            server.publish("x", {"number": number})
        clock.advance(5)
        server.publish("x", {"number": 4})
        assert [received(socket)["data"]["number"] for _ in range(3)] == [0, 1, 4]


def test_a_stop_says_goodbye_unless_it_is_abrupt(server: EmbeddedMonGARS) -> None:
    with joined(server) as socket:
        server.stop()
        assert end_of(socket) == 1012
    server.start()
    with joined(server) as socket:
        server.stop(abruptly=True)
        assert end_of(socket) == 1006


def test_without_events_there_are_tickets_but_no_sockets(http: httpx.Client) -> None:
    with EmbeddedMonGARS(events=False) as server, pytest.raises(InvalidStatus), opened(server):
        pass


def test_the_time_of_this_machine_is_that_of_a_server_that_got_no_other() -> None:
    with EmbeddedMonGARS(heartbeat_interval=0.02, heartbeat_timeout=0.05) as server, joined(server) as socket:
        first = received(socket)
        assert first["type"] == "ping"
        said_at = server.publish("x")
        found = received(socket)
        while found["id"] != said_at:
            found = received(socket)
        assert abs(found["ts"] - time.time()) < 60


def test_a_snapshot_has_the_ten_newest_turns(server: EmbeddedMonGARS, clock: ManualClock, http: httpx.Client) -> None:
    for number in range(12):
        said(http, str(number))
        clock.advance(1)
    with opened(server) as socket:
        received(socket)
        snapshot = received(socket)["data"]["items"]
    assert [turn["query"] for turn in snapshot] == [str(number) for number in range(11, 1, -1)]
    assert set(snapshot[0]) == {"query", "response", "timestamp"}
    assert snapshot[0]["timestamp"].endswith("+00:00")
