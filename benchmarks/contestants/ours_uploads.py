"""Small documents that this client waits for, one after the other, on an embedded Cat in a process of its own."""

from __future__ import annotations

import asyncio
import atexit
import subprocess
import sys
import time
from collections.abc import Callable

import cheshire_cat_api as ccat
from benchmarks import work

Job = Callable[[], float]

DOCUMENT = b"The hatter drinks tea with the march hare."


def _cat() -> str:
    """The address of one, which ends with this process."""
    command = [sys.executable, "-m", "cheshire_cat_api.testing", "--port", "0"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    atexit.register(process.terminate)
    assert process.stdout is not None
    return process.stdout.readline().strip()


def read(url: str, documents: int = work.DOCUMENTS) -> Job:
    """Seconds of a document."""
    cat = ccat.CatClient(ccat.Config(_cat()))

    def run() -> float:
        began = time.perf_counter()
        for _ in range(documents):
            work.complete(cat.rabbit_hole.upload_file(DOCUMENT, name="tea.txt", wait=True).thoughts or 0, 1)
        return (time.perf_counter() - began) / documents

    return run


def read_async(url: str, documents: int = work.DOCUMENTS) -> Job:
    """The same on asyncio."""
    loop = asyncio.new_event_loop()
    cat = ccat.AsyncCatClient(ccat.Config(_cat()))

    async def once() -> float:
        began = time.perf_counter()
        for _ in range(documents):
            result = await cat.rabbit_hole.upload_file(DOCUMENT, name="tea.txt", wait=True)
            work.complete(result.thoughts or 0, 1)
        return (time.perf_counter() - began) / documents

    return lambda: loop.run_until_complete(once())
