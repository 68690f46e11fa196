"""The fault proxy over real sockets: a test plays both the client and the server, so it knows every byte of both."""

from __future__ import annotations

import select
import socket
import struct
import threading
import time
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field

import pytest

from openapi_facade.testing.faults import (
    Answer,
    Bytes,
    Cut,
    CutBody,
    Delay,
    Direction,
    Edge,
    Fault,
    FaultProxy,
    Fired,
    Frame,
    Freeze,
    How,
    Huge,
    Insert,
    OnRequest,
    OnResponse,
    Position,
    RandomFaults,
)

PATIENCE = 10.0  # seconds until a test fails that waits for bytes
GET = b"GET /plugins/?query=x HTTP/1.1\r\nHost: api\r\n\r\n"
POST = b"POST /message HTTP/1.1\r\nHost: api\r\nContent-Length: 5\r\n\r\nhello"
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n0123456789"
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n0123\r\n6\r\n456789\r\n0\r\n\r\n"
UNTIL_CLOSE = b"HTTP/1.1 200 OK\r\n\r\n0123456789"
UPGRADE = b"GET /ws/alice?token=s HTTP/1.1\r\nHost: api\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"
SWITCHING = b"HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"
DIRECTIONS: tuple[Direction, ...] = ("to_server", "to_client")
EDGES: tuple[Edge, ...] = ("before", "at", "after")
each_direction = pytest.mark.parametrize("direction", DIRECTIONS)
each_edge = pytest.mark.parametrize("edge", EDGES)
each_way = pytest.mark.parametrize("by", ["fin", "rst"])


class Quoted(Huge):
    """A huge frame that is a message of some API."""

    opening, closing = b'{"":', b"}"


@dataclass
class Net:
    """A proxy, and a listening socket behind it."""

    proxy: FaultProxy
    listener: socket.socket
    closing: ExitStack = field(repr=False)

    def dial(self) -> socket.socket:
        """A client's socket."""
        return self.closing.enter_context(socket.create_connection((self.proxy.host, self.proxy.port), PATIENCE))

    def answer(self) -> socket.socket:
        """The server's end of the next connection."""
        server = self.closing.enter_context(self.listener.accept()[0])
        server.settimeout(PATIENCE)
        return server

    def connect(self) -> tuple[socket.socket, socket.socket]:
        return self.dial(), self.answer()

    def websocket(self) -> tuple[socket.socket, socket.socket]:
        client, server = self.connect()
        client.sendall(UPGRADE)
        assert receive(server, len(UPGRADE)) == UPGRADE
        server.sendall(SWITCHING)
        assert receive(client, len(SWITCHING)) == SWITCHING
        return client, server

    def assert_silent(self, *sides: socket.socket) -> None:
        """Nothing arrives here, though all that was sent before had the time that a whole other connection takes."""
        client, server = self.connect()
        for sender, receiver in ((client, server), (server, client)):
            sender.sendall(GET)
            receive(receiver, len(GET))
        assert select.select(sides, [], [], 0)[0] == []


@pytest.fixture
def net() -> Iterator[Net]:
    with ExitStack() as closing:
        listener = closing.enter_context(socket.create_server(("127.0.0.1", 0), backlog=1024))
        listener.settimeout(PATIENCE)
        proxy = closing.enter_context(FaultProxy(f"http://127.0.0.1:{listener.getsockname()[1]}"))
        yield Net(proxy, listener, closing)


def receive(side: socket.socket, count: int) -> bytes:
    """Exactly `count` bytes, or the fewer that come before the end."""
    data = b""
    while len(data) < count and (piece := side.recv(count - len(data))):
        data += piece
    return data


def rest(side: socket.socket) -> tuple[bytes, str]:
    """All bytes up to the end, and how it ended."""
    data = b""
    try:
        while piece := side.recv(65536):
            data += piece
    except ConnectionResetError:
        return data, "rst"
    return data, "fin"


def reset(side: socket.socket) -> None:
    side.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    side.close()


