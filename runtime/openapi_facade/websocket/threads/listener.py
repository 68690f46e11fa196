"""The server's events, one after the other, for who iterates over them."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Iterator
from typing import ClassVar, TypeVar

from openapi_facade.locks import Monitor
from openapi_facade.websocket.events import Frame
from openapi_facade.websocket.mailbox import Mailbox

E = TypeVar("E")


class Events(Iterator[E]):
    """The server's events, until the connection ends and none follows it.

    Args:
        changed: is told when there are more; its lock is theirs.
    """

    _droppable: ClassVar[tuple[type, ...]] = ()
    """As of the protocol."""
    _logger: ClassVar[logging.Logger] = logging.getLogger("openapi_facade")
    """Of the client."""

    def __init__(self, changed: Monitor) -> None:
        self._changed = changed
        self._mailbox: Mailbox[Frame] = Mailbox(self._logger, self._droppable)
        self._taken: deque[Frame] = deque()
        self.ended = False

    def put(self, *frames: Frame) -> None:
        """More came; under the lock."""
        self._mailbox.put(*frames)

    def after_fork(self) -> None:
        """End in a forked child: what has come is the parent's."""
        self._mailbox, self.ended = Mailbox(self._logger, self._droppable), True
        self._taken.clear()

    def __next__(self) -> E:
        while True:
            try:
                event: E = self._taken.popleft().event  # without the lock: several threads may share the iterator
                return event
            except IndexError:
                pass
            self._changed.wait_for(lambda: self._taken or self._mailbox or self.ended)
            with self._changed.lock:
                if self._mailbox:
                    self._taken.extend(self._mailbox.take())
                elif not self._taken and self.ended:
                    raise StopIteration
