"""Both kinds of client, driven alike: a test is written once, and run with each."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Iterable
from types import TracebackType
from typing import Any

from chatroutes import AsyncChatRoutes, ChatRoutes
from chatroutes.testing import EmbeddedChatRoutes

KEY = "key-0123456789abcdef"
PATIENCE = 20.0
"""Seconds after which something that should happen at once is called missing."""


class Kind:
    """One kind of client, and, of asyncio's, the loop that it lives in."""

    def __init__(self, asynchronous: bool) -> None:
        self.asynchronous = asynchronous
        self._loop = asyncio.new_event_loop() if asynchronous else None
        self._clients: list[Any] = []

    def client(self, server: EmbeddedChatRoutes | str, **options: Any) -> Any:
        """A client of a server, closed with the test; a failed call is repeated without a wait."""
        url = server if isinstance(server, str) else server.url
        made = (AsyncChatRoutes if self.asynchronous else ChatRoutes)(
            **{"api_key": KEY, "base_url": url, "timeout": PATIENCE, "retry_delay": 0, **options}
        )
        self._clients.append(made)
        return made

    def run(self, result: Any) -> Any:
        """What a call gives, which is awaited where it must be."""
        if self._loop is None:
            return result
        return self._loop.run_until_complete(_awaited(result))

    def every(self, results: Iterable[Any] | Any) -> list[Any]:
        """What an iteration gives."""
        if self._loop is None:
            return list(results)
        return self._loop.run_until_complete(_listed(results))

    def next(self, results: Any) -> Any:
        """The next one of an iteration."""
        return next(results) if self._loop is None else self._loop.run_until_complete(anext(results))

    def opened(self, stream: Any) -> Opened:
        """A stream, for a `with`."""
        return Opened(self, stream)

    def close(self, closeable: Any) -> None:
        """Close a client or a stream."""
        self.run(closeable.aclose() if self.asynchronous else closeable.close())

    def end(self) -> None:
        """Close all of it."""
        for client in self._clients:
            self.close(client)
        if self._loop is not None:
            self._loop.run_until_complete(self._loop.shutdown_asyncgens())
            self._loop.close()


class Opened:
    """A stream in its block."""

    def __init__(self, kind: Kind, stream: Any) -> None:
        self._kind = kind
        self._stream = stream

    def __enter__(self) -> Any:
        enter = self._stream.__aenter__ if self._kind.asynchronous else self._stream.__enter__
        return self._kind.run(enter())

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        leave = self._stream.__aexit__ if self._kind.asynchronous else self._stream.__exit__
        self._kind.run(leave(kind, error, trace))


async def _awaited(result: Any) -> Any:
    return await result if inspect.isawaitable(result) else result


async def _listed(results: Any) -> list[Any]:
    return [each async for each in results]
