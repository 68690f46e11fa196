"""httpx alone."""

from __future__ import annotations

import time
from collections.abc import Callable

import httpx

from benchmarks import work

Job = Callable[[], float]


def call(url: str, calls: int = work.CALLS) -> Job:
    """Seconds of a call, on an open connection."""
    client = httpx.Client(base_url=url)

    def run() -> float:
        client.get("/plugins/").json()
        began = time.perf_counter()
        for _ in range(calls):
            client.get("/plugins/").json()
        return (time.perf_counter() - began) / calls

    return run


def upload(url: str, size: int = work.UPLOAD) -> Job:
    """Seconds of a MiB of an upload of so many, from a file."""
    client = httpx.Client(base_url=url, timeout=work.PATIENCE)
    path = work.file_of(size)

    def run() -> float:
        began = time.perf_counter()
        with open(path, "rb") as file:
            client.post("/rabbithole/", files={"file": file}).json()
        return (time.perf_counter() - began) / size

    return run
