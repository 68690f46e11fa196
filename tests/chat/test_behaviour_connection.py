"""Opening a connection, losing it, and having it again, as either client does."""

from __future__ import annotations

import logging
import socket
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

import cheshire_cat_api as ccat
from cheshire_cat_api.testing import EmbeddedCat, FaultProxy
from cheshire_cat_api.testing.faults import Answer, Cut, Frame, Freeze, Huge, Insert, OnRequest, OnResponse

from .conftest import InThread, Make
from .drivers import Driver

SAID = "Curiouser and curiouser! è 😺\nDone."
Quick = Callable[..., None]
Policy = Callable[..., ccat.Reconnect]
Through = Callable[..., Driver]
CHAT = "/ws/*"


def handshakes(cat: EmbeddedCat) -> list[str]:
    return [request.path for request in cat.requests if request.method == "WEBSOCKET"]


# -- connect_ws


def test_connect_returns_at_once_and_on_open_tells(through: Through, proxy: FaultProxy) -> None:
    proxy.add(Freeze(when=OnRequest("before"), direction="to_server"))
    chat = through()
    notes = chat.note("open")
    begin = time.monotonic()
    chat.connect()
    assert time.monotonic() - begin < 2
    proxy.wait_for(lambda: proxy.fired)
    assert notes.of("open") == []
    assert not chat.connected
    proxy.thaw()
    notes.wait_for("open")
    assert chat.connected


def test_connect_with_a_timeout_waits_until_it_is_open(chat: Driver) -> None:
    chat.connect(10)
    assert chat.connected


def test_connect_says_that_nobody_listens(make: Make, dead_url: str) -> None:
    with pytest.raises(ccat.ConnectionFailed, match="no server answers"):
        make(dead_url).connect(10)


def test_connect_says_that_the_key_is_wrong(make: Make) -> None:
    with EmbeddedCat(ws_key="right") as cat:
        for key in ("", "purrr"):
            chat = make(cat.url, auth_key_ws=key)
            with pytest.raises(ccat.HandshakeRefused, match="403") as caught:
                chat.connect(10)
            assert caught.value.status_code == 403
            with pytest.raises(ccat.HandshakeRefused):
                chat.ask("hello")
            assert "purrr" not in str(caught.value)
            assert "auth_key_ws" in str(caught.value)
            chat.close()
        assert cat.prompts() == []


@pytest.mark.parametrize(
    ("fields", "shown"),
    [
        ({"auth_key": "key"}, ["?token=key", ""]),
        ({"auth_key": "key", "auth_key_ws": ""}, [""]),
        ({"auth_key": "key", "auth_key_ws": "key"}, ["?token=key"]),
        ({}, [""]),
    ],
)
def test_a_key_that_the_chat_does_not_want_is_left_out(make: Make, fields: dict[str, str], shown: list[str]) -> None:
    """A Cat with a key for HTTP alone refuses that key in the chat (CONTRACT §1.10)."""
    with EmbeddedCat(api_key="key") as cat:
        chat = make(cat.url, **fields)
        if shown[-1] == "":
            assert chat.ask("hello").text == SAID
        else:
            with pytest.raises(ccat.HandshakeRefused, match="403"):
                chat.connect(10)
        chat.close()
        asked = [each for each in cat.requests if each.method == "WEBSOCKET"]
        assert [f"?{each.query}" if each.query else "" for each in asked] == shown


def test_a_wrong_key_is_refused_once_for_itself_and_once_for_none(make: Make) -> None:
    with EmbeddedCat(api_key="right", ws_key="right") as cat:
        with pytest.raises(ccat.HandshakeRefused, match="403"):
            make(cat.url, auth_key="wrong").connect(10)
        assert len(handshakes(cat)) == 2
        assert make(cat.url, auth_key="right").ask("hello").text == SAID
        assert len(handshakes(cat)) == 3


def test_connect_says_that_this_is_no_chat(through: Through, proxy: FaultProxy) -> None:
    chat = through()
    for status in (200, 301, 404, 500):
        proxy.add(Answer(status, path=CHAT, headers={"Location": "http://127.0.0.1:9/"} if status == 301 else None))
        with pytest.raises(ccat.CatError, match=str(status)):
            chat.connect(10)
    proxy.add(Cut(when=OnResponse("before")))
    with pytest.raises(ccat.CatError):
        chat.connect(10)
    chat.connect(10)


