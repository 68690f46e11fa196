"""close(), in every state, from anywhere, twice: within its time, and nothing is left."""

from __future__ import annotations

import contextlib
import socket
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

import cheshire_cat_api as ccat
from cheshire_cat_api._async import session as async_session
from cheshire_cat_api._sync import session as sync_session
from cheshire_cat_api.testing import EmbeddedCat, FaultProxy
from cheshire_cat_api.testing.faults import Answer, Freeze, OnRequest

from .conftest import InThread, Make, chat_threads, until
from .drivers import Driver

Work = Callable[[Callable[[], Any]], InThread]
PROMPT = 2.5  # seconds: what is done in milliseconds takes no longer on a busy machine


class Scene:
    """A client in some state."""

    def __init__(self, make: Make, in_thread: Work, cat: EmbeddedCat) -> None:
        self.make, self.in_thread, self.cat = make, in_thread, cat
        self.stack = ExitStack()
        self.proxy = self.stack.enter_context(FaultProxy(cat.url))
        self.work: list[InThread] = []

    def never_connected(self) -> Driver:
        return self.make(self.proxy.url)

    def connecting(self) -> Driver:
        chat = self.make(self.proxy.url)
        chat.connect()
        return chat

    def handshake_unanswered(self) -> Driver:
        self.proxy.add(Freeze(when=OnRequest("before")))
        chat = self.make(self.proxy.url)
        chat.connect()
        self.proxy.wait_for(lambda: self.proxy.fired)
        return chat

    def network_hangs(self) -> Driver:
        """Not even TCP is answered."""
        listener = self.stack.enter_context(socket.create_server(("127.0.0.1", 0), backlog=0))
        address = listener.getsockname()
        for _ in range(4):  # fills the queue; more than the system takes is not answered
            waiting = self.stack.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(address)
        chat = self.make(f"http://127.0.0.1:{address[1]}")
        chat.connect()
        return chat

    def idle(self) -> Driver:
        chat = self.make(self.proxy.url)
        chat.connect(10)
        return chat

    def in_a_turn(self) -> Driver:
        chat = self.idle()
        self.work.append(self.in_thread(lambda: chat.ask("[slow:0.5]")))
        assert self.cat.wait_for(lambda: self.cat.prompts())
        return chat

    def two_asks(self) -> Driver:
        chat = self.in_a_turn()
        self.work.append(self.in_thread(lambda: chat.ask("the second")))
        until(lambda: len(chat.client._cat_own_chat.conversation.turns.asked) == 2)
        return chat

    def server_frozen(self) -> Driver:
        chat = self.idle()
        self.proxy.freeze_all()
        return chat

    def server_frozen_in_a_turn(self) -> Driver:
        chat = self.in_a_turn()
        self.proxy.freeze_all()
        return chat

    def server_frozen_and_full(self) -> Driver:
        """It takes nothing more: the goodbye does not fit in."""
        chat = self.idle()
        self.proxy.freeze_all()
        self.work.append(self.in_thread(lambda: chat.ask("x" * 15_000_000, timeout=60)))
        until(lambda: chat.client._cat_own_chat.conversation.turns.asked)  # from here on a close() concerns it
        return chat

    def server_gone(self) -> Driver:
        chat = self.idle()
        notes = chat.note("close")
        self.proxy.cut_all()
        notes.wait_for("close")
        return chat

    def looking_for_an_answer(self) -> Driver:
        """The connection is gone, and the turn runs on."""
        chat = self.make(self.proxy.url)
        chat.connect(10)
        self.work.append(self.in_thread(lambda: chat.ask("[wait:4]", timeout=60)))
        assert self.cat.wait_for(lambda: self.cat.prompts())
        self.proxy.cut_all()
        assert self.cat.wait_for(lambda: any(each.path.startswith("/memory") for each in self.cat.requests), 10)
        return chat

    def looking_where_nobody_answers(self) -> Driver:
        """The look at the history itself hangs."""
        chat = self.in_a_turn()
        self.proxy.add(Freeze(when=OnRequest("before"), path="/memory/*", times=None))
        self.proxy.cut_all()
        self.proxy.wait_for(lambda: self.proxy.fired)
        return chat

    def reconnecting(self) -> Driver:
        policy = ccat.Reconnect(attempts=1000, first=0.01, longest=20)
        chat = self.make(self.proxy.url, reconnect=policy)
        notes = chat.note("close")
        chat.connect(10)
        self.proxy.add(Answer(503, path="/ws/*", times=None))
        self.proxy.cut_all()
        notes.wait_for("close")
        self.proxy.wait_for(lambda: len(self.proxy.fired) > 2)
        return chat

    def closed(self) -> Driver:
        chat = self.idle()
        chat.close()
        return chat


