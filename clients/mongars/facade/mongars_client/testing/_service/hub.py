"""The open WebSockets, and what is published to them (CONTRACT §4.2, §4.4)."""

from __future__ import annotations

import asyncio
import json
import uuid
from collections import deque
from collections.abc import Iterator, Mapping
from typing import Any

from openapi_facade.testing import Watch
from openapi_facade.testing.clock import Clock

from .record import Socket

QUEUE_FULL = 1013


class Line:
    """What goes to one open WebSocket, and how it ends.

    Args:
        record: What tests see of it.
        size: How many frames may wait.
    """

    def __init__(self, record: Socket, size: int) -> None:
        self.record = record
        self.seen = record.opened
        """When it last gave a sign of life."""
        self.waiting: deque[str] = deque()
        self.news = asyncio.Event()
        self.ending: asyncio.Future[int | None] = asyncio.get_running_loop().create_future()
        """The code of the close frame; None for an end without one."""
        self._size = size

    def put(self, text: str) -> None:
        """Send a frame; one too many ends the socket."""
        if len(self.waiting) >= self._size:
            self.end(QUEUE_FULL)
            return
        self.waiting.append(text)
        self.news.set()

    def end(self, code: int | None) -> None:
        """Close with a code, or cut the connection."""
        if not self.ending.done():
            self.ending.set_result(code)


class Hub:
    """All open WebSockets of a server.

    Args:
        clock: Tells the `ts` of events.
        watch: Is told when a socket opens or closes.
        limit: How many events a user may have at once, and the seconds until he may have that many again; None: any
            number. What is too much is dropped without a word.
    """

    def __init__(self, clock: Clock, watch: Watch, limit: tuple[float, float] | None) -> None:
        self._clock = clock
        self._watch = watch
        self._limit = limit
        self._left: dict[str, tuple[float, float]] = {}
        self.lines: list[Line] = []
        self.flowing = True
        """Whether frames are sent; without, they wait."""
        self.silent = False
        """Whether there are no pings, and nobody is missed."""

    def add(self, line: Line) -> None:
        """Take in a socket that has been opened."""
        self.lines.append(line)
        self._watch.changed()

    def remove(self, line: Line) -> None:
        """Forget a socket that is over."""
        self.lines.remove(line)
        line.record.is_open = False
        self._watch.changed()

    def publish(self, kind: str, data: Mapping[str, Any], user: str | None, id: str | None = None) -> str:
        """Send an event to all sockets of a user, or to everybody, and return its id, which is the same for all."""
        made = self.event(kind, data, user, id)
        text = json.dumps(made)
        allowed = {name: self._may_have(name) for name in {line.record.user for line in self._of(user)}}
        for line in self._of(user):
            if allowed[line.record.user]:
                line.put(text)
        event_id: str = made["id"]
        return event_id

    def event(self, kind: str, data: Mapping[str, Any], user: str | None, id: str | None = None) -> dict[str, Any]:
        """Return an event in its envelope."""
        return {"id": id or str(uuid.uuid4()), "type": kind, "ts": self._clock.now(), "user": user, "data": dict(data)}

    def put(self, text: str, user: str | None) -> None:
        """Send a text as it is to all sockets of a user, or to everybody."""
        for line in self._of(user):
            line.put(text)

    def end(self, code: int | None, user: str | None = None) -> None:
        """Close the sockets of a user, or all, with a code; or cut them."""
        for line in self._of(user):
            line.end(code)

    def flow(self, flowing: bool) -> None:
        """Hold all frames, or let them go."""
        self.flowing = flowing
        for line in self.lines:
            line.news.set()

    def _of(self, user: str | None) -> Iterator[Line]:
        return (line for line in list(self.lines) if user in (None, line.record.user))

    def _may_have(self, user: str) -> bool:
        """Use one of the events that a user may have, if there is one left."""
        if self._limit is None:
            return True
        most, seconds = self._limit
        now = self._clock.now()
        left, since = self._left.get(user, (most, now))
        left = min(most, left + (now - since) * most / seconds)
        self._left[user] = left - 1 if left >= 1 else left, now
        return left >= 1
