"""Connections that the fault proxy cuts, and where."""

from __future__ import annotations

import select
import threading

from openapi_facade.testing.faults import Bytes, Cut, Direction, Edge, Fired, Frame, How, OnRequest, OnResponse

from .net import (
    GET,
    OK,
    POST,
    Net,
    dial_and_end,
    each_direction,
    each_edge,
    each_way,
    ends,
    frame,
    frames,
    part,
    receive,
    rest,
)


@each_way
@each_edge
@each_direction
def test_cut_at_a_frame(net: Net, direction: Direction, edge: Edge, by: How) -> None:
    cut = net.proxy.add(Cut(by=by, when=Frame(3, direction=direction, edge=edge)))
    client, server = net.websocket()
    sender, receiver = ends(direction, client, server)
    sender.sendall(b"".join(frames(direction)))
    assert rest(receiver) == (part(frames(direction), 3, edge), by)
    assert rest(sender) == (b"", by)
    [connection] = net.proxy.connections
    assert net.proxy.fired == [Fired(cut, connection)]
    assert connection.ended == by
    assert net.proxy.faults == []


@each_way
@each_edge
@each_direction
def test_cut_at_a_byte(net: Net, direction: Direction, edge: Edge, by: How) -> None:
    net.proxy.add(Cut(by=by, when=Bytes(len(POST) + 7, direction, edge)))
    client, server = net.connect()
    sender, receiver = ends(direction, client, server)
    sender.sendall(POST)
    assert receive(receiver, len(POST)) == POST
    sender.sendall(POST)
    assert rest(receiver) == (POST[: 6 if edge == "before" else 7], by)
    assert rest(sender) == (b"", by)


@each_edge
def test_a_cut_before_a_byte_waits_for_it_and_one_after_a_byte_does_not(net: Net, edge: Edge) -> None:
    net.proxy.add(Cut(when=Bytes(len(GET) + (edge == "before"), "to_server", edge)))
    client, server = net.connect()
    client.sendall(GET)
    assert receive(server, len(GET)) == GET
    if edge == "before":
        net.assert_silent(server)
        client.sendall(GET)
    assert rest(server) == (b"", "fin")


@each_way
@each_edge
def test_cut_at_a_request(net: Net, edge: Edge, by: How) -> None:
    net.proxy.add(Cut(by=by, when=OnRequest(edge), method="post", path="/mess*"))
    client, server = net.connect()
    client.sendall(GET)
    assert receive(server, len(GET)) == GET
    server.sendall(OK)
    assert receive(client, len(OK)) == OK
    client.sendall(POST)
    head = len(POST) - 5
    assert rest(server) == ({"before": b"", "at": POST[: head // 2], "after": POST}[edge], by)
    assert rest(client) == (b"", by)


@each_way
@each_edge
def test_cut_at_a_response(net: Net, edge: Edge, by: How) -> None:
    net.proxy.add(Cut(by=by, when=OnResponse(edge)))
    client, server = net.connect()
    client.sendall(POST)
    assert receive(server, len(POST)) == POST
    server.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
    assert receive(client, 25) == b"HTTP/1.1 100 Continue\r\n\r\n"
    server.sendall(OK)
    head = len(OK) - 10
    assert rest(client) == ({"before": b"", "at": OK[: head // 2], "after": OK}[edge], by)
    assert rest(server) == (b"", by)


@each_way
def test_cut_as_a_connection_opens(net: Net, by: How) -> None:
    net.proxy.add(Cut(by=by, times=2))
    assert [dial_and_end(net), dial_and_end(net)] == [(b"", by)] * 2
    client, server = net.connect()
    client.sendall(GET)
    assert receive(server, len(GET)) == GET
    assert [connection.ended for connection in net.proxy.connections] == [by, by, None]


def test_a_cut_in_good_order_stays_so_for_a_client_that_goes_on_sending(net: Net) -> None:
    net.proxy.add(Cut(by="fin", when=Frame(1, direction="to_server")))
    client, server = net.websocket()
    client.sendall(b"".join(frames("to_server")))
    assert rest(server) == (b"", "fin")
    client.sendall(b"".join(frames("to_server")) * 100_000)
    assert rest(client) == (b"", "fin")


@each_way
def test_a_reset_loses_nothing_that_was_to_pass(net: Net, by: How) -> None:
    sent = frame(bytes(8 << 20))
    net.proxy.add(Cut(by=by, when=Frame(1, edge="after")))
    client, server = net.websocket()
    sender = threading.Thread(target=server.sendall, args=(sent,))
    sender.start()
    got, how = rest(client)
    sender.join()
    assert (len(got), how) == (len(sent), by)


@each_way
def test_cut_all(net: Net, by: How) -> None:
    pairs = [net.connect(), net.websocket()]
    net.proxy.cut_all(by)
    assert net.proxy.open_connections == 0
    sides = {side for pair in pairs for side in pair}
    assert set(select.select(sides, [], [], 0)[0]) == sides
    assert [rest(side) for pair in pairs for side in pair] == [(b"", by)] * 4
    net.websocket()
