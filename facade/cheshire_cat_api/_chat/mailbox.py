"""A queue of events between the thread that reads and those that handle, bounded in size and never blocking."""

from __future__ import annotations

import logging
from collections import deque
from typing import Generic, TypeVar

from cheshire_cat_api._chat.events import Frame, Token

logger = logging.getLogger("cheshire_cat_api")

E = TypeVar("E")
MAX_QUEUED = 16 * 1024 * 1024  # bytes that waiting frames take, about; beyond it tokens are dropped, nothing else
BATCH = 1000  # events
EVENT_SIZE = 300  # bytes of the objects of one event; its text is there twice, raw and parsed


class Mailbox(Generic[E]):
    """First in, first out. When its frames are too large together, tokens are dropped, with one line in the log.

    Not locked: its owner is.
    """

    def __init__(self, limit: int = MAX_QUEUED) -> None:
        self._limit = limit
        self._events: deque[E] = deque()
        self._size = 0
        self._dropping = False

    def __len__(self) -> int:
        return len(self._events)

    def put(self, *events: E) -> None:
        """Queue events; those that are tokens too many are dropped."""
        for event in events:
            size = _size(event)
            if self._size + size > self._limit and isinstance(event, Frame) and isinstance(event.event, Token):
                if not self._dropping:
                    self._dropping = True
                    logger.warning("events are handled more slowly than they come: tokens are dropped, replies are not")
                continue
            self._events.append(event)
            self._size += size

    def take(self) -> deque[E]:
        """The oldest events, `BATCH` at most, so that few are in hand beyond those that are counted here.

        One at a time would not do: to take the lock for each costs more than to handle it.
        """
        if len(self._events) > BATCH:
            taken = deque(self._events.popleft() for _ in range(BATCH))
            self._size -= sum(map(_size, taken))
        else:
            taken, self._events = self._events, deque()
            self._size = 0
            self._dropping = False
        return taken


def _size(event: object) -> int:
    return EVENT_SIZE + 2 * len(event.text) if isinstance(event, Frame) else 0
