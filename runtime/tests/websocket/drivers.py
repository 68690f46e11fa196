"""Both shells behind one interface, so that one suite drives them: methods return when the thing is done.

The event loop of the asynchronous one is in a thread of the driver; callbacks run there.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Coroutine, Iterator
from functools import partial
from typing import Any, TypeVar

from openapi_facade.websocket.address import Address
from openapi_facade.websocket.backoff import Reconnect
from openapi_facade.websocket.events import Event, Frame, Opened
from openapi_facade.websocket.options import Options
from openapi_facade.websocket.protocol import Call, Protocol
from openapi_facade.websocket.state import State
from openapi_facade.websocket.tasks.channel import AsyncChannel
from openapi_facade.websocket.tasks.link import AsyncLink
from openapi_facade.websocket.threads.channel import Channel
from openapi_facade.websocket.threads.link import Link

from .server import PATIENCE

T = TypeVar("T")
NO_TIME = 0.1  # seconds, for a server that does not answer a close frame at the end of a test


class Told:
    """What callbacks were told, in order, and a way to wait for more. Of a frame: what it means."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self.all: list[Any] = []

    def sink(self, event: Event) -> Iterator[Call]:
        """See `protocol.Sink`."""
        yield partial(self._take, event.event if isinstance(event, Frame) else event)

    def _take(self, event: Any) -> None:
        with self._changed:
            self.all.append(Opened() if isinstance(event, Opened) else event)
            self._changed.notify_all()

    def of(self, *kinds: type) -> list[Any]:
        """Return what was told of these kinds."""
        with self._changed:
            return [event for event in self.all if isinstance(event, kinds)]

    def wait_for(self, kind: type, count: int = 1, timeout: float = PATIENCE) -> list[Any]:
        """Return all that was told of a kind, when it is so many."""
        with self._changed:
            came = self._changed.wait_for(lambda: sum(isinstance(event, kind) for event in self.all) >= count, timeout)
            assert came, f"{kind.__name__} was not told {count} times: {self.all}"
        return self.of(kind)


class Driver:
    """What the suite does with a connection and those that follow it."""

    now: Callable[[], float] = staticmethod(time.monotonic)
    """Of the clock that the protocol is told."""
    link: Any
    channel: Any

    def __init__(self) -> None:
        self.told = Told()

    def open(self, timeout: float = PATIENCE) -> None:
        """Connect, and wait until that is done."""
        raise NotImplementedError

    def start(self) -> None:
        """Connect, and do not wait."""
        raise NotImplementedError

    def follow(self) -> None:
        """Connect anew, when the connection before has ended."""
        raise NotImplementedError

    def send(self, text: str, timeout: float = PATIENCE, begin: Callable[[], None] = lambda: None) -> None:
        """Send a text."""
        raise NotImplementedError

    def close(self, timeout: float = PATIENCE) -> None:
        """Close it, and have all that came handed over."""
        raise NotImplementedError

    def do(self, step: Callable[[], T]) -> T:
        """Do something where the protocol is driven."""
        raise NotImplementedError

    def finish(self) -> None:
        """End, with all that belongs to it."""
        raise NotImplementedError

    @property
    def state(self) -> State:
        """What has become of it."""
        state: State = self.link.state
        return state

    def wait_until(self, reached: Callable[[], object]) -> None:
        """Wait for what nothing tells of."""
        ends = time.monotonic() + PATIENCE
        while not self.do(reached):
            assert time.monotonic() < ends
            time.sleep(0.002)


Where = Callable[[], Address]


class SyncDriver(Driver):
    """Over threads."""

    kind = "threads"

    def __init__(
        self,
        protocol: Protocol[Any],
        address: Where,
        options: Options,
        reconnect: Reconnect | None,
        up_within: float | None,
    ) -> None:
        super().__init__()
        self.channel: Channel[Any] = Channel(options.api, protocol, self.told.sink)
        self._link: Callable[[Link | None], Link] = lambda before: Link(
            self.channel, address, options, reconnect, before, up_within
        )
        self.link: Link = self._link(None)

    def follow(self) -> None:
        self.link = self._link(self.link)
        self.open()

    def open(self, timeout: float = PATIENCE) -> None:
        self.link.start(awaited=True)
        self.link.wait_until_open(time.monotonic() + timeout, timeout)

    def start(self) -> None:
        self.link.start(awaited=False)

    def send(self, text: str, timeout: float = PATIENCE, begin: Callable[[], None] = lambda: None) -> None:
        self.link.send(text, time.monotonic() + timeout, begin)

    def close(self, timeout: float = PATIENCE) -> None:
        self.link.close(time.monotonic() + timeout)
        assert self.channel.dispatcher.drain(time.monotonic() + PATIENCE)

    def do(self, step: Callable[[], T]) -> T:
        with self.channel.changed.lock:
            return step()

    def finish(self) -> None:
        if self.link.thread.ident is not None:
            self.close(timeout=NO_TIME)
            self.link.thread.join(PATIENCE)
            assert not self.link.thread.is_alive()


class AsyncDriver(Driver):
    """Over tasks."""

    kind = "tasks"

    def __init__(
        self,
        protocol: Protocol[Any],
        address: Where,
        options: Options,
        reconnect: Reconnect | None,
        up_within: float | None,
    ) -> None:
        super().__init__()
        self._loop = asyncio.new_event_loop()
        self.now = self._loop.time
        self._thread = threading.Thread(target=self._loop.run_forever, name="async-driver", daemon=True)
        self._thread.start()

        async def where() -> Address:
            return address()

        async def channel() -> AsyncChannel[Any]:
            return AsyncChannel(options.api, protocol, self.told.sink, lambda opening: True, options.what)

        async def link() -> AsyncLink:
            return AsyncLink(self.channel, where, options, reconnect, getattr(self, "link", None), up_within)

        self.channel: AsyncChannel[Any] = self.run(channel())
        self.link: AsyncLink
        self._link = link

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Run it to its end in the loop."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(2 * PATIENCE)

    def open(self, timeout: float = PATIENCE) -> None:
        async def open_it() -> None:
            self.link = await self._link()
            await self.link.wait_until_open(self.now() + timeout, timeout)

        self.run(open_it())

    def follow(self) -> None:
        self.open()

    def start(self) -> None:
        self.link = self.run(self._link())

    def send(self, text: str, timeout: float = PATIENCE, begin: Callable[[], None] = lambda: None) -> None:
        self.run(self.link.send(text, self.now() + timeout, begin))

    def close(self, timeout: float = PATIENCE) -> None:
        async def close() -> None:
            await self.link.close(self.now() + timeout)
            assert await self.channel.dispatcher.drain(self.now() + PATIENCE)

        self.run(close())

    def do(self, step: Callable[[], T]) -> T:
        return self.run(_awaited(step))

    def finish(self) -> None:
        try:
            if hasattr(self, "link"):
                self.close(timeout=NO_TIME)
            left = self.run(self._others())
        finally:
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join(PATIENCE)
            self._loop.close()
        assert not left, f"tasks that outlive their connection: {left}"

    async def _others(self) -> list[str]:
        for _ in range(3):  # what has been cancelled ends in the loop's next turns
            await asyncio.sleep(0)
        return [repr(task) for task in asyncio.all_tasks() if task is not asyncio.current_task()]


async def _awaited(step: Callable[[], T]) -> T:
    return step()


DRIVERS: dict[str, type[SyncDriver] | type[AsyncDriver]] = {each.kind: each for each in (SyncDriver, AsyncDriver)}
