"""What only a server of one's own can be made to do: segments, slow frames, and sockets that stay open."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

import cheshire_cat_api as ccat

from .conftest import InThread, Make, until
from .raw import RawServer, text

Quick = Callable[..., None]
CERTS = Path(__file__).parents[1] / "unit" / "transport" / "certs"
TOKENS = [f'{{"type": "chat_token", "content": "{number} è"}}' for number in range(300)]


def test_frames_in_one_segment_with_the_response_to_the_handshake(make: Make) -> None:
    with RawServer(first=b"".join(map(text, TOKENS))) as server:
        chat = make(server.url)
        notes = chat.note("open", "message")
        chat.connect(10)
        assert [told for (told,) in notes.wait_for("message", len(TOKENS))] == TOKENS
        assert notes.all[0] == ("open",)
        chat.close(0.2)


def test_frames_over_tls(make: Make) -> None:
    """Records are cut elsewhere than segments; a large frame is of many."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTS / "server.pem")
    large = "x" * 60_000
    whole = b"".join(map(text, [*TOKENS, large, large, *TOKENS]))

    def serve(client: socket.socket) -> None:
        for at in range(0, len(whole), 5000):
            client.sendall(whole[at : at + 5000])

    with RawServer(serve, tls=context) as server:
        chat = make(server.url, verify=str(CERTS / "ca.pem"))
        notes = chat.note("message")
        chat.connect(10)
        told = notes.wait_for("message", 2 * len(TOKENS) + 2)
        assert [text for (text,) in told] == [*TOKENS, large, large, *TOKENS]
        chat.close(0.2)


def test_a_frame_that_trickles_in_is_a_sign_of_life(make: Make, quick: Quick) -> None:
    """No pong can come in its middle, and yet the server lives: such as with a large reply over a slow line."""
    quick(ping=1.0)
    frame = text("slow")

    def serve(client: socket.socket) -> None:
        for at in range(len(frame)):
            client.sendall(frame[at : at + 1])
            if at < 3:
                server.pause(1.2)  # longer than the client waits before it asks, shorter than until it gives up

    with RawServer(serve) as server:
        chat = make(server.url)
        notes = chat.note("message", "close", "error")
        chat.connect(10)
        notes.wait_for("message")
        assert notes.all == [("message", "slow")]
        chat.close(0.2)


def test_a_close_frame_ends_it_even_where_the_server_keeps_its_socket(make: Make) -> None:
    left = threading.Event()

    def serve(client: socket.socket) -> None:
        client.sendall(text("last words") + b"\x88\x02\x03\xf3")
        while client.recv(4096):  # the client's own close frame, and then its end
            pass
        left.set()

    with RawServer(serve) as server:
        chat = make(server.url)
        notes = chat.note("message", "close")
        chat.connect(10)
        assert left.wait(10), "the client waits for the server to go"
        assert notes.wait_for("close") == [(1011, "")]
        assert notes.of("message") == [("last words",)]


@pytest.mark.parametrize("kind_of_frame", ["at once", "in parts"])
def test_an_endless_message_is_let_go_of_at_once(make: Make, kind_of_frame: str) -> None:
    """The server sends as long as anybody reads; what it got rid of is what buffers hold."""
    sent: list[int] = []

    def serve(client: socket.socket) -> None:
        rest = bytes(1 << 20)
        try:
            client.sendall(text("before") + b"\x81\x7f" + (1 << 40).to_bytes(8, "big"))
            while True:
                sent.append(client.send(rest))
        except OSError:
            pass

    def in_parts(client: socket.socket) -> None:
        part = b"\x00\x7f" + (1 << 20).to_bytes(8, "big") + b"x" * (1 << 20)
        try:
            client.sendall(text("before") + b"\x01\x00")
            while True:
                client.sendall(part)
                sent.append(len(part))
        except OSError:
            pass

    with RawServer(serve if kind_of_frame == "at once" else in_parts) as server:
        chat = make(server.url, max_message=3_000_000)
        notes = chat.note("message", "close", "error")
        chat.connect(10)
        assert notes.wait_for("close") == [(1009, "")]
        ((error,),) = notes.of("error")
        assert "max_message" in str(error)
        assert notes.of("message") == [("before",)]
    assert sum(sent) < 100_000_000


def test_invalid_text_between_others_in_one_segment(make: Make) -> None:
    with RawServer(first=text("a") + text("b") + b"\x81\x02\xc3(" + text("c") + b"\x88\x02\x03\xe8") as server:
        chat = make(server.url)
        notes = chat.note("message", "close", "error")
        chat.connect(10)
        assert notes.wait_for("close") == [(1007, "")]
        assert notes.of("message") == [("a",), ("b",)]
        ((error,),) = notes.of("error")
        assert isinstance(error, ccat.ConnectionLost)


def test_what_came_is_told_after_a_close_in_a_callback(make: Make) -> None:
    """All of it, and then the end, however much came together."""
    with RawServer(first=b"".join(map(text, TOKENS))) as server:
        chat = make(server.url)
        notes = chat.note("event", "close")
        calls = chat.in_callback("message", ("close", (0.2,), {}))
        chat.connect(10)
        assert calls.wait() == [None]
        assert notes.wait_for("close") == [(1000, "")]
        assert [event.text for (event,) in notes.of("event")] == [f"{number} è" for number in range(300)]
        assert notes.all[-1][0] == "close"


@pytest.mark.parametrize("kind", ["sync"], indirect=True)  # an event loop has one thread
def test_several_threads_may_share_an_iterator_of_events(make: Make, in_thread: Callable[..., InThread]) -> None:
    """Each event goes to one of them, also where they came together."""
    go = threading.Event()

    def serve(client: socket.socket) -> None:
        go.wait(10)
        client.sendall(b"".join(map(text, TOKENS[:4])))

    with RawServer(serve) as server:
        chat = make(server.url)
        chat.connect(10)
        events = chat.events()
        sharers = [in_thread(lambda: next(events).text) for _ in range(4)]
        waiting = chat.client._cat_own_chat.conversation.changed._waiters
        until(lambda: len(waiting) == 4)
        go.set()
        assert sorted(sharer.result(10) for sharer in sharers) == [f"{number} è" for number in range(4)]
        chat.close(0.2)
