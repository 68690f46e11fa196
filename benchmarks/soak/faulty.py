"""Faults of the users' own, planted to see that a soak notices them: each misses the target that it is named after."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable

from benchmarks.soak.book import Book
from benchmarks.soak.plan import MIB, Plan

WRONG = "wrong answers"
"""Of the Cat, which tells everybody what the last one said."""
_kept: list[object] = []


def plant(plan: Plan, book: Book) -> None:
    """Do all that the plan wants, again and again."""
    while not book.over:
        for name in set(plan.planted) - {WRONG}:
            _FAULTS[name](plan, book)
        time.sleep(plan.interval / 4)


def _leak(plan: Plan, book: Book) -> None:
    _kept.append(os.urandom(8 * MIB))


def _descriptor(plan: Plan, book: Book) -> None:
    _kept.append(os.dup(0))


def _thread(plan: Plan, book: Book) -> None:
    threading.Thread(target=time.sleep, args=(3600,), daemon=True).start()


def _hang(plan: Plan, book: Book) -> None:
    with book.operation("planted", "a hang", -plan.margin):
        pass


def _foreign(plan: Plan, book: Book) -> None:
    with book.operation("planted", "a mistake", 1):
        raise ValueError("planted")


_FAULTS: dict[str, Callable[[Plan, Book], None]] = {
    "memory": _leak,
    "descriptors": _descriptor,
    "threads": _thread,
    "hangs": _hang,
    "foreign exceptions": _foreign,
}
PLANTABLE = (*_FAULTS, WRONG)
