"""A cancellation at every await of what an asynchronous client does: it works afterwards, and `close()` returns."""

from __future__ import annotations

import asyncio
import itertools
import types
from collections.abc import Awaitable, Callable, Coroutine, Generator
from typing import Any

import pytest

import cheshire_cat_api as ccat
from cheshire_cat_api.resources import _ingestion
from cheshire_cat_api.testing import EmbeddedCat

FAST = "[dict]", "fast reply output"


class Cancellation:
    """Cancels the task that runs something when it waits for the so-manieth time.

    Args:
        at: which of its awaits, from 1 on.
    """

    def __init__(self, at: int) -> None:
        self._left = at
        self.came = False

    async def run(self, work: Coroutine[Any, Any, object]) -> None:
        """Run it to its end, or to the cancellation."""
        try:
            await asyncio.get_running_loop().create_task(self._drive(work))
        except asyncio.CancelledError:
            assert self.came

    async def _drive(self, work: Coroutine[Any, Any, object]) -> None:
        await self._counted(work)

    @types.coroutine
    def _counted(self, work: Coroutine[Any, Any, object]) -> Generator[Any, Any, None]:
        step: Callable[[], Any] = lambda: work.send(None)  # noqa: E731
        while True:
            try:
                waits_for = step()
            except StopIteration:
                return
            self._left -= 1
            if self._left == 0:
                self.came = True
                task = asyncio.current_task()
                assert task is not None
                task.cancel()
            try:
                yield waits_for
            except BaseException as error:
                step = lambda error=error: work.throw(error)  # type: ignore[misc] # noqa: E731
            else:
                step = lambda: work.send(None)  # noqa: E731


async def leave_early(client: ccat.AsyncCatClient) -> None:
    async for _ in client.stream("hello", timeout=10):
        break


async def use_a_stream(client: ccat.AsyncCatClient) -> None:
    async with client.stream("hello", timeout=10) as stream:
        await stream.wait()


async def connect_and_send(client: ccat.AsyncCatClient) -> None:
    await client.connect_ws()
    await client.send(FAST[0])  # which waits for the connection


async def listen(client: ccat.AsyncCatClient) -> None:
    events = client.events()
    await client.send(FAST[0])
    await anext(events)


async def upload(client: ccat.AsyncCatClient) -> None:
    await client.rabbit_hole.upload_file(b"tea", name="tea.txt")


async def upload_and_wait(client: ccat.AsyncCatClient) -> None:
    """Over the chat that is open, and as a user of its own."""
    for each in (client, client.as_user("alice")):
        result = await each.rabbit_hole.upload_file(b"The hatter drinks tea.", name="tea.txt", wait=True)
        assert result.thoughts == 1


OPERATIONS: dict[str, Callable[[ccat.AsyncCatClient], Coroutine[Any, Any, object]]] = {
    "ask": lambda client: client.ask("hello", timeout=10),
    "stream": leave_early,
    "stream to its end": use_a_stream,
    "connect and send": connect_and_send,
    "events": listen,
    "connect": lambda client: client.connect_ws(10),
    "ask and connect": lambda client: client.ask(FAST[0], timeout=10),
    "close": lambda client: client.close(),
    "HTTP": lambda client: client.status.status(),
    "HTTP with a login": lambda client: client.users.read_users(),
    "upload": upload,
    "upload and wait": upload_and_wait,
}


async def within(seconds: float, work: Awaitable[object]) -> object:
    """What must not take longer."""
    return await asyncio.wait_for(work, seconds)


@pytest.mark.parametrize("name", OPERATIONS)
def test_a_cancellation_at_every_await(cat: EmbeddedCat, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_ingestion, "QUIET", 0.05)  # of an upload that was broken off, the next one makes little soon

    async def work() -> int:
        login = {"username": "admin", "password": "admin"} if "login" in name else {}
        client = ccat.AsyncCatClient(ccat.Config(cat.url, **login))  # type: ignore[arg-type]
        for at in itertools.count(1):
            if "connect" in name or "login" in name:
                await within(5, client.close())
            elif not client.is_ws_connected:
                await client.connect_ws(10)
            if "login" in name:
                client = ccat.AsyncCatClient(ccat.Config(cat.url, **login))  # type: ignore[arg-type]
            cancellation = Cancellation(at)
            await cancellation.run(OPERATIONS[name](client))
            assert (await within(20, client.status.status())).version  # type: ignore[attr-defined]
            assert (await client.ask(FAST[0], timeout=20)).text == FAST[1]
            if not cancellation.came:
                break
        await within(5, client.close())
        return at

    assert asyncio.run(asyncio.wait_for(work(), 110)) > 1, "the operation has never waited"
