"""The client of version 1.4.9."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from urllib.parse import urlsplit

from benchmarks import work
from cheshire_cat_api import CatClient, Config

Job = Callable[[], float]


def call(url: str, calls: int = work.CALLS) -> Job:
    """Seconds of a call, on an open connection."""
    cat = CatClient(_config(url))

    def run() -> float:
        cat.plugins.get_available_plugins()
        began = time.perf_counter()
        for _ in range(calls):
            cat.plugins.get_available_plugins()
        return (time.perf_counter() - began) / calls

    return run


def tokens_on_message(url: str, tokens: int = work.TOKENS) -> Job:
    """Seconds of a frame, from the prompt to the callback of the last one."""
    done = threading.Event()
    count = 0

    def on_message(message: str) -> None:
        nonlocal count
        count += 1
        if count == tokens + 1:
            done.set()

    opened = threading.Event()
    cat = CatClient(_config(url), on_open=opened.set, on_message=on_message)
    cat.connect_ws()
    opened.wait(work.PATIENCE)

    def run() -> float:
        nonlocal count
        count = 0
        done.clear()
        began = time.perf_counter()
        cat.send(f"tokens {tokens}")
        done.wait(work.PATIENCE)
        work.complete(count, tokens + 1)
        return (time.perf_counter() - began) / tokens

    return run


def _config(url: str) -> Config:
    server = urlsplit(url)
    return Config(base_url=str(server.hostname), port=server.port or 80)
