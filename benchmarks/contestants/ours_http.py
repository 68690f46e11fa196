"""This client's calls and uploads."""

from __future__ import annotations

import time
from collections.abc import Callable

import cheshire_cat_api as ccat
from benchmarks import limits, work

Job = Callable[[], float]


def call(url: str, calls: int = work.CALLS) -> Job:
    """Seconds of a call, on an open connection."""
    cat = ccat.CatClient(ccat.Config(url))

    def run() -> float:
        cat.plugins.get_available_plugins()
        began = time.perf_counter()
        for _ in range(calls):
            cat.plugins.get_available_plugins()
        return (time.perf_counter() - began) / calls

    return run


def upload(url: str, size: int = work.UPLOAD) -> Job:
    """Seconds of a MiB of an upload of so many, from a file."""
    cat = ccat.CatClient(ccat.Config(url, parallel_uploads=True))
    path = work.file_of(size)

    def run() -> float:
        began = time.perf_counter()
        cat.rabbit_hole.upload_file(path)
        return (time.perf_counter() - began) / size

    return run


def upload_memory(url: str, size: int = work.UPLOAD) -> Job:
    """Bytes of memory that such an upload adds, at most."""
    cat = ccat.CatClient(ccat.Config(url, parallel_uploads=True))
    cat.rabbit_hole.upload_file(b"The hatter drinks tea.", name="tea.txt")
    path = work.file_of(size)

    def run() -> float:
        limits.forget_peak()
        before = limits.memory()
        cat.rabbit_hole.upload_file(path)
        return limits.peak() - before

    return run
