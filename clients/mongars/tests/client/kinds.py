"""Both kinds of client, driven alike: a test is written once, and run with each."""

from __future__ import annotations

import asyncio
import inspect
import threading
from collections.abc import Callable, Iterable
from typing import Any

from mongars_client import AsyncMonGARS, MonGARS

from .server import PASSWORD

PATIENCE = 20.0
"""Seconds after which something that should happen at once is called missing."""


class Kind:
    """One kind of client, and, of asyncio's, the loop that it lives in."""

    def __init__(self, asynchronous: bool) -> None:
        self.asynchronous = asynchronous
        self._loop = asyncio.new_event_loop() if asynchronous else None
        self._clients: list[Any] = []

    def client(self, server: Any, **options: Any) -> Any:
        """A client of a server, closed with the test."""
        url = server if isinstance(server, str) else server.url
        if not {"username", "token"} & options.keys():
            options |= {"username": "u1", "password": PASSWORD}
        made = (AsyncMonGARS if self.asynchronous else MonGARS)(url, **{"timeout": PATIENCE, **options})
        self._clients.append(made)
        return made

    def run(self, result: Any) -> Any:
        """What a call gives, which is awaited where it must be."""
        if self._loop is None:
            return result
        return self._loop.run_until_complete(_awaited(result))

    def together(self, calls: Iterable[Callable[[], Any]]) -> list[Any]:
        """What calls give that run at the same time, in their order: results, or what they raise."""
        if self._loop is not None:
            return self._loop.run_until_complete(_gathered([call() for call in calls]))
        results: list[Any] = []

        def work(place: int, call: Callable[[], Any]) -> None:
            try:
                results[place] = call()
            except Exception as error:
                results[place] = error

        threads = []
        for place, call in enumerate(calls):
            results.append(None)
            threads.append(threading.Thread(target=work, args=(place, call)))
        for each in threads:
            each.start()
        for each in threads:
            each.join(PATIENCE)
        return results

    def end(self) -> None:
        """Close all of it."""
        for client in self._clients:
            self.run(client.close())
        if self._loop is not None:
            self._loop.run_until_complete(self._loop.shutdown_asyncgens())
            self._loop.close()


async def _awaited(result: Any) -> Any:
    return await result if inspect.isawaitable(result) else result


async def _gathered(results: list[Any]) -> list[Any]:
    return await asyncio.gather(*results, return_exceptions=True)
