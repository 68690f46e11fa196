"""Connections that the fault proxy freezes or delays."""

from __future__ import annotations

import socket
import time

import pytest

from openapi_facade.testing.faults import (
    Answer,
    Bytes,
    Delay,
    Direction,
    Edge,
    Frame,
    Freeze,
    OnRequest,
    OnResponse,
    Position,
)

from .net import (
    DIRECTIONS,
    EDGES,
    GET,
    OK,
    Net,
    each_direction,
    each_edge,
    ends,
    frame,
    frames,
    part,
    receive,
    receive_head,
    rest,
)


def assert_frozen(net: Net, sender: socket.socket, receiver: socket.socket, sent: bytes) -> None:
    """What is sent does not arrive until the thaw, and neither does the end."""
    sender.sendall(sent)
    sender.shutdown(socket.SHUT_WR)
    net.assert_silent(receiver)


@each_edge
@each_direction
def test_freeze_at_a_frame(net: Net, direction: Direction, edge: Edge) -> None:
    net.proxy.add(Freeze(when=Frame(3, direction=direction, edge=edge)))
    client, server = net.websocket()
    sender, receiver = ends(direction, client, server)
    whole, passes = b"".join(frames(direction)), part(frames(direction), 3, edge)
    sender.sendall(whole)
    assert receive(receiver, len(passes)) == passes
    net.proxy.wait_for(lambda: net.proxy.fired)
    assert_frozen(net, sender, receiver, b"")
    assert_frozen(net, receiver, sender, GET)
    assert net.proxy.connections[0].ended is None
    net.proxy.thaw()
    assert rest(receiver) == (whole[len(passes) :], "fin")
    assert rest(sender) == (GET, "fin")


@each_edge
@each_direction
def test_freeze_at_a_byte_in_one_direction(net: Net, direction: Direction, edge: Edge) -> None:
    net.proxy.add(Freeze(when=Bytes(7, direction, edge), direction=direction))
    sender, receiver = ends(direction, *net.connect())
    sender.sendall(GET)
    passes = GET[: 6 if edge == "before" else 7]
    assert receive(receiver, len(passes)) == passes
    receiver.sendall(OK)
    assert receive(sender, len(OK)) == OK
    net.assert_silent(receiver)
    net.proxy.thaw()
    assert receive(receiver, len(GET) - len(passes)) == GET[len(passes) :]


def test_freeze_as_a_connection_opens(net: Net) -> None:
    net.proxy.add(Freeze())
    client, server = net.connect()
    assert_frozen(net, client, server, GET)
    net.proxy.cut_all("rst")
    assert rest(server) == (b"", "rst")


@pytest.mark.parametrize("direction", [None, *DIRECTIONS])
def test_freeze_all(net: Net, direction: Direction | None) -> None:
    client, server = net.websocket()
    net.proxy.freeze_all(direction)
    for name in DIRECTIONS:
        sender, receiver = ends(name, client, server)
        if direction in (None, name):
            assert_frozen(net, sender, receiver, frame(b"x"))
        else:
            sender.sendall(frame(b"x"))
            assert receive(receiver, 3) == frame(b"x")
    net.proxy.thaw()
    sender, receiver = ends(direction or "to_client", client, server)
    assert rest(receiver) == (frame(b"x"), "fin")


def test_what_the_proxy_says_itself_is_frozen_too(net: Net) -> None:
    net.proxy.add(Answer(503))
    client, _ = net.connect()
    net.proxy.freeze_all("to_client")
    client.sendall(GET)
    net.proxy.wait_for(lambda: net.proxy.fired)
    net.assert_silent(client)
    net.proxy.thaw()
    assert receive_head(client)[0] == "HTTP/1.1 503 Service Unavailable"


@each_direction
def test_a_frozen_connection_hides_that_a_side_has_ended(net: Net, direction: Direction) -> None:
    sender, receiver = ends(direction, *net.connect())
    net.proxy.freeze_all()
    assert_frozen(net, sender, receiver, b"")
    net.proxy.thaw()
    assert rest(receiver) == (b"", "fin")


@pytest.mark.parametrize(
    "when",
    [None, *(Frame(2, d, e) for d in DIRECTIONS for e in EDGES), Bytes(9, "to_client"), OnRequest(), OnResponse("at")],
    ids=str,
)
def test_delay(net: Net, when: Position | None) -> None:
    net.proxy.add(Delay(0.05, when=when))
    start = time.monotonic()
    client, server = net.websocket()
    for direction in DIRECTIONS:
        sender, receiver = ends(direction, client, server)
        sent = b"".join(frames(direction))
        sender.sendall(sent)
        assert receive(receiver, len(sent)) == sent
    assert time.monotonic() - start >= 0.05
    assert len(net.proxy.fired) == 1
