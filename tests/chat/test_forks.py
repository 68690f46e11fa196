"""A forked child does nothing with its parent's chat, and waits for no lock that was taken at the fork."""

from __future__ import annotations

import asyncio
import contextlib
import os
import pkgutil
import signal
import subprocess
import sys
import textwrap
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from importlib import import_module
from typing import Any

import pytest

import cheshire_cat_api as ccat
import cheshire_cat_openapi
from cheshire_cat_api.testing import EmbeddedCat
from openapi_facade.locks import Claim, Monitor, Mutex

pytestmark = [
    pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork"),
    pytest.mark.filterwarnings("ignore:This process.*is multi-threaded:DeprecationWarning"),
]
SLOW, SAID = "[slow:0.05]", "Curiouser and curiouser! è 😺\nDone."


def in_child(work: Callable[[], object]) -> None:
    """Run something in a forked child, which must end well within ten seconds."""
    child = os.fork()
    if child == 0:  # nothing but _exit ends this process: the rest is the parent's
        code = 3
        try:
            signal.alarm(10)
            work()
            code = 0
        finally:
            os._exit(code)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def close_and_forget(client: ccat.CatClient) -> None:
    client.close()
    del client


@pytest.fixture
def client(cat: EmbeddedCat) -> Iterator[ccat.CatClient]:
    with ccat.CatClient(ccat.Config(cat.url)) as client:
        client.connect_ws(10)
        yield client


def test_a_stream_is_the_parents(client: ccat.CatClient) -> None:
    stream = client.stream(SLOW, timeout=30)
    first = next(stream)

    def read_on() -> None:
        with pytest.raises(ccat.ConnectionLost, match="forked") as lost:
            next(stream)
        assert lost.value.partial.startswith(first)
        stream.close()
        client.close()

    in_child(read_on)
    assert first + "".join(stream) == stream.reply.text == SAID
    assert not stream.reply.recovered  # over the same connection
    assert client.is_ws_connected


def test_a_pool_of_users_begins_anew(client: ccat.CatClient, cat: EmbeddedCat) -> None:
    def use_it() -> None:
        assert users.users == ()
        with users.user("bob") as view:
            assert view.ask("[dict]").raw["user_id"] == "bob"
        users.close()

    with ccat.UserPool(client) as users:
        with users.user("alice") as view:
            view.ask("[dict]")
            in_child(use_it)
            assert users.users == ("alice",)
            assert view.ask("[dict]").raw["user_id"] == "alice"
        assert cat.sockets("alice") == 1


def test_events_are_the_parents(client: ccat.CatClient) -> None:
    events = client.events()
    client.send("[dict]")
    first = next(events)  # so that others have come as well

    def read_on() -> None:
        assert list(events) == []
        with pytest.raises(ccat.NotConnected):
            client.events()

    in_child(read_on)
    assert first
    client.send("[dict]")
    assert next(events)


def test_an_ask_that_is_running_in_another_thread_goes_on(client: ccat.CatClient, cat: EmbeddedCat) -> None:
    replies: list[ccat.Reply] = []
    asking = threading.Thread(target=lambda: replies.append(client.ask(SLOW, timeout=30)))
    asking.start()
    assert cat.wait_for(lambda: cat.prompts())
    in_child(client.close)
    asking.join(30)
    assert [(reply.text, reply.recovered) for reply in replies] == [(SAID, False)]


@pytest.mark.parametrize("of", ["chat", "callbacks", "sending"])
def test_a_fork_while_another_thread_has_a_lock_of_the_chat(client: ccat.CatClient, of: str) -> None:
    chat = client._cat_own_chat
    assert chat is not None
    link = chat._link
    assert link is not None
    assert link._connection is not None
    held, forked = threading.Event(), threading.Event()

    def hold() -> None:
        with contextlib.ExitStack() as stack:
            if of == "chat":
                stack.enter_context(chat.conversation.changed.lock)
            elif of == "callbacks":
                stack.enter_context(chat.conversation.dispatcher._changed.lock)
            else:
                claim = Claim()
                link._connection._socket.sending.take(claim)
                stack.callback(setattr, claim, "over", True)
            held.set()
            forked.wait(20)

    def use() -> None:
        client.close()
        assert client.ask("[dict]", timeout=8).text == "fast reply output"
        client.close()

    holder = threading.Thread(target=hold)
    holder.start()
    try:
        assert held.wait(10)
        in_child(use)
    finally:
        forked.set()
        holder.join(20)