def test_connect_to_a_server_that_says_nothing(through: Through, proxy: FaultProxy, quick: Quick) -> None:
    quick(connect=0.5)
    proxy.add(Freeze(when=OnRequest("before")))
    chat = through()
    notes = chat.note("error")
    begin = time.monotonic()
    with pytest.raises(ccat.TimedOut):
        chat.connect(30)
    assert 0.4 < time.monotonic() - begin < 5
    ((error,),) = notes.wait_for("error")
    assert isinstance(error, ccat.TimedOut)
    chat.ask("hello")


def test_connect_to_a_server_that_trickles(make: Make, quick: Quick) -> None:
    """One byte of the handshake now and then would keep a timeout for each byte from ever coming."""
    quick(connect=0.5)
    with trickle() as url:
        begin = time.monotonic()
        with pytest.raises(ccat.CatError):
            make(url).connect(30)
        assert time.monotonic() - begin < 5


class trickle:
    """A server that sends the head of its response a byte at a time, and never ends."""

    def __enter__(self) -> str:
        self._over = threading.Event()
        self._server = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._run)
        self._thread.start()
        return f"http://127.0.0.1:{self._server.getsockname()[1]}"

    def __exit__(self, *exc: object) -> None:
        self._over.set()
        self._thread.join()
        self._server.close()

    def _run(self) -> None:
        client, _ = self._server.accept()
        with client:
            client.recv(4096)
            for byte in b"HTTP/1.1 101 Switching Protocols\r\n" + b"X: y\r\n" * 1000:
                if self._over.wait(0.05):
                    break
                try:
                    client.sendall(bytes([byte]))
                except OSError:
                    break


def test_connect_gives_up_waiting_before_the_connection_does(through: Through, proxy: FaultProxy) -> None:
    proxy.add(Freeze(when=OnRequest("before")))
    chat = through()
    begin = time.monotonic()
    with pytest.raises(ccat.TimedOut):
        chat.connect(0.3)
    assert time.monotonic() - begin < 3
    proxy.thaw()
    chat.close()


def test_a_second_connect_opens_no_second_socket(
    chat: Driver, cat: EmbeddedCat, caplog: pytest.LogCaptureFixture
) -> None:
    """Programs call it in loops; a second socket would make the first deaf (CONTRACT §4.5)."""
    for _ in range(5):
        chat.connect()
    chat.connect(10)
    for _ in range(5):
        chat.connect(10)
    assert chat.ask("hello").text == SAID
    assert handshakes(cat) == ["/ws/user"]
    assert any(record.levelno == logging.WARNING for record in caplog.records)


def test_a_second_client_of_the_same_user_is_warned_of(make: Make, caplog: pytest.LogCaptureFixture) -> None:
    first = make(user_id="alice")
    first.connect(10)
    other = make(user_id="bob")
    other.connect(10)
    assert not caplog.records
    second = make(user_id="alice")
    second.connect(10)
    assert [record.levelno for record in caplog.records] == [logging.WARNING]
    assert "alice" in caplog.records[0].message
    first.close()
    caplog.clear()
    first.connect(10)  # the second one is still there
    assert len(caplog.records) == 1


def test_connect_after_close(chat: Driver, cat: EmbeddedCat) -> None:
    for _ in range(10):
        chat.connect(10)
        assert chat.ask("[dict]").text == "fast reply output"
        chat.close()
        assert not chat.connected
    assert len(handshakes(cat)) == 10
    assert cat.wait_for(lambda: cat.sockets() == 0)


# -- who one is


@pytest.mark.parametrize("user_id", ["a?b=1", "a#b", "%41", "è", "al ice", "a&b", "100%", "a;b", "..a", "a+b", 42])
def test_user_ids_arrive_as_they_are(make: Make, cat: EmbeddedCat, user_id: str | int) -> None:
    """Over HTTP and in the chat, so that lost answers are looked for at the right user."""
    chat = make(user_id=user_id)
    assert chat.ask("hello").text == SAID
    chat.post("over http")
    assert [request.user for request in cat.requests] == [str(user_id)] * 2
    assert cat.prompts(str(user_id)) == ["hello", "over http"]


