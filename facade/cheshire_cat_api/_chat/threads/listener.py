"""The server's events, one after the other, for who iterates over them."""

from __future__ import annotations

import logging

from cheshire_cat_api._chat.events import Notification, ServerEvent, Token
from openapi_facade.websocket.events import Frame
from openapi_facade.websocket.threads import listener


class Events(listener.Events[ServerEvent]):
    """The server's events, until the chat ends."""

    _droppable = (Token,)
    _logger = logging.getLogger("cheshire_cat_api")


class Notifications(Events):
    """The server's notifications alone, for who waits for one within a time."""

    def put(self, *frames: Frame) -> None:
        """More came; under the lock."""
        super().put(*(frame for frame in frames if isinstance(frame.event, Notification)))

    def take(self, seconds: float) -> list[object]:
        """What they said since the last time; waited for, so many seconds at most, and not beyond the chat's end."""
        self._changed.wait_for(lambda: self._mailbox or self.ended, seconds)
        with self._changed.lock:
            events = [frame.event for frame in self._mailbox.take()]
        return [event.content for event in events if isinstance(event, Notification)]
