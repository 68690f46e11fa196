"""Answers that wait until a test lets them go."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from openapi_facade.testing import Watch

from .record import Chat

Look = Callable[[Callable[[], Any]], Any]
"""Calls a function in the server's thread."""


class HeldAnswers:
    """The chats that have been accepted, and whose generation does not end. Any thread may look, and let them go."""

    def __init__(self, look: Look, watch: Watch) -> None:
        self._look = look
        self._watch = watch
        self._waiting: dict[asyncio.Future[None], Chat] = {}
        self._over = False

    @property
    def messages(self) -> list[str]:
        """The messages whose answers wait, in the order in which they came."""
        found: list[str] = self._look(lambda: [chat.message for chat in self._waiting.values()])
        return found

    def release(self, message: str | None = None) -> None:
        """Let all go that wait now, or only the answer to a message. Raises KeyError if no such message waits."""

        def let_go() -> None:
            going = [each for each, chat in self._waiting.items() if message in (None, chat.message)]
            if message is not None and not going:
                raise KeyError(message)
            for future in going:
                future.set_result(None)
                del self._waiting[future]

        self._look(let_go)

    def end(self) -> None:
        """Hold nothing any more."""
        self._over = True
        self.release()

    async def wait(self, chat: Chat) -> None:
        """Return when the answer to a chat may come."""
        if self._over:
            return
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting[future] = chat
        self._watch.changed()
        try:
            await future
        finally:
            self._waiting.pop(future, None)
            self._watch.changed()
