"""Starting, stopping and resetting an embedded server, and what it shows of itself."""

from __future__ import annotations

import contextlib
import gc
import logging
import socket
import threading
import time

import httpx
import pytest
import uvicorn
import websockets

from openapi_facade.testing import EmbeddedServer
from openapi_facade.testing.asgi import Receive, Scope, Send, respond

from .echo import PATIENCE, UPGRADE, EmbeddedEcho, open_socket

LOGGER = "echo.testing"


def test_it_serves_an_application_that_knows_nothing_of_it() -> None:
    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        await respond(scope, send, 203, b"tea", "text/plain", [(b"x-mark", b"m")])

    with EmbeddedServer(application) as server:
        answer = httpx.get(f"{server.url}/any?a=b")
        assert (answer.status_code, answer.text, answer.headers["x-mark"]) == (203, "tea", "m")
        assert answer.headers["content-type"] == "text/plain"
        assert [(request.method, request.path, request.query) for request in server.requests] == [
            ("GET", "/any", "a=b")
        ]
        server.reset()
        assert server.requests == []
    assert repr(server) == f"<EmbeddedServer http://127.0.0.1:{server.port} stopped>"


def test_it_answers_from_start_to_stop() -> None:
    server = EmbeddedEcho()
    assert server.port == 0
    with server:
        assert server.url == f"http://127.0.0.1:{server.port}"
        assert repr(server) == f"<EmbeddedEcho {server.url} running>"
        assert httpx.get(server.url).json() == []
    with pytest.raises(httpx.ConnectError):
        httpx.get(server.url)


def test_start_and_stop_may_be_repeated_on_one_port() -> None:
    server = EmbeddedEcho()
    server.stop()
    assert server.start() is server
    port = server.port
    server.start()
    assert httpx.get(server.url).status_code == 200
    server.stop()
    server.stop()
    with server:
        assert server.port == port
        assert httpx.get(server.url).status_code == 200
    assert server.echo.starts == 2


def test_stop_leaves_no_thread() -> None:
    before = set(threading.enumerate())
    with EmbeddedEcho() as server:
        assert {thread.name for thread in set(threading.enumerate()) - before} == {f"embedded-echo-{server.port}"}
    assert set(threading.enumerate()) <= before


def test_stop_is_quick_while_something_runs_and_sends_no_close_frame(echo: EmbeddedEcho) -> None:
    with open_socket(echo) as client:
        client.send("hold")
        assert echo.wait_for(lambda: echo.texts == ["hold"], PATIENCE)
        began = time.monotonic()
        echo.stop()
        assert time.monotonic() - began < 5
        with pytest.raises(websockets.ConnectionClosed) as closed:
            client.recv(timeout=PATIENCE)
    assert closed.value.rcvd is None


def test_stop_closes_idle_connections(echo: EmbeddedEcho) -> None:
    with socket.create_connection((echo.host, echo.port), PATIENCE) as raw:
        raw.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        while not raw.recv(4096).endswith(b"]"):
            pass
        echo.stop()
        assert raw.recv(4096) == b""


def test_stop_closes_connections_that_are_being_accepted() -> None:
    """asyncio itself would lose them: nobody closes them, until Python complains of that."""
    for _ in range(20):
        with EmbeddedEcho() as server:
            waiting = [socket.create_connection((server.host, server.port), PATIENCE) for _ in range(3)]
        for raw in waiting:
            with raw, contextlib.suppress(ConnectionResetError):
                assert raw.recv(1) == b""
        gc.collect()


def test_a_start_that_fails_may_be_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(self: uvicorn.Config) -> None:
        raise RuntimeError("not today")

    server = EmbeddedEcho()
    with monkeypatch.context() as patch:
        patch.setattr(uvicorn.Config, "load", broken)
        with pytest.raises(RuntimeError, match="not today"):
            server.start()
    with server:
        assert httpx.get(server.url).status_code == 200


def test_a_taken_port_is_an_error_and_may_be_tried_again() -> None:
    with socket.create_server(("127.0.0.1", 0)) as holder:
        server = EmbeddedEcho(port=holder.getsockname()[1])
        with pytest.raises(OSError, match="in use"):
            server.start()
    with server:
        assert httpx.get(server.url).status_code == 200


def test_what_came_in_is_recorded_and_stays_readable_after_stop(echo: EmbeddedEcho) -> None:
    httpx.post(f"{echo.url}/a%20b?c=d%20e", content="tea", headers={"X-Mark": "m"})
    httpx.get(f"{echo.url}/me")
    open_socket(echo).close()
    echo.stop()
    post, get, handshake = echo.requests
    assert (post.method, post.path, post.query, post.user) == ("POST", "/a b", "c=d%20e", None)
    assert post.headers["x-mark"] == "m"
    assert (get.method, get.user) == ("GET", "alice")
    assert (handshake.method, handshake.path) == ("WEBSOCKET", "/")
    assert echo.texts == ["tea"]


