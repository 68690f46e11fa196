"""The server's events, one after the other, for who iterates over them."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import AsyncIterator
from typing import ClassVar, TypeVar

from openapi_facade.websocket.events import Frame
from openapi_facade.websocket.mailbox import Mailbox
from openapi_facade.websocket.tasks.signal import Signal

E = TypeVar("E")


class AsyncEvents(AsyncIterator[E]):
    """The server's events, until the connection ends and none follows it.

    Args:
        changed: is set when there are more.
    """

    _droppable: ClassVar[tuple[type, ...]] = ()
    """As of the protocol."""
    _logger: ClassVar[logging.Logger] = logging.getLogger("openapi_facade")
    """Of the client."""

    def __init__(self, changed: Signal) -> None:
        self._changed = changed
        self._mailbox: Mailbox[Frame] = Mailbox(self._logger, self._droppable)
        self._taken: deque[Frame] = deque()
        self.ended = False

    def put(self, *frames: Frame) -> None:
        """More came."""
        self._mailbox.put(*frames)

    def after_fork(self) -> None:
        """End in a forked child: what has come is the parent's."""
        self._mailbox, self.ended = Mailbox(self._logger, self._droppable), True
        self._taken.clear()

    async def __anext__(self) -> E:
        if not self._taken:
            await asyncio.sleep(0)  # who takes them need not wait for anything: others have their turn of the loop here
        while not self._taken:
            self._taken = self._mailbox.take()
            if not self._taken:
                if self.ended:
                    raise StopAsyncIteration
                await self._changed.wait(None)
        event: E = self._taken.popleft().event
        return event
