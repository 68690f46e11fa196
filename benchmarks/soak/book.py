"""What became of everything that the users did."""

from __future__ import annotations

import sys
import threading
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from cheshire_cat_api import CatError

NOTES = 20
"""How many faults are told in words; the others are counted."""


class Wrong(Exception):
    """An answer is not that of its own prompt."""


@dataclass
class _Running:
    what: str
    ends: float
    hangs: bool = False


class Book:
    """Counts, from any thread, and bounded: what it remembers does not grow with the soak.

    Args:
        margin: seconds beyond an operation's limit after which it counts as a hang.
    """

    def __init__(self, margin: float) -> None:
        self._margin = margin
        self._lock = threading.Lock()
        self._running: dict[str, _Running] = {}
        self.done = 0
        self.refused: Counter[str] = Counter()
        self.hangs = self.foreign = self.wrong = 0
        self.notes: list[str] = []
        self.resting = False
        """Whether users leave, and begin nothing new for a while."""
        self.sleeping = 0
        """How many have left."""
        self.over = False
        """Whether they begin nothing any more."""

    @contextmanager
    def operation(self, user: str, what: str, limit: float) -> Iterator[None]:
        """One thing that a user does, which takes `limit` seconds at most; whatever it raises ends here."""
        running = _Running(what, time.monotonic() + limit + self._margin)
        with self._lock:
            self._running[user] = running
        try:
            yield
            with self._lock:
                self.done += 1
        except CatError as error:
            with self._lock:
                self.refused[type(error).__name__] += 1
        except Wrong as error:
            self.note_wrong(f"{user}: {what}: {error}")
        except Exception as error:
            self.note_foreign(f"{user}: {what}", error)
        finally:
            self.look_for_hangs()
            with self._lock:
                del self._running[user]

    @contextmanager
    def asleep(self) -> Iterator[None]:
        """A user has left in here."""
        with self._lock:
            self.sleeping += 1
        try:
            yield
        finally:
            with self._lock:
                self.sleeping -= 1

    def look_for_hangs(self) -> None:
        """Count what takes too long, once each."""
        now = time.monotonic()
        with self._lock:
            late = [(user, each) for user, each in self._running.items() if now > each.ends and not each.hangs]
            for user, each in late:
                each.hangs = True
                self.hangs += 1
                self._note(f"a hang: {user}: {each.what}")

    def note_wrong(self, words: str) -> None:
        """Somebody got another's answer."""
        with self._lock:
            self.wrong += 1
            self._note(f"a wrong answer: {words}")

    def note_foreign(self, where: str, error: BaseException | None) -> None:
        """Something was raised that is no CatError."""
        with self._lock:
            self.foreign += 1
            if len(self.notes) < NOTES:  # a traceback takes time
                told = traceback.format_exception(error) if error is not None else []
                self._note(f"a foreign exception: {where}: {''.join(told)}")

    def heed_what_nobody_catches(self) -> None:
        """Count the exceptions that end a thread or a finalizer."""
        threading.excepthook = lambda failed: self.note_foreign(f"a thread, {failed.thread}", failed.exc_value)
        sys.unraisablehook = lambda failed: self.note_foreign(f"a finalizer, {failed.object!r}", failed.exc_value)

    def _note(self, words: str) -> None:
        if len(self.notes) < NOTES:
            self.notes.append(words)
