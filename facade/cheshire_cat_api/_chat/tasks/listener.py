"""The server's events, one after the other, for who iterates over them."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator

from cheshire_cat_api._chat.events import Frame, Notification, ServerEvent
from cheshire_cat_api._chat.mailbox import Mailbox
from cheshire_cat_api._chat.tasks.signal import Signal


class AsyncEvents(AsyncIterator[ServerEvent]):
    """The server's events, until the chat ends.

    Args:
        changed: is set when there are more.
    """

    def __init__(self, changed: Signal) -> None:
        self._changed = changed
        self._mailbox: Mailbox[Frame] = Mailbox()
        self._taken: deque[Frame] = deque()
        self.ended = False

    def put(self, *frames: Frame) -> None:
        """More came."""
        self._mailbox.put(*frames)

    def after_fork(self) -> None:
        """End in a forked child: what has come is the parent's."""
        self._mailbox, self.ended = Mailbox(), True
        self._taken.clear()

    async def __anext__(self) -> ServerEvent:
        if not self._taken:
            await asyncio.sleep(0)  # who takes them need not wait for anything: others have their turn of the loop here
        while not self._taken:
            self._taken = self._mailbox.take()
            if not self._taken:
                if self.ended:
                    raise StopAsyncIteration
                await self._changed.wait(None)
        return self._taken.popleft().event


class AsyncNotifications(AsyncEvents):
    """The server's notifications alone, for who waits for one within a time."""

    def put(self, *frames: Frame) -> None:
        """More came."""
        super().put(*(frame for frame in frames if isinstance(frame.event, Notification)))

    async def take(self, seconds: float) -> list[object]:
        """What they said since the last time; waited for, so many seconds at most, and not beyond the chat's end."""
        ends = asyncio.get_running_loop().time() + seconds
        await self._changed.wait_for(lambda: self._mailbox or self.ended, ends)
        events = [frame.event for frame in self._mailbox.take()]
        return [event.content for event in events if isinstance(event, Notification)]