def test_no_module_has_a_lock() -> None:
    """One that is taken at a fork is never given back in the child."""
    kinds = (type(threading.Lock()), type(threading.RLock()), threading.Condition, Monitor, Mutex, threading.Semaphore)
    found = []
    for package in (ccat, cheshire_cat_openapi):
        for each in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not {"testing", "legacy", "__main__"} & set(each.name.split(".")):
                module = import_module(each.name)
                found += [f"{each.name}.{name}" for name, value in vars(module).items() if isinstance(value, kinds)]
    assert found == []


LOADING = """
    import importlib.abc, os, signal, sys, threading
    import cheshire_cat_api as ccat

    entered, forking = threading.Event(), threading.Event()
    client = None

    class Slow(importlib.abc.MetaPathFinder):
        def find_spec(self, name, path, target=None):
            if name == {inner!r} and threading.current_thread() is not threading.main_thread():
                entered.set()
                forking.wait(10)

    sys.meta_path.insert(0, Slow())
    loading = threading.Thread(target=lambda: {load}, daemon=True)
    loading.start()
    assert entered.wait(10)
    os.register_at_fork(before=forking.set)  # which is called before those that were registered earlier
    child = os.fork()
    if child == 0:
        signal.alarm(30)
        {load}
        os._exit(0)
    loading.join(10)
    sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""


@pytest.mark.parametrize(
    ("load", "inner"),
    [
        ("ccat.CatClient", "cheshire_cat_api.config"),
        ("ccat.CatClient().plugins", "cheshire_cat_api.resources._base"),
        ("ccat.CatClient().plugins", "httpx"),
    ],
)
def test_a_fork_while_another_thread_imports(load: str, inner: str) -> None:
    program = textwrap.dedent(LOADING.format(load=load, inner=inner))
    command = [sys.executable, "-W", "ignore::DeprecationWarning", "-c", program]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (ended.returncode, ended.stderr) == (0, "")


def test_the_chat_of_an_event_loop_is_the_parents(cat: EmbeddedCat) -> None:
    async def read_on(stream: ccat.AsyncStream, events: AsyncIterator[Any], client: ccat.AsyncCatClient) -> None:
        with pytest.raises(ccat.ConnectionLost, match="forked"):
            await anext(stream)
        stream.close()
        assert [event async for event in events] == []
        assert not client.is_ws_connected
        assert (await client.status.status()).version
        await client.close()

    loop = asyncio.new_event_loop()

    async def begin() -> tuple[ccat.AsyncCatClient, ccat.AsyncStream, AsyncIterator[Any], str]:
        client = ccat.AsyncCatClient(ccat.Config(cat.url))
        await client.connect_ws(10)
        stream, events = client.stream(SLOW, timeout=30), client.events()
        return client, stream, events, await anext(stream)

    async def end(client: ccat.AsyncCatClient, stream: ccat.AsyncStream, first: str) -> None:
        assert first + "".join([token async for token in stream]) == stream.reply.text == SAID
        assert not stream.reply.recovered
        await client.close()

    client, stream, events, first = loop.run_until_complete(begin())
    in_child(lambda: asyncio.run(read_on(stream, events, client)))
    loop.run_until_complete(end(client, stream, first))
    loop.close()


def test_a_stream_in_another_event_loop_says_so(cat: EmbeddedCat) -> None:
    """Nobody would wake it."""
    loop = asyncio.new_event_loop()

    async def begin() -> tuple[ccat.AsyncCatClient, ccat.AsyncStream]:
        client = ccat.AsyncCatClient(ccat.Config(cat.url))
        stream = client.stream("[slow:0.5]", timeout=30)
        await anext(stream)
        return client, stream

    async def read_on(stream: ccat.AsyncStream) -> None:
        with pytest.raises(ccat.WrongEventLoop):
            _ = [token async for token in stream]

    client, stream = loop.run_until_complete(begin())
    asyncio.run(read_on(stream))
    loop.run_until_complete(client.close())
    loop.close()
