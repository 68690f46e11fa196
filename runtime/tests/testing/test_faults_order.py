"""Which faults strike, how often, in which order, and which wait."""

from __future__ import annotations

import socket
from contextlib import suppress

import pytest

from openapi_facade.testing.faults import (
    Answer,
    Bytes,
    Cut,
    CutBody,
    Delay,
    Fault,
    FaultProxy,
    Frame,
    Freeze,
    Insert,
    OnRequest,
    RandomFaults,
)

from .net import DIRECTIONS, GET, OK, PATIENCE, SWITCHING, Net, ends, fired, frame, frames, receive, rest


@pytest.mark.parametrize(
    "fault",
    [
        Cut(when=Frame(5)),
        Cut(when=Frame(6, direction="to_server")),
        Cut(when=Bytes(len(SWITCHING) + 19, "to_client")),
        Cut(when=Bytes(10_000, "to_client")),
        Cut(when=Bytes(10_000, "to_server", "before")),
        Cut(when=Frame(1), path="/ws"),
        Cut(when=Frame(1), path="/ws/alice", method="POST"),
        Cut(when=Bytes(1, "to_server", "before"), path="/plugins/"),
        Freeze(when=OnRequest(), path="/ws/alice?token=s"),
        Answer(503, path="/ws/"),
        CutBody(0),
        CutBody(0, path="/ws/alice"),
        Insert("x", when=Frame(5)),
    ],
    ids=repr,
)
def test_a_fault_whose_place_is_not_reached_waits(net: Net, fault: Fault) -> None:
    net.proxy.add(fault)
    client, server = net.websocket()
    client.sendall(frame(b"one more to the server", mask=True))
    receive(server, len(frame(b"one more to the server", mask=True)))
    for direction in DIRECTIONS:
        sender, receiver = ends(direction, client, server)
        sent = b"".join(frames(direction))
        sender.sendall(sent)
        assert receive(receiver, len(sent)) == sent
    assert net.proxy.fired == []
    assert net.proxy.faults == [fault]


def test_a_fault_that_another_connection_has_used_up_does_not_strike(net: Net) -> None:
    net.proxy.add(Freeze(when=Frame(1)))
    net.proxy.add(Insert("first"))
    net.proxy.add(Cut(when=Frame(1)))
    client, server = net.websocket()
    other, other_server = net.websocket()
    server.sendall(frame(b"x"))
    net.proxy.wait_for(lambda: len(net.proxy.fired) == 2)
    other_server.sendall(frame(b"x"))
    assert rest(other) == (b"", "fin")
    net.proxy.thaw()
    assert receive(client, 10) == frame(b"first") + frame(b"x")


@pytest.mark.parametrize(("times", "strikes"), [(1, 1), (2, 2), (None, 4)])
def test_a_fault_strikes_as_often_as_it_is_told(net: Net, times: int | None, strikes: int) -> None:
    fault = net.proxy.add(Cut(when=Bytes(1, "to_server"), times=times))
    ended = []
    for _ in range(4):
        client, server = net.connect()
        client.sendall(GET)
        client.shutdown(socket.SHUT_WR)
        ended.append(rest(server))
    assert ended == [(GET[:1], "fin")] * strikes + [(GET, "fin")] * (4 - strikes)
    assert fired(net.proxy) == [fault] * strikes
    assert net.proxy.faults == ([fault] if times is None else [])


def test_what_was_added_can_be_taken_back(net: Net) -> None:
    cut, answer = net.proxy.add(Cut()), net.proxy.add(Answer(503, times=None))
    always = net.proxy.add(RandomFaults(1, 1.0, kinds=(Answer,)))
    net.proxy.remove(cut)
    net.proxy.remove(cut)
    net.proxy.remove(always)
    assert net.proxy.faults == [answer]
    net.proxy.remove(answer)
    client, server = net.connect()
    client.sendall(GET)
    assert receive(server, len(GET)) == GET
    net.proxy.add(answer)
    net.proxy.add(always)
    net.proxy.clear()
    client.sendall(GET)
    assert receive(server, len(GET)) == GET


def test_faults_at_one_place_strike_in_the_order_they_were_added(net: Net) -> None:
    faults = [Insert("first", when=Frame(1)), Delay(0.0, when=Frame(1)), Cut(when=Frame(1)), Insert("last")]
    for fault in faults:
        net.proxy.add(fault)
    client, server = net.websocket()
    server.sendall(frame(b"x"))
    assert rest(client) == (frame(b"first"), "fin")
    assert fired(net.proxy) == faults[:3]


def test_a_run_with_random_faults_can_be_repeated(net: Net) -> None:
    def run() -> list[str]:
        with FaultProxy(f"http://127.0.0.1:{net.listener.getsockname()[1]}") as proxy:
            proxy.add(RandomFaults(2, 0.6, kinds=(Answer, Cut)))
            for _ in range(30):
                with (
                    socket.create_connection((proxy.host, proxy.port), PATIENCE) as client,
                    net.answer() as server,
                    suppress(OSError),  # a cut may come at any step
                ):
                    client.sendall(GET)
                    client.shutdown(socket.SHUT_WR)
                    if rest(server)[0] == GET:
                        server.sendall(OK)
            return [f"{one.connection.number}: {one.fault!r}" for one in proxy.fired]

    first = run()
    assert 10 < len(first) < 30
    assert run() == first