@pytest.mark.parametrize("key", ["a&b=c", "100%", "a+b/=", "a#b?c", "%41"])
def test_keys_arrive_as_they_are(make: Make, key: str) -> None:
    with EmbeddedCat(api_key="http", ws_key=key) as cat:
        chat = make(cat.url, auth_key="http", auth_key_ws=key)
        assert chat.ask("hello").text == SAID
        chat.close()


def test_keys_appear_nowhere(make: Make, caplog: pytest.LogCaptureFixture, dead_url: str) -> None:
    secret = "se&cr=et"
    with caplog.at_level(logging.DEBUG), EmbeddedCat(api_key="http-key", ws_key="another") as cat:
        for url in (cat.url, dead_url):
            chat = make(url, auth_key="http-key", auth_key_ws=secret)
            notes = chat.note("error")
            with pytest.raises(ccat.CatError) as caught:
                chat.connect(10)
            ((told,),) = notes.wait_for("error")
            seen = [repr(caught.value), str(caught.value), repr(told), repr(chat.client), repr(vars(caught.value))]
            chat.close()
            for text in seen:
                assert "se&" not in text
                assert "se%26" not in text
    ours = [record.getMessage() for record in caplog.records if not record.name.startswith(("websockets", "uvicorn"))]
    assert not [message for message in ours if "se%26" in message or "se&" in message]


# -- a lost connection, without reconnecting


@pytest.mark.parametrize("by", ["fin", "rst"])
def test_a_cut_between_turns_is_told_and_the_next_ask_connects(through: Through, proxy: FaultProxy, by: str) -> None:
    chat = through()
    notes = chat.note("open", "close", "error")
    chat.ask("hello")
    proxy.cut_all(by)  # type: ignore[arg-type]
    ((code, _),) = notes.wait_for("close")
    ((error,),) = notes.of("error")
    assert code == 1006
    assert isinstance(error, ccat.ConnectionLost)
    assert not chat.connected
    with pytest.raises(ccat.NotConnected):
        chat.send("lost")
    assert chat.ask("again").text == SAID
    assert len(notes.wait_for("open", 2)) == 2


@pytest.mark.parametrize("code", [1000, 1001, 1011, 1012, 1013, 4001])
def test_a_close_frame_is_told_with_its_code_and_reason(through: Through, proxy: FaultProxy, code: int) -> None:
    chat = through()
    notes = chat.note("close", "error")
    chat.connect(10)
    proxy.add(Insert(code.to_bytes(2, "big") + "because è".encode(), opcode=8, when=Frame(1)))
    chat.send("hello")
    assert notes.wait_for("close") == [(code, "because è")]
    assert len(notes.of("error")) == (code > 1001)


def test_a_server_that_stops(chat: Driver, cat: EmbeddedCat) -> None:
    notes = chat.note("close", "error")
    chat.ask("hello")
    cat.stop()
    assert notes.wait_for("close")[0][0] == 1006
    with pytest.raises(ccat.ConnectionFailed):
        chat.ask("is anybody there?")
    cat.start()
    assert chat.ask("again").text == SAID


def test_a_frozen_server_is_found_out(through: Through, proxy: FaultProxy, quick: Quick) -> None:
    quick(ping=0.3)
    chat = through()
    notes = chat.note("close", "error")
    chat.ask("hello")
    proxy.freeze_all()
    begin = time.monotonic()
    assert notes.wait_for("close")[0][0] == 1006
    assert time.monotonic() - begin < 5
    ((error,),) = notes.of("error")
    assert "no sign of life" in str(error)
    assert not chat.connected


def test_a_quiet_server_is_left_alone(through: Through, proxy: FaultProxy, quick: Quick) -> None:
    """It answers our pings, also while a turn runs."""
    quick(ping=0.8)
    chat = through()
    notes = chat.note("close", "error")
    assert chat.ask("hello").text == SAID
    (link,) = [each for each in proxy.connections if each.to_client.frames]
    frames = link.to_client.frames
    assert chat.ask("[wait:2.8]").text == SAID
    assert notes.all == []
    assert chat.connected
    assert link.to_client.frames > 2 * frames, "the same frames, and pongs"


