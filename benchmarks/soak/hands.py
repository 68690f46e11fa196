"""How a user does things: with a thread, where what he calls blocks it, or as a task, which awaits.

So what users do is written once, as coroutines. Those of a thread never wait for a loop: `drive` runs them through.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from typing import Any, Protocol

import cheshire_cat_api as ccat

END = object()
"""In the place of an item: there are no more."""


class Signal(Protocol):
    """Something that happens once."""

    def set(self) -> None:
        """It has happened."""

    async def wait(self, seconds: float) -> bool:
        """Whether it happens within so many seconds."""


class Hands(Protocol):
    """A thread's, or a task's."""

    @property
    def client(self) -> Callable[..., Any]:
        """Makes one."""

    async def do(self, method: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Call a method of the client, and give its result."""

    async def next(self, iterator: Any) -> Any:
        """The next item, or END."""

    async def pause(self, seconds: float) -> None:
        """Do nothing."""

    def signal(self) -> Signal:
        """A new one."""

    def later(self, seconds: float, method: Callable[..., Any]) -> contextlib.AbstractAsyncContextManager[None]:
        """Have somebody else call a method after so many seconds, if the block has not ended by then."""

    async def break_off(self, seconds: float, cat: Any, text: str, limit: float) -> None:
        """Ask, and do not let it end: close the chat from another thread, or cancel the task."""


class Threads:
    """Those of a thread."""

    client = ccat.CatClient

    async def do(self, method: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        return method(*args, **kwargs)

    async def next(self, iterator: Any) -> Any:
        return next(iterator, END)

    async def pause(self, seconds: float) -> None:
        time.sleep(seconds)

    def signal(self) -> Signal:
        return _ThreadSignal()

    @contextlib.asynccontextmanager
    async def later(self, seconds: float, method: Callable[..., Any]) -> AsyncIterator[None]:
        timer = threading.Timer(seconds, method)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
            timer.join()

    async def break_off(self, seconds: float, cat: Any, text: str, limit: float) -> None:
        async with self.later(seconds, cat.close):
            cat.ask(text, timeout=limit)


class Tasks:
    """Those of a task."""

    client = ccat.AsyncCatClient

    async def do(self, method: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        return await method(*args, **kwargs)

    async def next(self, iterator: Any) -> Any:
        return await anext(iterator, END)

    async def pause(self, seconds: float) -> None:
        await asyncio.sleep(seconds)

    def signal(self) -> Signal:
        return _TaskSignal()

    @contextlib.asynccontextmanager
    async def later(self, seconds: float, method: Callable[..., Awaitable[Any]]) -> AsyncIterator[None]:
        begun = False

        async def call() -> None:
            nonlocal begun
            await asyncio.sleep(seconds)
            begun = True
            await method()

        task = asyncio.create_task(call())
        try:
            yield
        finally:
            if not begun:
                task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    async def break_off(self, seconds: float, cat: Any, text: str, limit: float) -> None:
        asking = asyncio.create_task(cat.ask(text, timeout=limit))
        await asyncio.wait({asking}, timeout=seconds)
        asking.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await asking


class _ThreadSignal:
    def __init__(self) -> None:
        self._event = threading.Event()
        self.set = self._event.set

    async def wait(self, seconds: float) -> bool:
        return self._event.wait(seconds)


class _TaskSignal:
    def __init__(self) -> None:
        self._event = asyncio.Event()
        self.set = self._event.set

    async def wait(self, seconds: float) -> bool:
        with contextlib.suppress(asyncio.TimeoutError):
            await asyncio.wait_for(self._event.wait(), seconds)
        return self._event.is_set()


def drive(coroutine: Coroutine[Any, Any, None]) -> None:
    """Run a coroutine of a thread through."""
    try:
        coroutine.send(None)
    except StopIteration:
        return
    coroutine.close()
    raise RuntimeError("it waits for an event loop")