def dial_and_end(net: Net) -> tuple[bytes, str]:
    """A connection that ends at once: how, for a reset may come within `connect` already."""
    try:
        return rest(net.dial())
    except ConnectionResetError:
        return b"", "rst"


def frame(payload: bytes, opcode: int = 1, *, last: bool = True, mask: bool = False) -> bytes:
    first = (0x80 if last else 0) | opcode
    length = len(payload)
    if length < 126:
        header = bytes((first, length | (0x80 if mask else 0)))
    else:
        header = bytes((first, 127 | (0x80 if mask else 0))) + length.to_bytes(8, "big")
    return header + (bytes(4) if mask else b"") + payload


def frames(direction: Direction) -> list[bytes]:
    """Four frames, of which the second is a control frame; the third has 6 bytes of payload."""
    mask = direction == "to_server"
    return [frame(b"1", mask=mask), frame(b"", 9, mask=mask), frame(b"three!", mask=mask), frame(b"4", mask=mask)]


def ends(direction: Direction, client: socket.socket, server: socket.socket) -> tuple[socket.socket, socket.socket]:
    """Who sends and who receives in this direction."""
    return (client, server) if direction == "to_server" else (server, client)


def part(whole: list[bytes], number: int, edge: Edge) -> bytes:
    """What passes of these pieces before a fault at the `number`-th."""
    done = b"".join(whole[: number - 1])
    piece = whole[number - 1]
    return done + {"before": b"", "at": piece[: len(piece) // 2], "after": piece}[edge]


def fired(proxy: FaultProxy) -> list[Fault]:
    return [one.fault for one in proxy.fired]


# -- what passes


def test_without_faults_everything_passes_both_ways(net: Net) -> None:
    client, server = net.connect()
    for request, response in ((GET, OK), (POST, CHUNKED), (b"HEAD / HTTP/1.1\r\n\r\n", OK[:-10]), (UPGRADE, SWITCHING)):
        client.sendall(request)
        assert receive(server, len(request)) == request
        server.sendall(response)
        assert receive(client, len(response)) == response
    for direction in DIRECTIONS:
        sender, receiver = ends(direction, client, server)
        sent = b"".join(frames(direction))
        for byte in sent:
            sender.sendall(bytes((byte,)))
        assert receive(receiver, len(sent)) == sent
    [connection] = net.proxy.connections
    assert connection.requests == [("GET", "/plugins/"), ("POST", "/message"), ("HEAD", "/"), ("GET", "/ws/alice")]
    assert (connection.to_server.frames, connection.to_client.frames) == (4, 4)
    assert connection.to_client.bytes == len(OK + CHUNKED + OK[:-10] + SWITCHING + b"".join(frames("to_client")))
    assert (connection.ended, net.proxy.open_connections) == (None, 1)
    client.close()
    assert rest(server) == (b"", "fin")
    server.close()
    assert net.proxy.wait_for(lambda: connection.ended) == "closed"
    assert net.proxy.open_connections == 0


@each_direction
def test_a_half_closed_connection_still_carries_the_other_direction(net: Net, direction: Direction) -> None:
    sender, receiver = ends(direction, *net.connect())
    sender.sendall(b"not HTTP, and cut short")
    sender.shutdown(socket.SHUT_WR)
    assert rest(receiver) == (b"not HTTP, and cut short", "fin")
    receiver.sendall(GET)
    assert receive(sender, len(GET)) == GET


@each_direction
def test_a_reset_is_passed_on(net: Net, direction: Direction) -> None:
    sender, receiver = ends(direction, *net.connect())
    sender.sendall(GET)
    assert receive(receiver, len(GET)) == GET
    reset(sender)
    assert rest(receiver) == (b"", "rst")
    assert net.proxy.wait_for(lambda: net.proxy.connections[0].ended) == "reset"


def test_a_server_that_is_not_there_resets_the_client(net: Net) -> None:
    net.listener.close()
    assert dial_and_end(net) == (b"", "rst")
    assert net.proxy.connections[0].ended == "unreachable"


def test_a_big_frame_passes_as_it_arrives_and_in_little_memory(net: Net) -> None:
    client, server = net.websocket()
    chunk, count = bytes(1 << 16), 256
    halves = [frame(b"")[:1] + b"\x7f" + (len(chunk) * count).to_bytes(8, "big"), b""]
    first_half_read = threading.Event()

    def send() -> None:
        for half in halves:
            server.sendall(half)
            for _ in range(count // 2):
                server.sendall(chunk)
            first_half_read.wait(PATIENCE)

    tracemalloc.start()
    sender = threading.Thread(target=send)
    sender.start()
    try:
        assert receive_zeros(client, halves[0], len(chunk) * count // 2)
        first_half_read.set()
        assert receive_zeros(client, b"", len(chunk) * count // 2)
        assert tracemalloc.get_traced_memory()[1] < 2 << 20
    finally:
        first_half_read.set()
        sender.join()
        tracemalloc.stop()
    net.proxy.wait_for(lambda: net.proxy.connections[0].to_client.frames == 1)


def receive_zeros(side: socket.socket, header: bytes, count: int) -> bool:
    assert receive(side, len(header)) == header
    while count:
        piece = side.recv(min(count, 65536))
        assert piece.count(0) == len(piece) > 0
        count -= len(piece)
    return True


def test_a_thousand_connections_at_once(net: Net) -> None:
    resource = pytest.importorskip("resource", reason="the limit of open files is POSIX's")
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 5_000 if hard == resource.RLIM_INFINITY else min(5_000, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, wanted), hard))
    try:
        pairs = [net.connect() for _ in range(1_000)]
        for client, _ in pairs:
            client.sendall(GET)
        for _, server in pairs:
            assert receive(server, len(GET)) == GET
            server.sendall(OK)
        for client, _ in pairs:
            assert receive(client, len(OK)) == OK
        assert net.proxy.open_connections == 1_000
        net.proxy.cut_all("rst")
        assert net.proxy.open_connections == 0
        assert {rest(client) for client, _ in pairs} == {(b"", "rst")}
        net.closing.close()
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


# -- cuts


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


# -- freezing and delays


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


# -- what the proxy says itself


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


def receive_head(side: socket.socket) -> list[str]:
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        piece = side.recv(1)
        assert piece, head
        head += piece
    return head.decode("latin-1").split("\r\n")[:-2]


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


# -- refusing


def test_refuse_then_accept_on_the_same_port(net: Net) -> None:
    client, server = net.connect()
    port = net.proxy.port
    for _ in range(3):
        with net.proxy.refusing(), pytest.raises(ConnectionRefusedError):
            net.dial()
        net.connect()
    client.sendall(GET)
    assert receive(server, len(GET)) == GET
    assert net.proxy.port == port
    assert len(net.proxy.connections) == 4


def test_refuse_and_accept_may_be_repeated(net: Net) -> None:
    net.proxy.refuse()
    net.proxy.refuse()
    with socket.socket() as other, pytest.raises(OSError, match="in use"):
        other.bind((net.proxy.host, net.proxy.port))
    with pytest.raises(ConnectionRefusedError):
        net.dial()
    net.proxy.accept()
    net.proxy.accept()
    net.connect()


# -- what does not fire, and how often


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


# -- life


def test_stop_leaves_no_thread_no_connection_and_no_port(net: Net) -> None:
    proxy = FaultProxy(net.proxy.url).start()  # one proxy before another
    client = net.closing.enter_context(socket.create_connection((proxy.host, proxy.port), PATIENCE))
    server = net.answer()
    client.sendall(GET)
    assert receive(server, len(GET)) == GET
    proxy.freeze_all()
    threads = [thread for thread in threading.enumerate() if thread.name == "fault-proxy"]
    assert len(threads) == 2
    proxy.stop()
    proxy.stop()
    assert rest(client) == (b"", "fin")
    assert rest(server) == (b"", "fin")
    assert sum(thread.is_alive() for thread in threads) == 1
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((proxy.host, proxy.port), PATIENCE)
    assert proxy.connections[0].ended == "stopped"


def test_a_proxy_can_be_started_again_on_its_port(net: Net) -> None:
    proxy = FaultProxy(f"http://127.0.0.1:{net.listener.getsockname()[1]}/api")
    with proxy:
        url, port = proxy.url, proxy.port
        with pytest.raises(RuntimeError, match="running already"):
            proxy.start()
    assert url == f"http://127.0.0.1:{port}/api"
    with proxy:
        assert proxy.url == url
        with socket.create_connection((proxy.host, port), PATIENCE):
            proxy.wait_for(lambda: proxy.connections)


def test_the_port_may_be_chosen_and_must_be_free(net: Net) -> None:
    with pytest.raises(OSError, match="in use"):
        FaultProxy(net.proxy.url, port=net.proxy.port).start()


def test_a_proxy_that_does_not_run_says_so(net: Net) -> None:
    proxy = FaultProxy(net.proxy.url)
    for act in (proxy.refuse, proxy.accept, proxy.cut_all, proxy.freeze_all, proxy.thaw):
        with pytest.raises(RuntimeError, match="not running"):
            act()
    proxy.stop()


def test_what_did_not_happen_in_time_says_what_did(net: Net) -> None:
    net.proxy.add(Cut(when=Frame(7)))
    net.websocket()
    with pytest.raises(TimeoutError, match=r"waiting: \[Cut\(.*GET.*/ws/alice"):
        net.proxy.wait_for(lambda: net.proxy.fired, timeout=0.01)


def test_each_change_wakes_who_waits_for_it(net: Net) -> None:
    def wake(happened: Callable[[], object], act: Callable[[], object]) -> None:
        waiting = threading.Event()

        def looked() -> object:
            waiting.set()
            return happened()

        def act_then() -> None:
            waiting.wait(PATIENCE)
            act()

        actor = threading.Thread(target=act_then)
        actor.start()
        start = time.monotonic()
        net.proxy.wait_for(looked, PATIENCE)
        assert time.monotonic() - start < PATIENCE  # at its end it looks once more, woken or not
        actor.join()

    sides: list[socket.socket] = []
    wake(lambda: net.proxy.connections, lambda: sides.extend(net.connect()))
    client, server = sides
    wake(lambda: net.proxy.connections[0].requests, lambda: client.sendall(UPGRADE))
    wake(lambda: net.proxy.connections[0].to_client.bytes, lambda: server.sendall(SWITCHING))
    net.proxy.add(Freeze(when=Frame(1)))
    wake(lambda: net.proxy.fired, lambda: server.sendall(frame(b"x")))
    wake(lambda: net.proxy.connections[0].ended, lambda: net.proxy.cut_all())


def test_bad_arguments_act_on_nothing(net: Net) -> None:
    net.connect()
    with pytest.raises(ValueError, match="by must be one of"):
        net.proxy.cut_all("kill")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="direction must be one of"):
        net.proxy.freeze_all("up")  # type: ignore[arg-type]
    assert net.proxy.open_connections == 1


def test_a_mistake_of_the_proxy_itself_is_raised_by_stop(net: Net, monkeypatch: pytest.MonkeyPatch) -> None:
    proxy = FaultProxy(net.proxy.url).start()
    monkeypatch.setattr(RandomFaults, "pick", lambda *_, **__: 1 / 0)
    proxy.add(RandomFaults(1, 1.0))
    client = net.closing.enter_context(socket.create_connection((proxy.host, proxy.port), PATIENCE))
    client.sendall(GET)
    assert rest(client) == (b"", "fin")
    with pytest.raises(RuntimeError, match="the fault proxy itself failed") as caught:
        proxy.stop()
    assert isinstance(caught.value.__cause__, ZeroDivisionError)
