"""The server's events, one after the other, for who iterates over them."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

from cheshire_cat_api._chat.events import Frame, Notification, ServerEvent
from cheshire_cat_api._chat.mailbox import Mailbox
from openapi_facade.locks import Monitor


class Events(Iterator[ServerEvent]):
    """The server's events, until the chat ends.

    Args:
        changed: is told when there are more; its lock is theirs.
    """

    def __init__(self, changed: Monitor) -> None:
        self._changed = changed
        self._mailbox: Mailbox[Frame] = Mailbox()
        self._taken: deque[Frame] = deque()
        self.ended = False

    def put(self, *frames: Frame) -> None:
        """More came; under the lock."""
        self._mailbox.put(*frames)

    def after_fork(self) -> None:
        """End in a forked child: what has come is the parent's."""
        self._mailbox, self.ended = Mailbox(), True
        self._taken.clear()

    def __next__(self) -> ServerEvent:
        while True:
            try:
                return self._taken.popleft().event  # without the lock, and yet several threads may share the iterator
            except IndexError:
                pass
            self._changed.wait_for(lambda: self._taken or self._mailbox or self.ended)
            with self._changed.lock:
                if self._mailbox:
                    self._taken.extend(self._mailbox.take())
                elif not self._taken and self.ended:
                    raise StopIteration


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
