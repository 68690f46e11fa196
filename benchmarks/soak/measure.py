"""What the users' process takes at a moment."""

from __future__ import annotations

import contextlib
import ctypes
import gc
import os
import sys
import threading
from typing import NamedTuple

from benchmarks.limits import memory
from benchmarks.soak.book import Book


class Measure(NamedTuple):
    """A row of the table."""

    minute: float
    memory: int
    """Resident bytes, when the collector has run and the C library has given back what is free."""
    blocks: int
    """What Python's allocator has given out: objects and their parts."""
    objects: int
    """Those that the collector knows."""
    descriptors: int
    threads: int
    done: int
    """Operations that went well."""
    refused: int
    """Those that raised a CatError, as they should behind such a network."""
    hangs: int
    foreign: int
    wrong: int


def taken(minute: float, book: Book) -> Measure:
    """Now."""
    gc.collect()
    _trim()
    return Measure(
        minute,
        memory(),
        sys.getallocatedblocks(),
        len(gc.get_objects()),
        len(os.listdir("/proc/self/fd")) - 1,  # without the folder's own
        len(threading.enumerate()),
        book.done,
        book.refused.total(),
        book.hangs,
        book.foreign,
        book.wrong,
    )


def _trim() -> None:
    """Let the C library give back what is free, which it otherwise keeps in an arena for each thread."""
    with contextlib.suppress(AttributeError):  # not every library has it
        ctypes.CDLL(None).malloc_trim(0)
