"""What comes at a bad moment: an interrupt, a close, a collector, a server or a system that will not have it."""

from __future__ import annotations

import asyncio
import gc
import ssl
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import cheshire_cat_api as ccat
from cheshire_cat_api.testing import EmbeddedCat, FaultProxy
from cheshire_cat_api.testing.faults import Answer, Cut, Frame, Freeze, OnRequest

from .conftest import InThread, Make, until
from .drivers import Driver
from .raw import RawServer

SAID = "Curiouser and curiouser! è 😺\nDone."
CERTS = Path(__file__).parents[1] / "unit" / "transport" / "certs"
only_sync = pytest.mark.parametrize("kind", ["sync"], indirect=True)


def interrupt(*_: object, **__: object) -> None:
    raise KeyboardInterrupt


# -- while something is sent or ended


@only_sync
@pytest.mark.parametrize("how", ["ask", "send"])
def test_a_prompt_that_is_interrupted_leaves_the_client_usable(
    chat: Driver, cat: EmbeddedCat, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half of it may be out: nothing can follow it on this connection."""
    chat.connect(10)
    with monkeypatch.context() as patch:
        patch.setattr(chat.client._cat_own_chat._link._connection._socket, "send", interrupt)
        with pytest.raises(KeyboardInterrupt):
            getattr(chat, how)("interrupted")
    assert chat.ask("after", timeout=8).text == SAID
    assert cat.prompts() == ["after"]


@only_sync
def test_a_close_that_is_interrupted_ends_the_connection(
    chat: Driver, cat: EmbeddedCat, monkeypatch: pytest.MonkeyPatch
) -> None:
    chat.connect(10)
    with monkeypatch.context() as patch:
        patch.setattr(chat.client._cat_own_chat._link._connection, "say_goodbye", interrupt)
        with pytest.raises(KeyboardInterrupt):
            chat.close()
    assert cat.wait_for(lambda: cat.sockets() == 0)


@only_sync
def test_a_large_prompt_to_a_tls_server_that_does_not_read(make: Make) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTS / "server.pem")
    with RawServer(tls=context) as server:
        chat = make(server.url, verify=str(CERTS / "ca.pem"))
        chat.connect(10)
        begin = time.monotonic()
        with pytest.raises((ccat.ConnectionLost, ccat.TurnTimeout)):
            chat.ask("x" * 15_000_000, timeout=2)
        assert time.monotonic() - begin < 10  # it was 20, the time for pings
        chat.close(0.2)


def test_who_waits_for_the_handshake_is_told_of_the_close(
    make: Make, proxy: FaultProxy, in_thread: Callable[..., InThread]
) -> None:
    proxy.add(Freeze(when=OnRequest("before"), path="/ws/*", times=None))
    chat = make(proxy.url)
    for _ in range(10):
        asking = in_thread(lambda: chat.ask("never sent", timeout=30))
        until(lambda: chat.client._cat_own_chat is not None and chat.client._cat_own_chat.conversation.turns.asked)
        chat.close()
        with pytest.raises((ccat.NotConnected, ccat.ConnectionLost)):
            asking.result()


@pytest.mark.parametrize("kind", ["async"], indirect=True)
def test_a_connection_that_is_closed_before_its_first_step_ends(cat: EmbeddedCat, kind: str) -> None:
    async def work() -> None:
        client = ccat.AsyncCatClient(ccat.Config(cat.url))
        await client.connect_ws()
        events = client.events()
        await client.close()
        assert [event async for event in events] == []
        asked, _ = await asyncio.gather(client.ask("hello", timeout=30), client.close(), return_exceptions=True)
        assert isinstance(asked, ccat.ChatError)
        connected, _ = await asyncio.gather(client.connect_ws(30), client.close(), return_exceptions=True)
        assert connected is None or isinstance(connected, ccat.ChatError)
        await client.close()

    asyncio.run(asyncio.wait_for(work(), 20))


# -- objects that are forgotten


@only_sync
def test_the_collector_may_come_while_the_chats_lock_is_held(chat: Driver) -> None:
    """A stream in a cycle goes whenever the collector comes by, in any thread."""
    chat.connect(10)
    conversation = chat.client._cat_own_chat.conversation
    stream = chat.client.stream("left [slow:0.05]")
    others = [chat.client._cat_own_chat.conversation.new_turn(str(n), 1000.0) for n in range(2)]
    for other in others:
        conversation.turns.ask(other)
    cycle = [stream]
    cycle.append(cycle)  # type: ignore[arg-type]
    del stream, cycle
    done = threading.Event()

    def collect() -> None:
        gc.collect()  # takes no lock
        done.set()

    collector = threading.Thread(target=collect)
    with conversation.changed.lock:
        for number, _ in enumerate(conversation.turns.asked):
            if number == 0:
                collector.start()
                assert done.wait(10)
    collector.join()
    for other in others:
        conversation.finished(other)
    assert chat.ask("after", timeout=10).raw["why"]["input"] == "after"


def test_a_view_that_nobody_keeps_answers(cat: EmbeddedCat) -> None:
    with ccat.CatClient(ccat.Config(cat.url)) as client:
        assert "".join(client.as_user("bob").stream("hello")) == SAID
        gc.collect()


# -- what others do


@pytest.mark.parametrize("body", ["{}", '{"history": null}', '{"history": 5}', '{"history": [1]}', "[]", "<p>", "nul"])
@pytest.mark.parametrize("how", ["ask", "send"])
def test_a_history_that_is_none(
    make: Make, proxy: FaultProxy, body: str, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for client in ("threads", "tasks"):
        monkeypatch.setattr(f"cheshire_cat_api._chat.{client}.conversation.LOST_TURN_PATIENCE", 0.3)
    chat = make(proxy.url, reconnect=ccat.Reconnect(first=0.01, longest=0.05))
    notes = chat.note("open")
    proxy.add(Answer(200, body=body, path="/memory/*", times=None, headers={"Content-Type": "application/json"}))
    proxy.add(Cut(when=Frame(2)))
    chat.connect(10)
    if how == "ask":
        with pytest.raises(ccat.ConnectionLost):
            chat.ask("lost", timeout=2)
    else:
        chat.send("lost")
    notes.wait_for("open", 2)
    assert chat.connected


def test_a_credential_that_would_end_the_program(cat: EmbeddedCat) -> None:
    told: list[Exception] = []
    client = ccat.CatClient(ccat.Config(cat.url, credential=lambda: sys.exit(3)), on_error=told.append)
    with pytest.raises(ccat.ConfigError, match="SystemExit"):
        client.connect_ws(10)
    client.close()
    assert [type(error) for error in told] == [ccat.ConfigError]


@only_sync
@pytest.mark.parametrize("name", ["cheshire-cat-chat", "cheshire-cat-callbacks", None])
def test_a_system_that_has_no_thread_left_for_a_moment(
    chat: Driver, name: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    start, refused = threading.Thread.start, []

    def refuse(thread: threading.Thread) -> None:
        if not refused and (thread.name == name or (name is None and isinstance(thread, threading.Timer))):
            refused.append(thread)
            raise RuntimeError("can't start new thread")
        start(thread)

    notes = chat.note("message", "close")
    with monkeypatch.context() as patch:
        patch.setattr(threading.Thread, "start", refuse)
        if name == "cheshire-cat-callbacks":
            chat.connect(10)
        else:
            with pytest.raises(ccat.ConnectionFailed, match="thread"):
                chat.ask("too early", timeout=10)
        assert len(refused) == 1
        assert chat.ask("hello", timeout=10).text == SAID
    assert notes.wait_for("message")
    chat.close()
    assert notes.wait_for("close")


@pytest.mark.skipif(sys.version_info < (3, 12), reason="tasks begin at once from Python 3.12 on")
def test_tasks_that_begin_at_once(cat: EmbeddedCat) -> None:
    async def work() -> list[str]:
        asyncio.get_running_loop().set_task_factory(getattr(asyncio, "eager_task_factory"))  # noqa: B009
        heard: list[str] = []
        names: dict[str, Any] = {
            f"on_{name}": lambda *_, name=name: heard.append(name) for name in ("open", "message", "close")
        }
        async with ccat.AsyncCatClient(ccat.Config(cat.url), **names) as client:
            assert (await client.ask("hello")).text == SAID
        return heard

    heard = asyncio.run(work())
    assert heard[0] == "open"
    assert heard[-1] == "close"
    assert heard.count("message") > 3
