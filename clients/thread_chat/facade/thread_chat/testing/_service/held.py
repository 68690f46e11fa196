"""Turns that wait until a test lets them go."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from openapi_facade.testing import Watch

from .record import Turn

Look = Callable[[Callable[[], Any]], Any]
"""Calls a function in the server's thread."""


class HeldTurns:
    """The turns that have begun and do not go on. Any thread may look, and let them go.

    Args:
        after: How many frames of a reply are sent before it is held.
    """

    def __init__(self, look: Look, watch: Watch, after: int) -> None:
        self.after = after
        self._look = look
        self._watch = watch
        self._waiting: dict[asyncio.Future[None], Turn] = {}
        self._over = False

    @property
    def contents(self) -> list[object]:
        """What was said in the turns that wait, in the order in which they were held."""
        found: list[object] = self._look(lambda: [turn.content for turn in self._waiting.values()])
        return found

    def release(self) -> None:
        """Let all go that wait now."""

        def let_go() -> None:
            for future in self._waiting:
                future.set_result(None)
            self._waiting.clear()

        self._look(let_go)

    def end(self) -> None:
        """Hold nothing any more."""
        self._over = True
        self.release()

    async def wait(self, turn: Turn) -> None:
        """Return when a turn may go on."""
        if self._over:
            return
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting[future] = turn
        self._watch.changed()
        try:
            await future
        finally:
            self._waiting.pop(future, None)
            self._watch.changed()
