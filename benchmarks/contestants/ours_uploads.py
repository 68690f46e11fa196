"""Small documents that this client waits for, one after the other, on an embedded Cat in a process of its own."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from collections.abc import Callable

import cheshire_cat_api as ccat
from benchmarks import work

Job = Callable[[], float]

DOCUMENT = b"The hatter drinks tea with the march hare."
CAT = """
import sys
from cheshire_cat_api.testing import EmbeddedCat
with EmbeddedCat() as cat:
    print(cat.url, flush=True)
    sys.stdin.read()
"""


def _cat() -> str:
    """Return the address of one, which ends with this process, however that ends.

    Raises:
        RuntimeError: it did not start, and what it said.
    """
    pipe, command = subprocess.PIPE, [sys.executable, "-c", CAT]
    process = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=subprocess.STDOUT, text=True)
    _running.append(process)
    assert process.stdout is not None
    said: str = process.stdout.readline()
    if not said.startswith("http://"):
        raise RuntimeError(f"no Cat has started: {said}{process.communicate()[0]}")
    return said.strip()


_running: list[subprocess.Popen[str]] = []
"""So that their input stays open, at whose end they end."""


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
