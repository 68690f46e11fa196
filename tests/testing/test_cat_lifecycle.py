"""Starting, stopping and resetting an embedded Cat, and what it shows of itself."""

from __future__ import annotations

import threading
import time

import httpx
import pytest
import websockets

from cheshire_cat_api.testing import EmbeddedCat
from cheshire_cat_openapi.operations import API_VERSION

from .cats import PATIENCE, hear_turn, open_socket, say


def test_it_is_a_cat_from_start_to_stop() -> None:
    before = set(threading.enumerate())
    with EmbeddedCat() as cat:
        assert httpx.get(cat.url).json()["version"] == API_VERSION
        assert repr(cat) == f"<EmbeddedCat http://127.0.0.1:{cat.port} running>"
        assert {thread.name for thread in set(threading.enumerate()) - before} == {f"embedded-cat-{cat.port}"}


def test_what_a_server_takes_goes_to_it() -> None:
    cat = EmbeddedCat(host="127.0.0.2", port=40123, ping_interval=1, ping_timeout=2, keep_alive=3)
    assert cat.url == "http://127.0.0.2:40123"
    assert (cat._ping_interval, cat._ping_timeout, cat._keep_alive) == (1, 2, 3)


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
