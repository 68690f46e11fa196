"""Work of an embedded server that waits until a test lets it go."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, Generic, TypeVar

from .watch import Watch

Look = Callable[[Callable[[], Any]], Any]
"""Calls a function in the server's thread."""

T = TypeVar("T")


class Held(Generic[T]):
    """What has begun and does not go on. Any thread may look, and let it go.

    Args:
        look: calls a function in the server's thread.
        watch: is told of each change.
    """

    def __init__(self, look: Look, watch: Watch) -> None:
        self._look = look
        self._watch = watch
        self._waiting: dict[asyncio.Future[None], T] = {}
        self._over = False

    def _waits(self) -> list[T]:
        """Return what waits, in the order in which it came."""
        found: list[T] = self._look(lambda: list(self._waiting.values()))
        return found

    def _release(self, goes: Callable[[T], bool] = lambda _: True) -> int:
        """Let what waits now go, or a part of it, and return how much that was."""

        def let_go() -> int:
            going = [future for future, held in self._waiting.items() if goes(held)]
            for future in going:
                future.set_result(None)
                del self._waiting[future]
            return len(going)

        count: int = self._look(let_go)
        return count

    def end(self) -> None:
        """Hold nothing any more."""
        self._over = True
        self._release()

    async def wait(self, held: T) -> None:
        """Return when it may go on."""
        if self._over:
            return
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting[future] = held
        self._watch.changed()
        try:
            await future
        finally:
            self._waiting.pop(future, None)
            self._watch.changed()