def test_a_server_that_gives_us_up(make: Make) -> None:
    """1011: its ping was not answered in time. Nothing here can make us late, so the frame is put in."""
    with EmbeddedCat() as cat, FaultProxy(cat.url) as proxy:
        chat = make(proxy.url)
        notes = chat.note("close")
        proxy.add(Insert((1011).to_bytes(2, "big") + b"keepalive ping timeout", opcode=8, when=Frame(2)))
        reply = chat.ask("hello", timeout=20)
        assert (reply.text, reply.recovered) == (SAID, True)
        assert notes.wait_for("close") == [(1011, "keepalive ping timeout")]
        chat.close()


# -- limits


def test_a_message_over_the_limit_ends_the_connection_and_the_answer_is_fetched(make: Make, cat: EmbeddedCat) -> None:
    chat = make(max_message=20_000)
    notes = chat.note("close", "error")
    chat.ask("small")
    prompt = "x" * 30_000
    reply = chat.ask(prompt, timeout=30)
    assert reply.recovered
    assert reply.raw["why"]["input"] == prompt
    assert notes.wait_for("close")[0][0] == 1009
    ((error,),) = notes.of("error")
    assert "max_message" in str(error)


def test_a_huge_message_is_refused_by_its_header(through: Through, proxy: FaultProxy) -> None:
    """A terabyte; only its length is read."""
    chat = through(max_message=1_000_000)
    notes = chat.note("close")
    chat.connect(10)
    proxy.add(Insert(Huge(1 << 40), when=Frame(1)))
    chat.send("hello")
    assert notes.wait_for("close")[0][0] == 1009
    proxy.cut_all("rst")


def test_a_text_that_is_no_utf8_ends_the_connection(through: Through, proxy: FaultProxy) -> None:
    chat = through()
    notes = chat.note("close")
    proxy.add(Insert(b"\xff\xfe", opcode=1, when=Frame(1)))
    assert chat.ask("hello", timeout=20).recovered
    assert notes.wait_for("close")[0][0] == 1007


def test_a_binary_frame_is_ignored(through: Through, proxy: FaultProxy) -> None:
    """The Cat sends none."""
    chat = through()
    notes = chat.note("close", "error")
    proxy.add(Insert(b"\x00\x01", when=Frame(1)))
    assert chat.ask("hello").text == SAID
    assert notes.all == []


@pytest.mark.parametrize("opcode", [3, 11])
def test_a_frame_against_the_protocol_ends_the_connection(through: Through, proxy: FaultProxy, opcode: int) -> None:
    chat = through()
    notes = chat.note("close")
    proxy.add(Insert(b"?", opcode=opcode, when=Frame(1)))
    assert chat.ask("hello", timeout=20).recovered
    assert notes.wait_for("close")


# -- reconnecting


def test_without_being_asked_for_nothing_reconnects(through: Through, proxy: FaultProxy, cat: EmbeddedCat) -> None:
    chat = through()
    notes = chat.note("close")
    chat.connect(10)
    proxy.cut_all()
    notes.wait_for("close")
    assert not cat.wait_for(lambda: len(handshakes(cat)) > 1, timeout=1)


def test_a_lost_connection_comes_back(through: Through, proxy: FaultProxy, cat: EmbeddedCat, reconnect: Policy) -> None:
    chat = through(reconnect=reconnect())
    notes = chat.note("open", "close", "error")
    chat.connect(10)
    for count in range(2, 5):
        proxy.cut_all("rst" if count % 2 else "fin")
        notes.wait_for("open", count)
        assert chat.ask("hello").text == SAID
    assert len(handshakes(cat)) == 4
    assert len(notes.of("close")) == len(notes.of("error")) == 3
    assert cat.wait_for(lambda: cat.sockets() == 1)


def test_events_go_on_after_a_loss(through: Through, proxy: FaultProxy, reconnect: Policy) -> None:
    chat = through(reconnect=reconnect())
    notes = chat.note("open")
    chat.connect(10)
    events = chat.events()
    proxy.cut_all()
    notes.wait_for("open", 2)
    chat.ask("[dict]")
    assert next(events).text == "fast reply output"