STATES = [name for name in vars(Scene) if not name.startswith("_")]


@pytest.fixture
def scene(make: Make, in_thread: Work, cat: EmbeddedCat, quick: Callable[..., None]) -> Iterator[Scene]:
    quick(look=1.0)  # a look of the synchronous client that hangs ends by itself only
    scene = Scene(make, in_thread, cat)
    with scene.stack:
        yield scene
        for work in scene.work:  # whatever it is, it ends when the client is closed
            begin = time.monotonic()
            with pytest.raises((ccat.ConnectionLost, ccat.NotConnected)):
                work.result(30)
            assert time.monotonic() - begin < PROMPT


def timed(action: Callable[[], object]) -> float:
    begin = time.monotonic()
    action()
    return time.monotonic() - begin


@pytest.mark.parametrize("state", STATES)
def test_close_in_every_state_is_quick(scene: Scene, state: str) -> None:
    chat = getattr(scene, state)()
    slow = state in ("server_frozen", "server_frozen_in_a_turn", "server_frozen_and_full")
    assert timed(chat.close) < (5.5 if slow else PROMPT)
    assert not chat.connected
    assert timed(chat.close) < PROMPT


@pytest.mark.parametrize("state", STATES)
def test_close_keeps_its_deadline(scene: Scene, state: str) -> None:
    chat = getattr(scene, state)()
    assert timed(lambda: chat.close(0.3)) < 0.3 + PROMPT
    assert timed(lambda: chat.close(0.0)) < PROMPT


@pytest.mark.parametrize("state", STATES)
def test_close_from_many_threads_at_once(scene: Scene, state: str, in_thread: Work) -> None:
    chat = getattr(scene, state)()
    begin = time.monotonic()
    for work in [in_thread(chat.close) for _ in range(5)]:
        work.result()
    assert time.monotonic() - begin < 8
    assert not chat.connected


@pytest.mark.parametrize("state", STATES)
def test_a_closed_client_can_be_used_again(scene: Scene, state: str) -> None:
    chat = getattr(scene, state)()
    chat.close(1.0)
    scene.proxy.clear()
    if state == "network_hangs":
        with pytest.raises(ccat.CatError):
            chat.connect(0.5)
        return
    chat.connect(20)
    assert chat.ask("once more", timeout=30).raw["why"]["input"] == "once more"
    assert scene.cat.prompts().count("once more") == 1


@pytest.mark.parametrize("name", ["open", "message", "event", "close", "error"])
def test_close_in_each_callback(scene: Scene, name: str) -> None:
    chat = scene.make(scene.proxy.url)
    notes = chat.note("close")
    calls = chat.in_callback(name, ("close", (), {}), ("close", (), {}))
    begin = time.monotonic()
    with contextlib.suppress(ccat.NotConnected):  # on_open may close it before we see it open
        chat.connect(10)
    if name in ("message", "event"):
        chat.send("hello")
    elif name == "close":
        chat.close()
    elif name == "error":
        scene.proxy.cut_all()
    assert calls.wait() == [None, None]
    if name != "close":
        notes.wait_for("close")
    assert time.monotonic() - begin < PROMPT * 2
    assert not chat.connected


def test_close_in_on_give_up(scene: Scene, kind: str) -> None:
    """The callback of the policy, which comes last."""
    done = threading.Event()

    def close() -> None:
        chat.client.close()
        done.set()

    async def close_async() -> None:
        await chat.client.close()
        done.set()

    callback = close_async if kind == "async" else close
    policy = ccat.Reconnect(attempts=1, first=0.0, on_give_up=lambda error: callback())
    chat = scene.make(scene.proxy.url, reconnect=policy)
    notes = chat.note("close")
    chat.connect(10)
    scene.proxy.add(Answer(503, path="/ws/*", times=None))
    scene.proxy.cut_all()
    assert done.wait(10)
    assert len(notes.of("close")) == 1
    assert not chat.connected


