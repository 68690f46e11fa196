"""One connection after the other: what the old one still does is no affair of the new one."""

from __future__ import annotations

import gc
import itertools
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

import cheshire_cat_api as ccat
from cheshire_cat_api._chat.tasks.chat import AsyncChat
from cheshire_cat_api.testing import EmbeddedCat, FaultProxy
from openapi_facade.websocket import backoff

from .conftest import InThread, Make, until
from .drivers import Driver
from .raw import RawServer

SAID = "Curiouser and curiouser! è 😺\nDone."
CLOSE_1008 = b"\x88\x02\x03\xf0"


@pytest.fixture
def closing(
    make: Make, proxy: FaultProxy, in_thread: Callable[..., InThread]
) -> Iterator[Callable[[], tuple[Driver, InThread]]]:
    """A chat whose `close()` waits for the server's close frame, which does not come."""

    def begin() -> tuple[Driver, InThread]:
        chat = make(proxy.url)
        chat.connect(10)
        proxy.freeze_all("to_client")
        link = chat.client._cat_own_chat._link
        closer = in_thread(lambda: chat.close(5))
        until(lambda: link.over)
        return chat, closer

    yield begin
    proxy.thaw()


def test_who_asks_while_another_closes_gets_the_answer(closing: Callable[[], tuple[Driver, InThread]]) -> None:
    chat, closer = closing()
    reply = chat.ask("new [wait:1.5]", timeout=30)
    assert (reply.text, reply.recovered) == (SAID, False)
    closer.result()
    assert chat.connected


def test_events_of_the_new_connection_do_not_end_with_the_old_one(
    closing: Callable[[], tuple[Driver, InThread]],
) -> None:
    chat, closer = closing()
    chat.connect(10)
    events = chat.events()
    closer.result()
    chat.send("hello")
    assert len(list(itertools.islice(events, 3))) == 3


def test_the_new_connection_begins_when_the_old_one_has_ended(
    closing: Callable[[], tuple[Driver, InThread]], cat: EmbeddedCat
) -> None:
    chat, closer = closing()
    chat.connect(10)
    closer.result()
    assert cat.sockets() == 1
    assert chat.ask("hello", timeout=5).recovered is False  # the new one is not deaf


def test_what_a_server_ends_at_once_is_not_asked_a_hundred_times(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    """The waits are no matter of luck here: no attempt begins so late that its own time is over."""
    monkeypatch.setattr(backoff.Reconnect.waits, "__defaults__", (lambda: 0.2,))
    with RawServer(first=CLOSE_1008, all_alike=True) as server:
        chat = make(server.url)
        with pytest.raises((ccat.NotConnected, ccat.ConnectionLost)) as caught:
            chat.ask("anybody?", timeout=3)
        assert "1008" in str(caught.value) or isinstance(caught.value, ccat.ConnectionLost)
        assert 2 <= server.handshakes <= 11


@pytest.mark.parametrize("kind", ["sync"], indirect=True)  # an event loop has one thread
def test_prompts_of_many_threads_are_sent_in_the_order_of_their_turns(
    chat: Driver, cat: EmbeddedCat, in_thread: Callable[..., InThread]
) -> None:
    """The server's order is all that tells whose an answer is."""
    chat.connect(10)
    turns, order = chat.client._cat_own_chat.conversation.turns, []
    add = turns.add

    def note(turn: Any, now: float) -> None:
        order.append(turn.text)
        add(turn, now)

    turns.add = note
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        senders = [in_thread(lambda n=n: [chat.send(f"{n}-{i} [dict]") for i in range(40)]) for n in range(4)]
        for sender in senders:
            sender.result()
    finally:
        sys.setswitchinterval(interval)
    assert cat.wait_for(lambda: len(cat.prompts()) == 160, 30)
    assert cat.prompts() == order


@pytest.mark.parametrize("kind", ["async"], indirect=True)  # the other keeps one chat
def test_a_client_that_connects_again_and_again_keeps_one_chat(chat: Driver) -> None:
    def chats() -> int:
        gc.collect()
        return sum(isinstance(each, AsyncChat) for each in gc.get_objects())

    before = chats()
    for _ in range(5):
        chat.connect(10)
        chat.close()
    assert chats() <= before + 1


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
@pytest.mark.filterwarnings("ignore:This process.*is multi-threaded:DeprecationWarning")
@pytest.mark.parametrize("of", ["client", "view"])
def test_a_forked_child_leaves_its_parents_chat_alone(cat: EmbeddedCat, of: str) -> None:
    """Whether the child closes its copy or forgets it."""
    with ccat.CatClient(ccat.Config(cat.url)) as client:
        chat = client.as_user("alice") if of == "view" else client
        chat.connect_ws(10)
        for leave in ("close", "forget"):
            child = os.fork()
            if child == 0:  # nothing but _exit ends this process: the rest is the parent's
                try:
                    signal.alarm(10)
                    fine = not chat.is_ws_connected
                    if leave == "close":
                        chat.close()
                    else:
                        finalizer = chat._cat_forgotten
                        fine = fine and not finalizer.alive
                    os._exit(0 if fine else 1)
                finally:
                    os._exit(2)
            assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
            assert chat.is_ws_connected
            assert chat.ask("[dict]", timeout=10).text == "fast reply output"
        chat.close()


@pytest.mark.parametrize("key", ["s3cret-key"])
def test_the_key_is_in_no_log_of_the_library(
    make: Make, key: str, caplog: pytest.LogCaptureFixture, dead_url: str
) -> None:
    with EmbeddedCat(ws_key=key) as cat, caplog.at_level("DEBUG"):
        chat = make(cat.url, auth_key_ws=key)
        chat.ask("hello")
        chat.close()
    ours = [record for record in caplog.records if not record.name.startswith("uvicorn")]  # the server's own
    assert ours
    assert not [record for record in ours if key in record.getMessage()]


def test_a_subclass_may_have_the_callbacks_as_methods(cat: EmbeddedCat, kind: str, make: Make) -> None:
    heard: list[str] = []
    told = threading.Event()
    base = ccat.CatClient if kind == "sync" else ccat.AsyncCatClient

    class Bot(base):  # type: ignore[misc, valid-type]
        def on_message(self, message: str) -> None:
            heard.append(message)
            told.set()

    chat = make(cat.url)
    chat.client.__class__ = Bot
    chat.client.__init__(ccat.Config(cat.url))
    chat.ask("hello")
    assert told.wait(10)
    assert heard
    assert type(chat.client.as_user("alice")).on_message is Bot.on_message
    chat.close()
