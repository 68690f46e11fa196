"""The users of a soak, in a process of their own, so that nothing but the client's memory is measured.

python -m benchmarks.soak.worker PLAN ADDRESSES        prints a measure a line, then what went wrong
"""

from __future__ import annotations

import asyncio
import json
import logging
import sys
import threading
import time
import warnings
from collections.abc import Callable
from functools import partial

from benchmarks.limits import many_files
from benchmarks.soak.book import Book
from benchmarks.soak.faulty import plant
from benchmarks.soak.hands import Tasks, Threads, drive
from benchmarks.soak.measure import Measure, taken
from benchmarks.soak.plan import Plan
from benchmarks.soak.user import User
from cheshire_cat_api import CatError

PATIENCE = 90.0
"""Seconds that everybody has to come to rest, which is more than anything may take that they do."""
LOOK = 0.25
"""Seconds between looks."""


def main(plan: Plan, urls: dict[str, str]) -> None:
    """Let the users live, and measure."""
    book = Book(plan.margin)
    _heed_everything(book)
    start = _said(taken(0, book))
    threads = [threading.Thread(target=work, daemon=True) for work in _works(plan, urls, book)]
    for thread in threads:
        thread.start()
    began = time.monotonic()
    measures = round(plan.minutes * 60 / plan.interval)
    for number in range(1, measures + 1):
        seconds = number * plan.interval
        while time.monotonic() < began + seconds:
            book.look_for_hangs()
            time.sleep(LOOK)
        book.resting = True  # nobody is connected, so that the same is compared with the same
        _until(lambda: book.sleeping == plan.users, book, PATIENCE)
        time.sleep(LOOK)  # what was closed ends
        _said(taken(seconds / 60, book))
        book.over = number == measures
        book.resting = False
    _until(lambda: not any(thread.is_alive() for thread in threads), book, PATIENCE)
    _until(lambda: _left(start, taken(plan.minutes, book)) == 0, book, plan.settling)
    _said(taken(plan.minutes, book))
    print(json.dumps({"notes": book.notes, "refused": dict(book.refused.most_common())}), flush=True)


def _works(plan: Plan, urls: dict[str, str], book: Book) -> list[Callable[[], None]]:
    """A thread for each user of the synchronous client, and one for all others."""
    names = [f"user-{number}" for number in range(plan.users)]
    alone, together = names[::2], names[1::2]

    async def live_together() -> None:
        asyncio.get_running_loop().set_exception_handler(
            lambda _, failed: book.note_foreign(f"the loop, {failed['message']}", failed.get("exception"))
        )
        await asyncio.gather(*(User(name, urls, Tasks(), book, plan).live() for name in together))

    def live_alone(name: str) -> None:
        drive(User(name, urls, Threads(), book, plan).live())

    works: list[Callable[[], None]] = [partial(live_alone, name) for name in alone]
    works += [lambda: asyncio.run(live_together()), partial(plant, plan, book)]
    return works


def _until(reached: Callable[[], bool], book: Book, patience: float) -> None:
    """Wait for what nothing tells of; what never happens shows in the measure that follows."""
    ends = time.monotonic() + patience
    while not reached() and time.monotonic() < ends:
        book.look_for_hangs()
        time.sleep(LOOK)


def _left(start: Measure, now: Measure) -> int:
    return max(0, now.descriptors - start.descriptors) + max(0, now.threads - start.threads)


def _said(measure: Measure) -> Measure:
    print(json.dumps(measure._asdict()), flush=True)
    return measure


def _heed_everything(book: Book) -> None:
    book.heed_what_nobody_catches()
    warnings.simplefilter("error", ResourceWarning)  # comes from a finalizer
    logger = logging.getLogger("cheshire_cat_api")
    logger.setLevel(logging.INFO)
    logger.addHandler(_Log(book))
    logger.propagate = False


class _Log(logging.Handler):
    """Writes what the client logs nowhere, and counts the exceptions in it."""

    def __init__(self, book: Book) -> None:
        super().__init__(logging.INFO)
        self._book = book

    def emit(self, record: logging.LogRecord) -> None:
        self.format(record)
        error = record.exc_info[1] if record.exc_info else None
        if error is not None and not isinstance(error, CatError):
            self._book.note_foreign(f"the log, {record.getMessage()}", error)


if __name__ == "__main__":
    many_files()
    main(Plan.from_json(sys.argv[1]), json.loads(sys.argv[2]))
