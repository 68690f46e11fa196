"""Both kinds of client, driven alike: a test is written once, and run with each."""

from __future__ import annotations

import asyncio
import inspect
from typing import Any

from cheshire_cat_v2 import AsyncCatClient, CatClient, Config


class Kind:
    """One kind of client, and, of asyncio's, the loop that it lives in."""

    def __init__(self, asynchronous: bool) -> None:
        self._loop = asyncio.new_event_loop() if asynchronous else None
        self._clients: list[Any] = []

    def client(self, server: Any, auth_key: Any = "meow", **options: Any) -> Any:
        """A client of a server, closed with the test."""
        url = server if isinstance(server, str) else server.url
        made = (AsyncCatClient if self._loop else CatClient)(Config(url, auth_key=auth_key, **options))
        self._clients.append(made)
        return made

    def run(self, result: Any) -> Any:
        """What a call gives, which is awaited where it must be."""
        return self._loop.run_until_complete(_awaited(result)) if self._loop else result

    def all(self, stream: Any) -> list[Any]:
        """All that an iterable gives."""
        return self._loop.run_until_complete(_listed(stream)) if self._loop else list(stream)

    def first(self, stream: Any) -> Any:
        """The first that an iterable gives; then it is left, as by `break`."""
        return self._loop.run_until_complete(_first(stream)) if self._loop else _first_of(stream)

    def end(self) -> None:
        """Close all of it."""
        for client in self._clients:
            self.run(client.close())
        if self._loop is not None:
            self._loop.run_until_complete(self._loop.shutdown_asyncgens())
            self._loop.close()


async def _awaited(result: Any) -> Any:
    return await result if inspect.isawaitable(result) else result


async def _listed(stream: Any) -> list[Any]:
    return [each async for each in stream]


async def _first(stream: Any) -> Any:
    async with stream:
        async for each in stream:
            return each
    return None


def _first_of(stream: Any) -> Any:
    for each in stream:
        return each
    return None
