"""Nothing of the client waits for the collector: what a call or a turn had, its answer above all, goes with it.

The collector looks at what is old seldom, so a cycle that holds a large answer holds it for long. Counted with the
collector switched off, so nothing here depends on when it comes.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import socket
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from types import FrameType
from typing import Any, TypeAlias

import pytest

import cheshire_cat_api as ccat
from cheshire_cat_api.resources import _ingestion
from cheshire_cat_api.testing import EmbeddedCat, FaultProxy
from cheshire_cat_api.testing.faults import Answer, Cut, OnRequest

TIMES = 5
OURS = ("cheshire_cat_api.", "cheshire_cat_openapi.", "openapi_facade.", "httpx.")
NOT = (
    "openapi_facade.testing.",
    "cheshire_cat_api.testing.",  # the Cat is in this process as well
    # A connection of websockets, of whose kind ours is, knows itself; and these are what it has of ours.
    ".websocket.tasks.connection",
    ".websocket.options.Options",
    ".websocket.interim.Interim",
    ".redaction.Redactor",
    ".secrets.Secret",
)

Work: TypeAlias = "Callable[[Any], Any]"


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """The next upload does not wait long for the one before."""
    monkeypatch.setattr(_ingestion, "QUIET", 0.01)
    monkeypatch.setattr(_ingestion, "SILENCE", 0.01)


@contextlib.contextmanager
def no_collector() -> Iterator[None]:
    """Switch it off; what it finds in here is kept in `gc.garbage`, and gone afterwards."""
    gc.collect()
    gc.disable()
    gc.set_debug(gc.DEBUG_SAVEALL)
    try:
        yield
    finally:
        gc.set_debug(0)
        gc.garbage.clear()
        gc.enable()
        gc.collect()


def found() -> Counter[str]:
    """What only the collector frees of ours, and of frames that run our code, by name."""
    gc.collect()
    names: Counter[str] = Counter()
    for each in gc.garbage:
        if isinstance(each, FrameType):
            module = each.f_globals.get("__name__", "")
            names[f"{module}: a frame of {each.f_code.co_name}"] += 1
        else:
            names[f"{type(each).__module__}.{type(each).__qualname__}"] += 1
    return Counter({name: n for name, n in names.items() if name.startswith(OURS) and not any(map(name.count, NOT))})


def left_by(work: Work, url: str, kind: str, **options: Any) -> Counter[str]:
    """What is left of doing something a few times with a client that lives on."""

    async def together() -> Counter[str]:
        async with ccat.AsyncCatClient(ccat.Config(url, retries=0, **options)) as cat:
            await once(cat)
            with no_collector():
                for _ in range(TIMES):
                    await once(cat)
                await asyncio.sleep(0)
                return found()

    async def once(cat: ccat.AsyncCatClient) -> None:
        with contextlib.suppress(ccat.CatError):
            done = work(cat)
            if isinstance(done, Awaitable):
                await done

    if kind == "async":
        return asyncio.run(together())
    with ccat.CatClient(ccat.Config(url, retries=0, **options)) as cat:
        for times in (1, TIMES):
            with no_collector():
                for _ in range(times):
                    with contextlib.suppress(ccat.CatError):
                        work(cat)
                left = found()
    return left


def chat_of_a_view(cat: Any) -> Any:
    """Open a chat and end it."""
    view = cat.as_user("alice")
    if isinstance(cat, ccat.CatClient):
        try:
            view.ask("hello", timeout=1)
        finally:
            view.close()
        return None

    async def ask() -> None:
        try:
            await view.ask("hello", timeout=1)
        finally:
            await view.close()

    return ask()


def call_over_a_new_connection(cat: Any) -> Any:
    """Close the client and use it again."""
    closing = cat.close()
    if closing is None:
        return cat.status.status()

    async def call() -> None:
        await closing
        await cat.status.status()

    return call()


CALLS: dict[str, Work] = {
    "a call": lambda cat: cat.plugins.get_available_plugins(),
    "a call that is refused": lambda cat: cat.plugins.get_plugin_details("none"),
    "a call that cannot be sent": lambda cat: cat.memory.delete_memory_point("declarative", ".."),
    "an upload": lambda cat: cat.rabbit_hole.upload_file(b"tea " * 100, name="tea.txt"),
    "a call of a view": lambda cat: cat.with_options(timeout=5).status.status(),
    "a call of another user": lambda cat: cat.as_user("alice").status.status(),
    "a raw call": lambda cat: cat.raw(cat.status.status),
    "a request": lambda cat: cat.request("GET", "/memory/collections"),
    "a request that is refused": lambda cat: cat.request("GET", "/none"),
    "a turn": lambda cat: cat.ask("hello", timeout=1),
    "a turn that fails": lambda cat: cat.ask("[raise:boom]"),
    "a turn that takes too long": lambda cat: cat.ask("[wait:0.2]", timeout=0.05),
    "a chat": chat_of_a_view,
}


@pytest.mark.parametrize("kind", ["sync", "async"])
@pytest.mark.parametrize("name", CALLS)
def test_nothing_waits_for_the_collector(cat: EmbeddedCat, name: str, kind: str) -> None:
    left = left_by(CALLS[name], cat.url, kind)
    if name == "a turn that takes too long":  # it breaks off a look at the history, wherever that is in httpx
        left = Counter({each: count for each, count in left.items() if "._chat." in each})
    assert not left


@pytest.mark.parametrize("kind", ["sync", "async"])
@pytest.mark.parametrize("fault", [Cut(when=OnRequest(), times=None), Answer(503, times=None)], ids=["cut", "503"])
def test_nor_does_a_call_over_a_broken_network(cat: EmbeddedCat, kind: str, fault: Cut | Answer) -> None:
    with FaultProxy(cat.url) as proxy:
        proxy.add(fault)
        assert not left_by(CALLS["a call"], proxy.url, kind)
        assert len(proxy.fired) >= TIMES
        assert not left_by(CALLS["a chat"], proxy.url, kind)


@pytest.mark.parametrize("kind", ["sync", "async"])
def test_nor_does_an_upload_that_is_not_read_in_time(cat: EmbeddedCat, kind: str) -> None:
    taken = '{"filename": "tea.txt", "content_type": "", "info": ""}'
    with FaultProxy(cat.url) as proxy:
        proxy.add(Answer(200, body=taken, path="/rabbithole/", times=None))
        assert not left_by(
            lambda client: client.rabbit_hole.upload_file(b"tea " * 100, name="tea.txt", wait=True, wait_timeout=0.2),
            proxy.url,
            kind,
        )
        assert proxy.fired


@pytest.mark.parametrize("kind", ["sync", "async"])
@pytest.mark.parametrize("name", ["a call", "a turn"])
def test_nor_does_one_that_reaches_nobody(dead_url: str, name: str, kind: str) -> None:
    assert not left_by(CALLS[name], dead_url, kind)


@pytest.mark.parametrize("kind", ["sync", "async"])
def test_nor_does_one_whose_first_address_is_nobodys(
    cat: EmbeddedCat, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def getaddrinfo(host: Any, port: Any, *args: Any, **kwargs: Any) -> Any:
        if host not in ("localhost", b"localhost"):
            return resolve(host, port, *args, **kwargs)
        return [resolve(address, port, *args, **kwargs)[0] for address in ("127.0.0.2", "127.0.0.1")]

    resolve = socket.getaddrinfo
    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    assert not left_by(call_over_a_new_connection, f"http://localhost:{cat.port}", kind)


def test_nor_does_a_turn_whose_proxy_is_gone(dead_url: str) -> None:
    assert not left_by(CALLS["a turn"], dead_url, "async", proxy=dead_url)
