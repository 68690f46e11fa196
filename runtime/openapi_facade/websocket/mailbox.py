"""A queue of events between the thread that reads and those that handle, bounded in size and never blocking."""

from __future__ import annotations

import logging
from collections import deque
from typing import Generic, TypeVar

from openapi_facade.websocket.events import Frame

E = TypeVar("E")
MAX_QUEUED = 16 * 1024 * 1024  # bytes that waiting frames take, about; beyond it some are dropped
TOO_SLOW = "events are handled more slowly than they come: %s are dropped, others are not"
BATCH = 1000  # events
EVENT_SIZE = 300  # bytes of the objects of one event; its text is there twice, raw and parsed


class Mailbox(Generic[E]):
    """First in, first out. When its frames are too large together, those that may be are dropped, as the log is told.

    Not locked: its owner is.

    Args:
        logger: is told, in one line.
        droppable: kinds of what frames mean (`Protocol.droppable`).
        limit: bytes.
    """

    def __init__(self, logger: logging.Logger, droppable: tuple[type, ...], limit: int = MAX_QUEUED) -> None:
        self._logger = logger
        self._droppable = droppable
        self._limit = limit
        self._events: deque[E] = deque()
        self._size = 0
        self._dropping = False

    def __len__(self) -> int:
        return len(self._events)

    def put(self, *events: E) -> None:
        """Queue events; those that are too many are dropped."""
        for event in events:
            size = _size(event)
            if self._size + size > self._limit and self._may_go(event):
                if not self._dropping:
                    self._dropping = True
                    self._logger.warning(TOO_SLOW, _words(self._droppable))
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

    def _may_go(self, event: object) -> bool:
        return isinstance(event, Frame) and isinstance(event.event, self._droppable)


def _words(kinds: tuple[type, ...]) -> str:
    return " and ".join(f"{kind.__name__.lower()}s" for kind in kinds)


def _size(event: object) -> int:
    return EVENT_SIZE + 2 * len(event.text) if isinstance(event, Frame) else 0
