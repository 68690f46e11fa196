"""What the fault proxy says itself: answers in the server's place, bodies cut short, frames between the server's."""

from __future__ import annotations

import pytest

from openapi_facade.testing.faults import Answer, CutBody, Edge, Frame, How, Huge, Insert

from .net import (
    CHUNKED,
    GET,
    OK,
    POST,
    SWITCHING,
    UNTIL_CLOSE,
    UPGRADE,
    Net,
    each_way,
    fired,
    frame,
    frames,
    receive,
    receive_head,
    reset,
    rest,
)


class Quoted(Huge):
    """A huge frame that is a message of some API."""

    opening, closing = b'{"":', b"}"


@pytest.mark.parametrize("retry_after", [None, 1, 0.5, "Wed, 21 Oct 2026 07:28:00 GMT"])
@pytest.mark.parametrize("status", [429, 502, 503])
def test_answer(net: Net, status: int, retry_after: float | str | None) -> None:
    net.proxy.add(Answer(status, retry_after=retry_after, body="niño", headers={"X-From": "proxy"}))
    client, server = net.connect()
    client.sendall(POST)
    head = receive_head(client)
    assert head[0].startswith(f"HTTP/1.1 {status} ")
    assert head[1:] == [
        "Content-Length: 5",
        "X-From: proxy",
        *([] if retry_after is None else [f"Retry-After: {retry_after}"]),
    ]
    assert receive(client, 5) == "niño".encode()
    client.sendall(GET)
    assert receive(server, len(GET)) == GET  # and nothing of the POST
    [connection] = net.proxy.connections
    assert connection.requests == [("POST", "/message"), ("GET", "/plugins/")]
    assert (connection.to_server.bytes, connection.to_client.bytes) == (len(GET), 0)


def test_answers_and_the_server_take_turns_on_one_connection(net: Net) -> None:
    net.proxy.add(Answer(503, body=b"busy", path="/plugins/", method="GET", times=2))
    client, server = net.connect()
    for request, answered in ((POST, False), (GET, True), (POST, False), (GET, True), (GET, False)):
        client.sendall(request)
        if answered:
            assert receive_head(client)[0] == "HTTP/1.1 503 Service Unavailable"
            assert receive(client, 4) == b"busy"
        else:
            assert receive(server, len(request)) == request
            server.sendall(OK)
            assert receive(client, len(OK)) == OK
    assert len(net.proxy.fired) == 2


def test_a_chunked_request_is_swallowed_and_a_head_is_answered_without_a_body(net: Net) -> None:
    net.proxy.add(Answer(502, body=b"bad", times=2))
    client, server = net.connect()
    client.sendall(b"PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\nHEAD / HTTP/1.1\r\n\r\n")
    assert receive_head(client)[0] == "HTTP/1.1 502 Bad Gateway"
    assert receive(client, 3) == b"bad"
    assert receive_head(client)[1:] == ["Content-Length: 3"]
    client.sendall(GET)
    assert receive(server, len(GET)) == GET


def test_a_refused_handshake_ends_the_connection(net: Net) -> None:
    net.proxy.add(Answer(403, path="/ws*"))
    client, server = net.connect()
    client.sendall(UPGRADE)
    assert rest(client) == (b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", "fin")
    assert rest(server) == (b"", "fin")


@each_way
@pytest.mark.parametrize("after", [0, 1, 4, 5, 9])
@pytest.mark.parametrize("response", [OK, CHUNKED, UNTIL_CLOSE], ids=["length", "chunked", "until-close"])
def test_cut_body(net: Net, response: bytes, after: int, by: How) -> None:
    net.proxy.add(CutBody(after, by=by, path="/plugins/"))
    client, server = net.connect()
    client.sendall(POST)
    assert receive(server, len(POST)) == POST
    server.sendall(OK)
    assert receive(client, len(OK)) == OK
    client.sendall(GET)
    assert receive(server, len(GET)) == GET
    server.sendall(response)
    got, how = rest(client)
    next_byte = response.index(b"%d" % after, response.index(b"\r\n\r\n") + (7 if response is CHUNKED else 4))
    assert (got, how) == (response[:next_byte], by)
    assert rest(server) == (b"", by)


def test_a_body_that_is_no_longer_than_that_passes(net: Net) -> None:
    net.proxy.add(CutBody(10))
    client, server = net.connect()
    for response in (OK, CHUNKED):
        client.sendall(GET)
        assert receive(server, len(GET)) == GET
        server.sendall(response)
        assert receive(client, len(response)) == response
    assert net.proxy.fired == []


@pytest.mark.parametrize("edge", ["before", "after"])
@pytest.mark.parametrize(
    ("insert", "expected"),
    [
        ("this is not JSON: niño", frame("this is not JSON: niño".encode())),
        ('{"type": "unheard-of"}', frame(b'{"type": "unheard-of"}')),
        (b"\x00\xff", frame(b"\x00\xff", 2)),
        (Huge(1), frame(b"x")),
        (Huge(1 << 20), frame(b"x" * (1 << 20))),
        (Quoted(4), frame(b"xxxx")),
        (Quoted(5), frame(b'{"":}')),
        (Quoted(100), frame(b'{"":' + b"x" * 95 + b"}")),
    ],
    ids=["not-json", "unknown-type", "binary", "huge-1", "huge-1M", "no-room", "just-room", "message"],
)
def test_insert(net: Net, insert: str | bytes | Huge, expected: bytes, edge: Edge) -> None:
    net.proxy.add(Insert(insert, when=Frame(3, edge=edge), path="/ws/alice"))
    client, server = net.websocket()
    sent = frames("to_client")
    server.sendall(b"".join(sent))
    at = 2 if edge == "before" else 3
    whole = b"".join([*sent[:at], expected, *sent[at:]])
    assert receive(client, len(whole)) == whole
    assert net.proxy.connections[0].to_client.frames == 4
    assert net.proxy.connections[0].to_client.bytes == len(SWITCHING) + len(b"".join(sent))


def test_a_close_frame_can_be_put_in(net: Net) -> None:
    net.proxy.add(Insert((1013).to_bytes(2, "big") + b"later", opcode=8))
    client, server = net.websocket()
    server.sendall(frame(b"x"))
    assert receive(client, 12) == frame(b"\x03\xf5later", 8) + frame(b"x")


def test_a_message_in_fragments_is_not_interrupted_by_another(net: Net) -> None:
    data = net.proxy.add(Insert("DATA", when=Frame(2)))
    control = net.proxy.add(Insert(b"CTRL", when=Frame(2), opcode=9))
    client, server = net.websocket()
    fragments = [frame(b"1", last=False), frame(b"2", 0, last=False), frame(b"", 10), frame(b"4", 0), frame(b"5")]
    server.sendall(b"".join(fragments))
    first, *middle, last = fragments
    expected = first + frame(b"CTRL", 9) + b"".join(middle) + frame(b"DATA") + last
    assert receive(client, len(expected)) == expected
    assert fired(net.proxy) == [data, control]


def test_a_huge_frame_goes_on_until_the_client_has_enough(net: Net) -> None:
    net.proxy.add(Insert(Huge(1 << 40)))
    client, server = net.websocket()
    server.sendall(frame(b"x"))
    assert receive(client, 10) == b"\x81\x7f" + (1 << 40).to_bytes(8, "big")
    reset(client)
    assert rest(server) == (b"", "rst")