def test_reset_forgets_everything_and_drops_what_is_open(echo: EmbeddedEcho) -> None:
    with open_socket(echo) as client, socket.create_connection((echo.host, echo.port), PATIENCE) as raw:
        client.send("hold")
        raw.sendall(b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\n\r\nhold")
        assert echo.wait_for(lambda: echo.texts == ["hold", "hold"], PATIENCE)
        echo.reset()
        assert (echo.requests, echo.texts) == ([], [])
        with pytest.raises(websockets.ConnectionClosed):
            client.recv(timeout=PATIENCE)
        assert raw.recv(1) == b""
    assert httpx.get(echo.url).json() == []


def test_reset_of_a_server_that_does_not_run() -> None:
    with EmbeddedEcho() as server:
        httpx.post(server.url, content="tea")
    server.reset()
    assert (server.requests, server.texts) == ([], [])


def test_wait_for_says_when_nothing_came(echo: EmbeddedEcho) -> None:
    assert echo.wait_for(lambda: True, 0) is True
    assert echo.wait_for(lambda: echo.texts, 0.01) is False


def test_wait_for_lets_the_predicate_ask_the_server(echo: EmbeddedEcho) -> None:
    with open_socket(echo) as client:
        client.send("tea")
        assert echo.wait_for(lambda: httpx.get(echo.url).json() == ["tea"], PATIENCE)


@pytest.mark.parametrize("path", ["/broken", "/unhandled"])
def test_what_the_application_raises_is_a_500_and_the_connection_closed(
    echo: EmbeddedEcho, path: str, caplog: pytest.LogCaptureFixture
) -> None:
    with (
        caplog.at_level(logging.INFO, LOGGER),
        socket.create_connection((echo.host, echo.port), PATIENCE) as raw,
    ):
        raw.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        received = b""
        while chunk := raw.recv(4096):
            received += chunk
    head, _, body = received.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 500 ")
    assert b"connection" not in head.lower()
    assert body == b"Internal Server Error"
    said = [(record.name, record.getMessage()) for record in caplog.records]
    assert said == ([(LOGGER, "the embedded Echo itself failed")] if path == "/broken" else [])


@pytest.mark.parametrize("path", ["/half", "/half-broken"])
def test_an_answer_can_be_broken_off(echo: EmbeddedEcho, path: str) -> None:
    with pytest.raises(httpx.RemoteProtocolError, match="received 4 bytes, expected 10"):
        httpx.get(echo.url + path)


def test_a_client_that_has_gone_is_no_failure(echo: EmbeddedEcho, caplog: pytest.LogCaptureFixture) -> None:
    with open_socket(echo) as client:
        client.send("late")
    assert echo.wait_for(lambda: echo.texts == ["late", "websocket.disconnect"], PATIENCE)
    assert caplog.records == []


def test_two_servers_share_nothing() -> None:
    with EmbeddedEcho() as one, EmbeddedEcho() as other:
        httpx.post(one.url, content="tea")
        assert (one.texts, other.texts) == (["tea"], [])


# -- WebSockets


def handshake(raw: socket.socket) -> bytes:
    """Open a WebSocket by hand; what came after the answer's head."""
    raw.sendall("".join(f"{line}\r\n" for line in ("GET / HTTP/1.1", "Host: localhost", *UPGRADE, "")).encode())
    received = b""
    while b"\r\n\r\n" not in received:
        received += raw.recv(4096)
    return received.partition(b"\r\n\r\n")[2]


def test_pings_come_at_their_interval_and_want_an_answer() -> None:
    with (
        EmbeddedEcho(ping_interval=0.05, ping_timeout=0.05) as server,
        socket.create_connection((server.host, server.port), PATIENCE) as raw,
    ):
        frames = handshake(raw)
        while chunk := raw.recv(4096):
            frames += chunk
        # a ping with four bytes, never answered; then the close frame, and the end of the stream
        assert (frames[:2], frames[6:]) == (b"\x89\x04", b"\x88\x18\x03\xf3keepalive ping timeout")


def test_pongs_are_heard_while_a_message_is_held_and_another_waits() -> None:
    with (
        EmbeddedEcho(ping_interval=0.05, ping_timeout=PATIENCE) as server,
        socket.create_connection((server.host, server.port), PATIENCE) as raw,
    ):
        frames = handshake(raw)
        raw.sendall(b"\x81\x84\0\0\0\0hold\x81\x83\0\0\0\0tea")
        while len(frames) < 6:
            frames += raw.recv(4096)
        assert server.wait_for(lambda: server.texts == ["hold"], PATIENCE)
        raw.sendall(b"\x8a\x84\0\0\0\0" + frames[2:6])
        second = frames[6:]
        while len(second) < 6:
            second += raw.recv(4096)  # which comes only when the pong has been heard
        assert second[:2] == b"\x89\x04"
        server.release()
        while b"\x81\x03tea" not in second:
            second += raw.recv(4096)
        assert b"\x81\x04hold" in second


def test_keep_alive_can_be_shortened() -> None:
    with (
        EmbeddedEcho(keep_alive=0.05) as server,
        socket.create_connection((server.host, server.port), 4) as raw,  # less than what it would be otherwise
    ):
        raw.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        received = b""
        while chunk := raw.recv(4096):
            received += chunk
    assert received.startswith(b"HTTP/1.1 200")
    assert b"connection: close" not in received.lower()