def test_an_ask_that_waits_for_its_turn_does_not_connect_anew(scene: Scene) -> None:
    chat = scene.two_asks()
    chat.close()
    for work in scene.work:
        with pytest.raises((ccat.ConnectionLost, ccat.NotConnected)):
            work.result()
    scene.work.clear()
    assert not chat.connected
    assert scene.cat.prompts() == ["[slow:0.5]"]


def test_close_is_told_once(chat: Driver) -> None:
    notes = chat.note("close", "error")
    chat.connect(10)
    for _ in range(3):
        chat.close()
    assert notes.all == [("close", 1000, "")]


def test_close_of_what_never_opened_is_not_told(chat: Driver) -> None:
    notes = chat.note("open", "close", "error")
    chat.close()
    assert notes.all == []


def test_the_servers_turn_goes_on(chat: Driver, cat: EmbeddedCat) -> None:
    chat.connect(10)
    chat.send("[wait:0.5]")
    assert cat.wait_for(lambda: cat.prompts())
    chat.close()
    assert cat.wait_for(lambda: [message["who"] for message in cat.history()] == ["Human", "AI"])


def test_connecting_and_closing_many_times(chat: Driver, cat: EmbeddedCat) -> None:
    """The predecessor raised in 48 of 50."""
    notes = chat.note("error")
    for _ in range(50):
        chat.connect()
        assert timed(chat.close) < PROMPT
    assert notes.of("error") == []
    assert cat.wait_for(lambda: cat.sockets() == 0)


def test_close_while_its_login_hangs(make: Make, cat: EmbeddedCat, monkeypatch: pytest.MonkeyPatch) -> None:
    """The login has a time of its own and is not tried again: nothing goes on for long behind a closed client."""
    for module in (sync_session, async_session):
        monkeypatch.setattr(module, "LOGIN_TIMEOUT", 0.5)
    with FaultProxy(cat.url) as proxy:
        proxy.add(Freeze(when=OnRequest("after"), path="/auth/token", times=None))
        chat = make(proxy.url, username="admin", password="admin")
        chat.connect()
        proxy.wait_for(lambda: proxy.fired)
        assert timed(chat.close) < PROMPT
        until(lambda: not chat_threads())
        assert sum(("POST", "/auth/token") in each.requests for each in proxy.connections) == 1


# -- a client that is forgotten


@pytest.mark.parametrize("kind", ["sync"], indirect=True)
def test_a_forgotten_client_ends_its_chat(make: Make, cat: EmbeddedCat) -> None:
    client = ccat.CatClient(ccat.Config(cat.url))
    client.connect_ws(10)
    assert cat.sockets() == 1
    threads = chat_threads()
    assert threads
    del client
    assert cat.wait_for(lambda: cat.sockets() == 0)
    for thread in threads:
        thread.join(10)
        assert not thread.is_alive()


@pytest.mark.parametrize(
    "ending",
    [
        "",
        "client.send('[slow:5]')",
        "client.on_message = lambda text: client.ask('again')\nclient.send('[dict]')\nclient.ask('[dict]')",
        "for token in client.stream('[slow:0.5]'):\n    break",
        "client.close()",
        "raise SystemExit(0)",
        "client.on_message = lambda text: time.sleep(60)\nclient.send('[dict]')\nclient.ask('[dict]')",
        "freeze()\nclient.send('x')",
    ],
    ids=["idle", "in a turn", "asking in a callback", "in a stream", "closed", "exit", "callback hangs", "frozen"],
)
def test_a_forgotten_client_does_not_keep_the_interpreter_alive(cat: EmbeddedCat, ending: str) -> None:
    with FaultProxy(cat.url) as proxy:
        program = textwrap.dedent(
            """
            import sys, time
            import cheshire_cat_api as ccat
            def freeze():
                print("freeze", flush=True)
                sys.stdin.readline()
            client = ccat.CatClient(ccat.Config(sys.argv[1]), reconnect=True)
            client.connect_ws(20)
            """
        )
        command = [sys.executable, "-W", "error", "-c", program + ending, proxy.url]
        with subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        ) as process:
            try:
                if "freeze" in ending:
                    assert process.stdout is not None
                    assert process.stdout.readline() == "freeze\n"
                    proxy.freeze_all()
                out, err = process.communicate("\n", timeout=30)
            finally:
                process.kill()
        assert (process.returncode, out) == (0, "")
        # Where a callback was still to hear something, that is told, in one line; and nothing else is.
        told = ["the program ends while a chat is connected"] if "on_message" in ending else []
        assert [line.partition(":")[0] for line in err.splitlines()] == told
