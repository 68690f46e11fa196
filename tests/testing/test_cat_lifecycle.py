"""Starting, stopping and resetting an embedded Cat, and what it shows of itself."""

from __future__ import annotations

import contextlib
import gc
import socket
import threading
import time

import httpx
import pytest
import uvicorn
import websockets

from cheshire_cat_api.testing import EmbeddedCat
from cheshire_cat_openapi.operations import API_VERSION

from .cats import PATIENCE, hear, hear_turn, open_socket, say


def test_it_answers_from_start_to_stop() -> None:
    cat = EmbeddedCat()
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"http://127.0.0.1:{_free_port()}")
    with cat:
        assert cat.url == f"http://127.0.0.1:{cat.port}"
        assert httpx.get(cat.url).json()["version"] == API_VERSION
    with pytest.raises(httpx.ConnectError):
        httpx.get(cat.url)


def test_start_and_stop_may_be_repeated() -> None:
    cat = EmbeddedCat()
    cat.stop()
    assert cat.start() is cat
    port = cat.port
    cat.start()
    assert httpx.get(cat.url).status_code == 200
    cat.stop()
    cat.stop()
    with cat:
        assert cat.port == port
        assert httpx.get(cat.url).status_code == 200


def test_stop_leaves_no_thread() -> None:
    before = set(threading.enumerate())
    with EmbeddedCat() as cat:
        assert {thread.name for thread in set(threading.enumerate()) - before} == {f"embedded-cat-{cat.port}"}
    assert set(threading.enumerate()) <= before


def test_stop_is_quick_while_a_turn_runs_and_sends_no_close_frame() -> None:
    cat = EmbeddedCat().start()
    with open_socket(cat) as client:
        say(client, "[wait:60]")
        assert cat.wait_for(lambda: cat.prompts() == ["[wait:60]"], PATIENCE)
        began = time.monotonic()
        cat.stop()
        assert time.monotonic() - began < 5
        with pytest.raises(websockets.ConnectionClosed) as closed:
            client.recv(timeout=PATIENCE)
    assert closed.value.rcvd is None


def test_stop_closes_idle_connections() -> None:
    with EmbeddedCat() as cat, socket.create_connection((cat.host, cat.port)) as raw:
        raw.settimeout(PATIENCE)
        raw.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        while not raw.recv(4096).endswith(b"}"):
            pass
        cat.stop()
        assert raw.recv(4096) == b""


def test_stop_closes_connections_that_are_being_accepted() -> None:
    """asyncio itself would lose them: nobody closes them, until Python complains of that."""
    for _ in range(20):
        with EmbeddedCat() as cat:
            waiting = [socket.create_connection((cat.host, cat.port)) for _ in range(3)]
        for raw in waiting:
            raw.settimeout(PATIENCE)
            with raw, contextlib.suppress(ConnectionResetError):
                assert raw.recv(1) == b""
        gc.collect()


def test_a_start_that_fails_may_be_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(self: uvicorn.Config) -> None:
        raise RuntimeError("not today")

    cat = EmbeddedCat()
    with monkeypatch.context() as patch:
        patch.setattr(uvicorn.Config, "load", broken)
        with pytest.raises(RuntimeError, match="not today"):
            cat.start()
    with cat:
        assert httpx.get(cat.url).status_code == 200


def test_a_taken_port_is_an_error_and_may_be_tried_again() -> None:
    with socket.create_server(("127.0.0.1", 0)) as holder:
        cat = EmbeddedCat(port=holder.getsockname()[1])
        with pytest.raises(OSError, match="in use"):
            cat.start()
    with cat:
        assert httpx.get(cat.url).status_code == 200


def test_what_was_recorded_stays_readable_after_stop() -> None:
    with EmbeddedCat() as cat:
        httpx.post(f"{cat.url}/message", json={"text": "hello"}, headers={"user_id": "alice"})
    assert [message["who"] for message in cat.history("alice")] == ["Human", "AI"]
    assert cat.prompts() == ["hello"]


def test_views(embedded_cat: EmbeddedCat) -> None:
    with open_socket(embedded_cat, "/ws/alice") as client:
        say(client, "over the socket")
        hear_turn(client)
        headers = {"user_id": "bob", "X-Mark": "m"}
        httpx.post(f"{embedded_cat.url}/message?a=b", json={"text": "over HTTP"}, headers=headers)
        assert embedded_cat.prompts() == ["over the socket", "over HTTP"]
        assert embedded_cat.prompts("bob") == ["over HTTP"]
        assert [m["who"] for m in embedded_cat.history("alice")] == ["Human", "AI"]
        assert embedded_cat.history("nobody") == []
        assert (embedded_cat.sockets("alice"), embedded_cat.sockets("bob")) == (1, 0)
        handshake, message = embedded_cat.requests
        assert (handshake.method, handshake.path, handshake.user) == ("WEBSOCKET", "/ws/alice", "alice")
        assert (message.method, message.path, message.query, message.user) == ("POST", "/message", "a=b", "bob")
        assert message.headers["x-mark"] == "m"
    assert embedded_cat.wait_for(lambda: embedded_cat.sockets("alice") == 0, PATIENCE)


