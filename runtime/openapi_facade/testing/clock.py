"""The time of an embedded server: that of this machine, or one that a test moves on."""

from __future__ import annotations

import asyncio
import threading
import time
from typing import Protocol

MILLION = 1_000_000


class Clock(Protocol):
    """What a server asks for the time, and what it does with time follows."""

    def now(self) -> float:
        """Return the unix time in seconds. It never goes back."""
        ...

    async def wait_until(self, moment: float) -> None:
        """Return when `now()` has reached a moment; at once if it is past."""
        ...


class RealClock:
    """The time of this machine."""

    def __init__(self) -> None:
        self._zero = time.time() - time.monotonic()

    def now(self) -> float:
        """Return the unix time in seconds."""
        return self._zero + time.monotonic()

    async def wait_until(self, moment: float) -> None:
        """Return when a moment has come."""
        while (left := moment - self.now()) > 0:
            await asyncio.sleep(left)


class ManualClock:
    """A time that stands still until `advance()` moves it on. Any thread may do so.

    What waits for a moment goes on as soon as that is reached. A step over several moments, such as one over three
    heartbeats, has them all happen, in order, but nothing that a client does in between.

    Args:
        start: The unix time in seconds at which it begins; None: the time of this machine.
    """

    def __init__(self, start: float | None = None) -> None:
        # in whole microseconds, so that what is advanced in parts adds up to seconds
        self._microseconds = round((time.time() if start is None else start) * MILLION)
        self._lock = threading.Lock()
        self._waiting: dict[asyncio.Future[None], tuple[float, asyncio.AbstractEventLoop]] = {}

    def now(self) -> float:
        """Return the unix time in seconds."""
        return self._microseconds / MILLION

    def advance(self, seconds: float) -> None:
        """Move on by some seconds. Raises ValueError for a negative number."""
        if seconds < 0:
            raise ValueError(f"time does not go back: {seconds}")
        with self._lock:
            self._microseconds += round(seconds * MILLION)
            due = [(future, loop) for future, (moment, loop) in self._waiting.items() if moment <= self.now()]
            for future, loop in due:
                del self._waiting[future]
                if not loop.is_closed():
                    loop.call_soon_threadsafe(_done, future)

    async def wait_until(self, moment: float) -> None:
        """Return when a moment has been reached."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[None] = loop.create_future()
        with self._lock:
            if moment <= self.now():
                return
            self._waiting[future] = moment, loop
        try:
            await future
        finally:
            with self._lock:
                self._waiting.pop(future, None)


def _done(future: asyncio.Future[None]) -> None:
    if not future.done():
        future.set_result(None)
