"""A client of either kind that lives aside from the test, which waits for what it hears."""

from __future__ import annotations

import asyncio
import inspect
import threading
from collections.abc import Callable
from typing import Any

from mongars_client import AsyncMonGARS, ConnectionLostError, MonGARS

from .kinds import PATIENCE
from .server import PASSWORD


class Live:
    """One kind of client; asyncio's in an event loop on a thread of its own."""

    def __init__(self, asynchronous: bool) -> None:
        self.asynchronous = asynchronous
        self.said: list[Any] = []
        """What callbacks and iterations have heard, in order."""
        self._changed = threading.Condition()
        self._clients: list[Any] = []
        self._loop = asyncio.new_event_loop() if asynchronous else None
        self._threads: list[threading.Thread] = []
        if self._loop is not None:
            self._begin(self._loop.run_forever)

    def client(self, server: Any, **options: Any) -> Any:
        """A client of a server, closed with the test."""
        if "token" not in options:
            options = {"username": "u1", "password": PASSWORD, **options}
        made = self.do(
            lambda: (AsyncMonGARS if self.asynchronous else MonGARS)(server.url, **{"timeout": PATIENCE, **options})
        )
        self._clients.append(made)
        return made

    def do(self, call: Callable[[], Any]) -> Any:
        """What a call gives or raises, awaited where it must be."""
        return self.begin(call)()

    def begin(self, call: Callable[[], Any]) -> Callable[[], Any]:
        """Begin a call; what this returns waits for its end."""
        if self._loop is not None:
            future = asyncio.run_coroutine_threadsafe(_awaited(call), self._loop)
            return lambda: future.result(PATIENCE)
        result: list[Any] = []

        def work() -> None:
            try:
                result.append((call(), None))
            except BaseException as error:
                result.append((None, error))

        thread = self._begin(work)

        def ended() -> Any:
            thread.join(PATIENCE)
            assert result, "still at work"
            value, error = result[0]
            if error is not None:
                raise error
            return value

        return ended

    def hear(self, what: Any) -> None:
        """Note something, from anywhere."""
        with self._changed:
            self.said.append(what)
            self._changed.notify_all()

    def wait_for(self, reached: Callable[[], Any]) -> Any:
        """Wait until something has been heard."""
        with self._changed:
            found = self._changed.wait_for(reached, PATIENCE)
            assert found, self.said
            return found

    def iterate(self, stream: Any) -> Callable[[], Any]:
        """Note the type of each event of a stream, and how it ends."""
        if self.asynchronous:

            async def taken() -> None:
                try:
                    async for event in stream:
                        self.hear(event.type)
                except ConnectionLostError as error:
                    self.hear(error)
                self.hear("end")

            return self.begin(taken)

        def take() -> None:
            try:
                for event in stream:
                    self.hear(event.type)
            except ConnectionLostError as error:
                self.hear(error)
            self.hear("end")

        return self.begin(take)

    def end(self) -> None:
        """Close all of it."""
        for client in self._clients:
            self.do(client.close)
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._loop.stop)
        for each in self._threads:
            each.join(PATIENCE)
            assert not each.is_alive()
        if self._loop is not None:
            self._loop.close()

    def _begin(self, work: Callable[[], Any]) -> threading.Thread:
        thread = threading.Thread(target=work, name="test", daemon=True)
        self._threads.append(thread)
        thread.start()
        return thread


async def _awaited(call: Callable[[], Any]) -> Any:
    result = call()
    return await result if inspect.isawaitable(result) else result
