"""The event socket tells each event once, answers each ping, and notices that none comes. No socket, no clock."""

from __future__ import annotations

import json
import logging

import pytest

from mongars_client._protocol import EventProtocol
from mongars_client.errors import ConnectionLostError
from mongars_client.events import Connected, Event, Unknown
from openapi_facade.websocket.protocol import NEVER


def told(identifier: str, kind: str = "ws.connected") -> str:
    """An event as the server sends it."""
    return json.dumps({"id": identifier, "type": kind, "ts": 1.5, "user": "u1", "data": {"origin": ""}})


def ping(identifier: object) -> str:
    """A ping as the server sends it."""
    return json.dumps({"id": identifier, "type": "ping", "payload": None})


def ack(**payload: str) -> str:
    """What the server says to a frame of ours."""
    return json.dumps({"id": "a", "type": "ack", "payload": payload})


def receive(protocol: EventProtocol, text: str, now: float = 101.0) -> list[Event]:
    """What a frame tells, as the runtime takes it."""
    event = protocol.read(text)
    protocol.heard(now)
    return [] if event is None else [event]


@pytest.fixture
def protocol() -> EventProtocol:
    """A connected one."""
    protocol = EventProtocol()
    protocol.opened(100.0)
    return protocol


def test_an_event_is_told_once_over_all_connections(protocol: EventProtocol) -> None:
    (event,) = receive(protocol, told("e1"), 101.0)
    assert type(event) is Connected
    assert receive(protocol, told("e1"), 102.0) == []
    protocol.lost(ConnectionLostError("gone"), 102.0)
    protocol.opened(103.0)
    assert receive(protocol, told("e1", "peer.joined"), 104.0) == []
    assert [each.id for each in receive(protocol, told("e2"), 104.0)] == ["e2"]


def test_so_many_ids_are_remembered_and_no_more() -> None:
    protocol = EventProtocol(remembered=2)
    protocol.opened(0.0)
    assert [len(receive(protocol, told(each), 0.0)) for each in ("a", "b", "a", "c", "a", "b")] == [1, 1, 0, 1, 0, 1]
    assert len(protocol._told) == 2


def test_what_has_no_id_or_a_vast_one_is_told_each_time_and_not_remembered(protocol: EventProtocol) -> None:
    for text in ("no JSON", "[1]", "{}", told(""), told("x" * 257)):
        assert [len(receive(protocol, text, 101.0)) for _ in range(2)] == [1, 1]
    assert not protocol._told


@pytest.mark.parametrize("text", ["", "{", "no JSON", "[" * 100_000, "7" * 5_000, "null", '"x"'])
def test_a_frame_that_is_no_event_is_unknown(protocol: EventProtocol, text: str) -> None:
    (event,) = receive(protocol, text, 101.0)
    assert type(event) is Unknown
    assert event.type == event.id == ""


def test_each_ping_is_answered_with_its_id_and_is_no_event(protocol: EventProtocol) -> None:
    assert receive(protocol, ping("p1"), 101.0) == receive(protocol, ping("p2"), 102.0) == []
    assert [json.loads(each) for each in protocol.outgoing()] == [
        {"type": "pong", "id": "p1"},
        {"type": "pong", "id": "p2"},
    ]
    assert protocol.outgoing() == []


@pytest.mark.parametrize("identifier", [None, 7, "", "x" * 257, {}])
def test_a_ping_whose_id_cannot_be_given_back_is_answered_all_the_same(
    protocol: EventProtocol, identifier: object
) -> None:
    receive(protocol, ping(identifier), 101.0)
    assert [json.loads(each) for each in protocol.outgoing()] == [{"type": "client.ping"}]


def test_what_an_old_connection_was_to_send_does_not_go_out_over_the_next(protocol: EventProtocol) -> None:
    receive(protocol, ping("p1"), 101.0)
    protocol.opened(102.0)
    assert protocol.outgoing() == []
    receive(protocol, ping("p2"), 103.0)
    protocol.lost(ConnectionLostError("gone"), 102.0)
    assert protocol.outgoing() == []


def test_an_ack_is_no_event_and_an_error_is_logged_in_words_of_ours(
    protocol: EventProtocol, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "mongars_client")
    for text in (ack(status="ok"), ack(status="ok", detail="client.ping"), '{"type": "ack", "id": "a"}'):
        assert receive(protocol, text, 101.0) == []
    assert not caplog.records
    receive(protocol, ack(status="error", detail="missing_id"), 101.0)
    receive(protocol, ack(status="error", detail="eyJhbGciOi.secret"), 101.0)
    assert [record.getMessage() for record in caplog.records] == [
        "the server did not understand a frame of ours: missing_id",
        "the server did not understand a frame of ours: for no known reason",
    ]
    assert protocol.outgoing() == []


@pytest.mark.parametrize("kind", ["ping", "ack"])
def test_an_event_may_have_the_name_of_a_control_frame(protocol: EventProtocol, kind: str) -> None:
    assert [each.type for each in receive(protocol, told("e1", kind), 101.0)] == [kind]
    assert protocol.outgoing() == []


@pytest.mark.parametrize("text", [ping("p"), told("e"), ack(status="ok"), "no JSON"])
def test_any_frame_is_a_sign_of_life(protocol: EventProtocol, text: str) -> None:
    assert protocol.due() == 145.0
    receive(protocol, text, 120.0)
    assert protocol.due() == 165.0
    assert protocol.tick(164.9) == ""


def test_silence_is_noticed_once_for_each_connection(protocol: EventProtocol) -> None:
    receive(protocol, ping("p1"), 120.0)
    assert "nothing for 46 s" in protocol.tick(166.0)
    assert protocol.tick(200.0) == ""
    assert protocol.due() == NEVER
    assert protocol.outgoing() == []
    protocol.opened(300.0)
    assert "nothing for 45 s" in protocol.tick(345.0)


def test_nothing_is_due_without_a_connection() -> None:
    protocol = EventProtocol(patience=3.0)
    assert (protocol.due(), protocol.tick(1e9)) == (NEVER, "")
    protocol.opened(10.0)
    assert protocol.due() == 13.0
    protocol.lost(ConnectionLostError("gone"), 102.0)
    assert (protocol.due(), protocol.tick(1e9)) == (NEVER, "")


def test_it_never_sends_the_message_that_stops_the_server_from_listening(protocol: EventProtocol) -> None:
    for text in (ping("p1"), told("e1"), ack(status="error"), '{"type": "close", "id": "c"}', ping(None), "x"):
        receive(protocol, text, 101.0)
    assert {json.loads(each)["type"] for each in protocol.outgoing()} == {"pong", "client.ping"}
