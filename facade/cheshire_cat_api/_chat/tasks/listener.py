"""The server's events, one after the other, for who iterates over them."""

from __future__ import annotations

import asyncio
import logging

from cheshire_cat_api._chat.events import Notification, ServerEvent, Token
from openapi_facade.websocket.events import Frame
from openapi_facade.websocket.tasks import listener


class AsyncEvents(listener.AsyncEvents[ServerEvent]):
    """The server's events, until the chat ends."""

    _droppable = (Token,)
    _logger = logging.getLogger("cheshire_cat_api")


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
