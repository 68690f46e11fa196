"""Locks that an interrupt cannot leave taken: a signal's handler may raise between any two steps of the main thread.

`with` on a lock of the interpreter is one step. `threading.Condition` is not: its `__enter__`, its `__exit__` and its
`wait` are Python code, in the middle of which a handler may raise; nobody gives the lock back then, and whoever wants
it next waits for ever. So does a bare `acquire` before its `try`.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import Generic, NoReturn, TypeVar

T = TypeVar("T")

LOOK_AGAIN = 1.0  # seconds after which a waiter looks again by himself: who owes him a notification may be interrupted


class Monitor:
    """A lock, to be taken by `with monitor.lock`, and a way to wait for what happens under it."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self._waiters: deque[threading.Lock] = deque()

    def after_fork(self) -> None:
        """Begin anew in a forked child, in which nobody waits, and nobody would give the lock back."""
        self.lock = threading.RLock()
        self._waiters.clear()

    def notify_all(self) -> None:
        """Wake everybody who waits. Under the lock; without it, who is just about to wait may miss it."""
        with suppress(IndexError):
            while True:
                self._waiters.popleft().release()

    def enlist(self) -> threading.Lock:
        """Return what the next `notify_all` releases, for `wait`. Under the lock."""
        waiter = threading.Lock()
        waiter.acquire()
        self._waiters.append(waiter)
        return waiter

    def wait(self, waiter: threading.Lock, timeout: float | None) -> None:
        """Wait for the notification, so many seconds at most; None: for as long as it takes. Without the lock."""
        if not waiter.acquire(timeout=-1 if timeout is None else max(0.0, timeout)):
            with suppress(ValueError):  # it was just taken out to be released
                self._waiters.remove(waiter)

    def wait_for(self, predicate: Callable[[], T], timeout: float | None = None) -> T:
        """Wait until something is true, and return its last value. Without the lock, under which `predicate` is called.

        Args:
            predicate: looks whether it is.
            timeout: seconds; None: for as long as it takes.
        """
        deadline = None if timeout is None else time.monotonic() + timeout
        while True:
            with self.lock:
                value = predicate()
                left = None if deadline is None else deadline - time.monotonic()
                if value or (left is not None and left <= 0):
                    return value
                waiter = self.enlist()
            self.wait(waiter, left)


class Claim:
    """What a thread holds of a `Mutex` until it stores `over = True`: one step, first in its `finally`."""

    __slots__ = ("over",)

    def __init__(self) -> None:
        self.over = False


class Mutex:
    """A lock that is waited for with a timeout, and is free as soon as its holder's claim is over.

    claim = Claim()
    try:
        if not mutex.take(claim, timeout):
            raise ...
        ...
    finally:
        claim.over = True
        mutex.released()
    """

    def __init__(self) -> None:
        self._monitor = Monitor()
        self._holder: Claim | None = None

    def take(self, claim: Claim, timeout: float | None = None) -> bool:
        """Make `claim` the holder's, within so many seconds; None: for as long as it takes. False: it was not free."""
        deadline = None if timeout is None else time.monotonic() + timeout
        while True:
            left = None if deadline is None else deadline - time.monotonic()
            if self._monitor.wait_for(lambda: self._give(claim), LOOK_AGAIN if left is None else min(LOOK_AGAIN, left)):
                return True
            if left is not None and left <= LOOK_AGAIN:
                return False

    def released(self) -> None:
        """Tell those who wait that a claim is over."""
        with self._monitor.lock:
            self._monitor.notify_all()

    def _give(self, claim: Claim) -> bool:
        if self._holder is None or self._holder.over:
            self._holder = claim
            return True
        return False


class Outcome(Generic[T]):
    """What another thread comes to, waited for within a time. `concurrent.futures.Future` is made of a Condition."""

    def __init__(self) -> None:
        self._changed = Monitor()
        self._result: Callable[[], T] | None = None

    def settle(self, result: Callable[[], T]) -> bool:
        """Give what returns the result, or raises. False: it was settled before."""
        with self._changed.lock:
            if self._result is not None:
                return False
            self._result = result
            self._changed.notify_all()
            return True

    def forget(self) -> None:
        """Keep what was given no longer; it is settled all the same."""
        self._result = _forgotten

    def wait(self, seconds: float | None) -> Callable[[], T] | None:
        """Return what was given, within so many seconds; None: nothing was."""
        return self._changed.wait_for(lambda: self._result, seconds)


def _forgotten() -> NoReturn:
    raise AssertionError("it was taken before")
