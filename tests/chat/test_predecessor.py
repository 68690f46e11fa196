"""What was wrong with the chat of 1.4.9, one by one, and is not any more."""

from __future__ import annotations

import gc
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

import cheshire_cat_api as ccat
from cheshire_cat_api.testing import EmbeddedCat, FaultProxy
from cheshire_cat_api.testing.faults import Freeze, OnRequest

from .conftest import chat_threads

SAID = "Curiouser and curiouser! è 😺\nDone."
Quick = Callable[..., None]


@pytest.fixture
def proxied(cat: EmbeddedCat) -> Iterator[tuple[ccat.CatClient, FaultProxy]]:
    with FaultProxy(cat.url) as proxy, ccat.CatClient(ccat.Config(proxy.url)) as client:
        yield client, proxy


def took(action: Callable[[], Any]) -> float:
    begin = time.monotonic()
    action()
    return time.monotonic() - begin


def test_1_close_takes_milliseconds(client: ccat.CatClient) -> None:
    """It blocked 9.7 s in every second run."""
    times = []
    for _ in range(30):
        client.connect_ws(10)
        client.ask("[dict]")
        times.append(took(client.close))
    assert sorted(times)[15] < 0.25
    assert max(times) < 2.5


def test_2_close_during_a_handshake_that_is_never_answered(proxied: tuple[ccat.CatClient, FaultProxy]) -> None:
    """It was still blocked after 8 s."""
    client, proxy = proxied
    proxy.add(Freeze(when=OnRequest("before")))
    client.connect_ws()
    proxy.wait_for(lambda: proxy.fired)
    assert took(client.close) < 2.5


def test_2_connecting_has_a_timeout(proxied: tuple[ccat.CatClient, FaultProxy], quick: Quick) -> None:
    quick(connect=0.3)
    client, proxy = proxied
    proxy.add(Freeze(when=OnRequest("before")))
    failed = threading.Event()
    client.on_error = lambda error: failed.set()
    client.connect_ws()
    assert failed.wait(10)


def test_3_close_right_after_connecting(client: ccat.CatClient) -> None:
    """AttributeError into on_error, 48 times of 50."""
    errors: list[Exception] = []
    client.on_error = errors.append
    for _ in range(50):
        client.connect_ws()
        client.close()
    assert errors == []


def test_3_close_from_a_callback(client: ccat.CatClient) -> None:
    """RuntimeError."""
    errors: list[Exception] = []
    client.on_error = errors.append
    closed = threading.Event()
    client.on_message = lambda text: client.close()
    client.on_close = lambda code, reason: closed.set()
    client.connect_ws(10)
    client.send("[dict]")
    assert closed.wait(10)
    assert errors == []


def test_4_a_forgotten_close_does_not_hang_the_interpreter(cat: EmbeddedCat) -> None:
    program = (
        "import sys, cheshire_cat_api as ccat\n"
        "client = ccat.CatClient(ccat.Config(sys.argv[1]))\n"
        "client.connect_ws(20)\n"
        "client.send('hello')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, cat.url], timeout=30, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_5_connecting_twice_opens_one_socket(client: ccat.CatClient, cat: EmbeddedCat) -> None:
    """The first socket leaked and later made the second one deaf."""
    for _ in range(3):
        client.connect_ws()
        client.connect_ws(10)
    assert cat.sockets() == 1
    gc.collect()
    assert client.ask("hello").recovered is False


def test_6_send_tells_in_our_own_words_that_there_is_no_connection(client: ccat.CatClient, cat: EmbeddedCat) -> None:
    """websocket-client's own exception came out."""
    with pytest.raises(ccat.NotConnected):
        client.send("hello")
    client.connect_ws(10)
    closed = threading.Event()
    client.on_close = lambda code, reason: closed.set()
    cat.stop()
    assert closed.wait(10)
    with pytest.raises(ccat.NotConnected):
        client.send("hello")
    cat.start()


def test_6_one_can_wait_and_reconnect(cat: EmbeddedCat) -> None:
    policy = ccat.Reconnect(attempts=1000, first=0.01, longest=0.05)
    opened = threading.Semaphore(0)
    with ccat.CatClient(ccat.Config(cat.url), on_open=opened.release, reconnect=policy) as client:
        client.connect_ws(timeout=10)
        assert opened.acquire(timeout=10)
        cat.stop()
        cat.start()
        assert opened.acquire(timeout=20)
        client.send("hello")
        assert cat.wait_for(lambda: cat.prompts() == ["hello"])


def test_7_a_frozen_server_is_noticed(proxied: tuple[ccat.CatClient, FaultProxy], quick: Quick) -> None:
    """is_ws_connected stayed True, and send succeeded."""
    quick(ping=0.2)
    client, proxy = proxied
    closed = threading.Event()
    client.on_close = lambda code, reason: closed.set()
    client.connect_ws(10)
    proxy.freeze_all()
    assert closed.wait(10)
    assert not client.is_ws_connected
    with pytest.raises(ccat.NotConnected):
        client.send("hello")


@pytest.mark.parametrize("user_id", ["a?b=1", "a#b", "%41"])
def test_8_user_ids_are_quoted(cat: EmbeddedCat, user_id: str) -> None:
    """The first two connected as user a, the third as A."""
    with ccat.CatClient(ccat.Config(cat.url, user_id=user_id)) as client:
        client.ask("hello")
    assert cat.prompts(user_id) == ["hello"]


def test_8_the_token_is_quoted() -> None:
    key = "a&b=%41#"
    with EmbeddedCat(ws_key=key) as cat, ccat.CatClient(ccat.Config(cat.url, auth_key_ws=key)) as client:
        assert client.ask("hello").text == SAID


def test_9_http_and_the_chat_have_a_key_each() -> None:
    keys = {"auth_key": "http", "auth_key_ws": "chat"}
    with (
        EmbeddedCat(api_key="http", ws_key="chat") as cat,
        ccat.CatClient(ccat.Config(cat.url, **keys)) as client,  # type: ignore[arg-type]
    ):
        assert client.ask("hello").text == SAID
        assert client.status.status()["status"]


def test_10_nothing_is_printed(client: ccat.CatClient, capfd: pytest.CaptureFixture[str]) -> None:
    """Tokens came out one a line, and an error frame raised KeyError."""
    client.ask("hello [err:x] [notify:y]")
    with pytest.raises(ccat.TurnFailed):
        client.ask("[raise:boom]")
    client.close()
    assert capfd.readouterr() == ("", "")


def test_11_exceptions_of_callbacks_are_told_once_and_as_themselves(
    client: ccat.CatClient, caplog: pytest.LogCaptureFixture
) -> None:
    """They were mixed with those of the connection, and logged twice."""
    errors: list[Exception] = []
    problem = KeyError("content")

    def fails(text: str) -> None:
        raise problem

    client.on_message, client.on_error = fails, errors.append
    client.ask("[dict]")
    client.close()
    assert errors == [problem]
    assert not caplog.records


def test_what_polling_programs_do(client: ccat.CatClient, cat: EmbeddedCat) -> None:
    """Connect in a loop until connected, send, close twice."""
    answers: list[str] = []
    got = threading.Event()

    def on_message(text: str) -> None:
        answers.append(text)
        if '"type":"chat"' in text.replace(" ", ""):
            got.set()

    client.on_message = on_message
    while not client.is_ws_connected:
        client.connect_ws()
        time.sleep(0.01)
    client.send("hello")
    assert got.wait(20)
    client.close()
    client.close()
    assert len(answers) == 8
    assert not chat_threads()
    assert cat.wait_for(lambda: cat.sockets() == 0)
