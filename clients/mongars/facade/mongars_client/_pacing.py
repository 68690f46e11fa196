"""When a user's next chat may start, and how long a failed generation makes all chats fail. No waiting, no clock.

A server takes one chat a second of each user, from start to start, whichever client sends it (CONTRACT §1): what is
known of it is shared by the clients of a process. All times are those of one monotonic clock.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar
from weakref import WeakValueDictionary

from openapi_facade.forks import renew_after_fork
from openapi_facade.locks import Monitor

SPACING = 1.0  # seconds between the starts of two chats of one user (CONTRACT §1)
OPEN = 60.0  # seconds for which one failed generation makes every chat of every user fail (CONTRACT M4)
KEPT = 256  # users, and servers, that are remembered though no client of theirs is there any more


class Pace:
    """The chats of one user."""

    def __init__(self, spacing: float = SPACING) -> None:
        self._spacing = spacing
        self._monitor = Monitor()
        self._booked: list[float] = []  # the starts, in order: those to come, and the last that may still matter
        self._not_before = float("-inf")
        renew_after_fork(self)

    def reserve(self, now: float) -> float:
        """Book the next start that is free, and return when that is: `now`, or later."""
        with self._monitor.lock:
            del self._booked[: bisect_left(self._booked, now - self._spacing)]
            start = max(now, self._not_before)
            for booked in self._booked:
                if start + self._spacing <= booked:
                    break
                start = max(start, booked + self._spacing)
            insort(self._booked, start)
            return start

    def give_back(self, start: float) -> None:
        """Free a start that was booked and at which nothing was sent. What was sent counts, even if it was refused."""
        with self._monitor.lock:
            place = bisect_left(self._booked, start)
            if self._booked[place : place + 1] == [start]:
                del self._booked[place]

    def refused(self, now: float) -> None:
        """Remember a 429: another program was quicker, less than a second ago."""
        with self._monitor.lock:
            self._not_before = max(self._not_before, now + self._spacing)

    def renew(self, start: float, now: float) -> float:
        """Return when what was booked may start by now: later than it was told, if a chat was refused since."""
        with self._monitor.lock:
            if start >= self._not_before:
                return start
            self.give_back(start)
            return self.reserve(now)

    def after_fork(self) -> None:
        """Begin anew: what was booked is the parent's, which sends it."""
        self._monitor.after_fork()
        self._booked = []


class Circuit:
    """Whether the chats of a server fail because one has failed."""

    def __init__(self, seconds: float = OPEN) -> None:
        self._seconds = seconds
        self._opened = float("-inf")

    def failed(self, now: float) -> None:
        """Remember a failed generation. One while all fail does not make it longer: it was not tried."""
        if now - self._opened >= self._seconds:
            self._opened = now

    def succeeded(self, sent: float) -> None:
        """Remember a generation that did not fail, and when it was sent: after a failure, it shows that it is over."""
        if sent >= self._opened:
            self._opened = float("-inf")

    def retry_after(self, now: float) -> float:
        """Return the seconds for which every chat fails still, at most; 0.0: none is known to."""
        return max(0.0, self._opened + self._seconds - now)


T = TypeVar("T")


class Shared(Generic[T]):
    """One thing for each key in this process, as long as somebody has it, and a while longer.

    Args:
        make: makes one.
        kept: how many are kept that nobody has: a program may make a client for each chat.
    """

    def __init__(self, make: Callable[[], T], kept: int = KEPT) -> None:
        self._make, self._kept = make, kept
        self._monitor = Monitor()
        self._known: WeakValueDictionary[Hashable, T] = WeakValueDictionary()
        self._recent: OrderedDict[Hashable, T] = OrderedDict()
        renew_after_fork(self)

    def of(self, *key: str) -> T:
        """Return that of a key."""
        with self._monitor.lock:
            thing = self._known.get(key)
            if thing is None:
                thing = self._known[key] = self._make()
            self._recent[key] = thing
            self._recent.move_to_end(key)
            while len(self._recent) > self._kept:
                self._recent.popitem(last=False)
            return thing

    def after_fork(self) -> None:
        """Begin anew, with what is known."""
        self._monitor.after_fork()


paces: Shared[Pace] = Shared(Pace)
"""By base URL and user."""
circuits: Shared[Circuit] = Shared(Circuit)
"""By base URL: one failure is that of all users."""