def test_the_history_is_a_copy(embedded_cat: EmbeddedCat) -> None:
    httpx.post(f"{embedded_cat.url}/message", json={"text": "hello"})
    embedded_cat.history()[0]["text"] = "changed"
    assert embedded_cat.history()[0]["text"] == "hello"


def test_reset_forgets_everything_and_drops_sockets(embedded_cat: EmbeddedCat) -> None:
    with httpx.Client(base_url=embedded_cat.url) as client, open_socket(embedded_cat) as open_one:
        client.post("/message", json={"text": "hello"}, headers={"user_id": "bob"})
        say(open_one, "[wait:60]")
        assert embedded_cat.wait_for(lambda: len(embedded_cat.prompts()) == 2, PATIENCE)
        client.put("/llm/settings/LLMDefaultConfig", json={})
        embedded_cat.reset()
        with pytest.raises(websockets.ConnectionClosed):
            open_one.recv(timeout=PATIENCE)
        assert (embedded_cat.requests, embedded_cat.prompts(), embedded_cat.history("bob")) == ([], [], [])
        assert embedded_cat.sockets() == 0
        collections = client.get("/memory/collections").json()["collections"]
        assert [c["vectors_count"] for c in collections] == [0, 0, 5]
        assert client.get("/llm/settings").json()["selected_configuration"] == "LLMScriptedConfig"


def test_reset_drops_a_request_that_runs(embedded_cat: EmbeddedCat) -> None:
    failures: list[Exception] = []

    def ask() -> None:
        try:
            httpx.post(f"{embedded_cat.url}/message", json={"text": "[wait:60]"}, timeout=PATIENCE)
        except httpx.HTTPError as error:
            failures.append(error)

    asking = threading.Thread(target=ask)
    asking.start()
    assert embedded_cat.wait_for(lambda: embedded_cat.prompts() == ["[wait:60]"], PATIENCE)
    embedded_cat.reset()
    asking.join(PATIENCE)
    assert [type(error) for error in failures] == [httpx.RemoteProtocolError]


def test_reset_of_a_cat_that_does_not_run() -> None:
    with EmbeddedCat() as cat:
        httpx.get(cat.url)
    cat.reset()
    assert cat.requests == []


def test_wait_for_says_when_nothing_came(embedded_cat: EmbeddedCat) -> None:
    assert embedded_cat.wait_for(lambda: True, 0) is True
    assert embedded_cat.wait_for(lambda: embedded_cat.prompts(), 0.01) is False


def test_wait_for_lets_the_predicate_ask_the_cat(embedded_cat: EmbeddedCat) -> None:
    def read() -> bool:
        collections = httpx.get(f"{embedded_cat.url}/memory/collections").json()["collections"]
        return bool(collections[1]["vectors_count"])

    text = b"Alice was beginning to get very tired of sitting by her sister."
    httpx.post(f"{embedded_cat.url}/rabbithole/", files={"file": ("a.txt", text)})
    assert embedded_cat.wait_for(read, PATIENCE)


def test_two_cats_share_nothing() -> None:
    with EmbeddedCat() as one, EmbeddedCat() as other:
        httpx.post(f"{one.url}/message", json={"text": "hello"})
        assert (one.prompts(), other.prompts()) == (["hello"], [])


def test_pings_come_at_their_interval_and_want_an_answer() -> None:
    with (
        EmbeddedCat(ping_interval=0.05, ping_timeout=0.05) as cat,
        socket.create_connection((cat.host, cat.port)) as raw,
    ):
        raw.settimeout(PATIENCE)
        raw.sendall(
            b"GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
        )
        received = b""
        while chunk := raw.recv(4096):
            received += chunk
        frames = received.partition(b"\r\n\r\n")[2]
        # a ping with four bytes, never answered; then the close frame, and the end of the stream
        assert (frames[:2], frames[6:]) == (b"\x89\x04", b"\x88\x18\x03\xf3keepalive ping timeout")


def test_pongs_are_heard_while_a_turn_runs_with_another_message_waiting() -> None:
    with EmbeddedCat(ping_interval=0.05, ping_timeout=1) as cat, open_socket(cat) as client:
        say(client, "[wait:1.5]")
        say(client, "[dict]")
        assert hear_turn(client)[1]["text"].endswith("Done.")
        assert hear(client)["text"] == "fast reply output"


def test_keep_alive_can_be_shortened() -> None:
    with EmbeddedCat(keep_alive=0.05) as cat, socket.create_connection((cat.host, cat.port)) as raw:
        raw.settimeout(4)  # less than what it would be otherwise
        raw.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        received = b""
        while chunk := raw.recv(4096):
            received += chunk
    assert received.startswith(b"HTTP/1.1 200")
    assert b"connection: close" not in received.lower()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
    return port