def test_it_tries_until_the_server_is_back(make: Make, cat: EmbeddedCat, reconnect: Policy) -> None:
    chat = make(reconnect=reconnect(attempts=1000))
    notes = chat.note("open", "close", "error")
    chat.connect(10)
    cat.stop()
    notes.wait_for("close")
    with pytest.raises(ccat.ConnectionFailed):
        chat.ask("meanwhile", timeout=0.5)
    cat.start()
    notes.wait_for("open", 2)
    assert chat.ask("again").text == SAID
    assert len(notes.of("error")) == 1, "the attempts in between are no events"


def test_an_ask_waits_for_the_connection_that_comes_back(
    make: Make, cat: EmbeddedCat, reconnect: Policy, in_thread: Callable[..., InThread]
) -> None:
    chat = make(reconnect=reconnect(attempts=1000))
    notes = chat.note("close")
    chat.connect(10)
    cat.stop()
    notes.wait_for("close")
    asking = in_thread(lambda: chat.ask("hello", timeout=30))
    cat.start()
    assert asking.result().text == SAID
    assert cat.prompts() == ["hello"]


def test_it_gives_up_after_so_many_attempts(make: Make, cat: EmbeddedCat, reconnect: Policy) -> None:
    gave_up: list[Any] = []
    done = threading.Event()

    def tell(error: ccat.CatError) -> None:
        gave_up.append(error)
        done.set()

    with FaultProxy(cat.url) as proxy:
        chat = make(proxy.url, reconnect=reconnect(attempts=4, on_give_up=tell))
        notes = chat.note("close", "error")
        chat.connect(10)
        proxy.add(Answer(503, path=CHAT, times=None))
        proxy.cut_all()
        assert done.wait(30)
        assert len(gave_up) == 1
        assert isinstance(gave_up[0], ccat.HandshakeRefused)
        assert sum(("GET", "/ws/user") in each.requests for each in proxy.connections) == 1 + 4
        assert [type(error) for (error,) in notes.of("error")] == [ccat.ConnectionLost, ccat.HandshakeRefused]
        assert not chat.connected
        chat.close()


def test_it_gives_up_after_so_much_time(make: Make, cat: EmbeddedCat, reconnect: Policy) -> None:
    done = threading.Event()
    policy = reconnect(attempts=10**6, total=0.5, on_give_up=lambda error: done.set())
    chat = make(reconnect=policy)
    chat.connect(10)
    begin = time.monotonic()
    cat.stop()
    assert done.wait(30)
    assert 0.4 < time.monotonic() - begin < 5
    cat.start()
    assert chat.ask("later").text == SAID


def test_a_refused_handshake_is_final(through: Through, proxy: FaultProxy, reconnect: Policy) -> None:
    done = threading.Event()
    chat = through(reconnect=reconnect(on_give_up=lambda error: done.set()))
    chat.connect(10)
    proxy.add(Answer(403, path=CHAT, times=None))
    proxy.cut_all()
    assert done.wait(30)
    assert sum(("GET", "/ws/user") in each.requests for each in proxy.connections) == 2


def test_what_the_server_ended_in_good_order_stays_ended(
    through: Through, proxy: FaultProxy, cat: EmbeddedCat, reconnect: Policy
) -> None:
    chat = through(reconnect=reconnect())
    notes = chat.note("close")
    chat.connect(10)
    proxy.add(Insert((1000).to_bytes(2, "big"), opcode=8, when=Frame(1)))
    chat.send("hello")
    assert notes.wait_for("close") == [(1000, "")]
    assert not cat.wait_for(lambda: len(handshakes(cat)) > 1, timeout=0.5)


def test_the_first_connection_is_not_tried_again(make: Make, dead_url: str) -> None:
    chat = make(dead_url, reconnect=True)
    notes = chat.note("error")
    with pytest.raises(ccat.ConnectionFailed):
        chat.connect(10)
    notes.wait_for("error")


def test_reconnect_true_is_the_default_policy(through: Through, proxy: FaultProxy) -> None:
    chat = through(reconnect=True)
    notes = chat.note("open")
    chat.connect(10)
    proxy.cut_all()
    notes.wait_for("open", 2)
