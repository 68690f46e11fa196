"""The fault proxy over real sockets: what passes, who is refused, and how it starts and stops."""

from __future__ import annotations

import socket
import threading
import time
import tracemalloc
from collections.abc import Callable

import pytest

from openapi_facade.testing.faults import Cut, Direction, FaultProxy, Frame, Freeze, RandomFaults

from .net import (
    CHUNKED,
    DIRECTIONS,
    GET,
    OK,
    PATIENCE,
    POST,
    SWITCHING,
    UPGRADE,
    Net,
    dial_and_end,
    each_direction,
    ends,
    frame,
    frames,
    receive,
    reset,
    rest,
)


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
