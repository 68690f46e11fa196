"""Many of this client's chats in one process, on threads."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from functools import partial

import cheshire_cat_api as ccat
from benchmarks import limits, work

Job = Callable[[], float]


def many(url: str, chats: int = work.CHATS) -> Job:
    """Seconds of one of many chats at a time: connected, asked, answered, closed."""
    limits.many_files()

    def run() -> float:
        began = time.perf_counter()
        for cat in _talked(url, chats):
            cat.close()
        return (time.perf_counter() - began) / chats

    return run


def one_by_one(url: str, chats: int = work.CHATS // 10) -> Job:
    """Seconds of a chat where there is one at a time."""

    def run() -> float:
        began = time.perf_counter()
        for _ in range(chats):
            for cat in _talked(url, 1):
                cat.close()
        return (time.perf_counter() - began) / chats

    return run


def many_memory(url: str, chats: int = work.CHATS) -> Job:
    """Bytes of memory of one of so many connected chats."""
    limits.many_files()
    for cat in _talked(url, 1):
        cat.close()

    def run() -> float:
        before = limits.memory()
        cats = _talked(url, chats)
        return (limits.memory() - before) / len(cats)

    return run


def _talked(url: str, chats: int) -> list[ccat.CatClient]:
    """So many clients at once, each of which has got its answer and is still connected."""
    done = threading.Semaphore(0)

    def on_message(message: str) -> None:
        if json.loads(message)["type"] == "chat":
            done.release()

    cats = [ccat.CatClient(ccat.Config(url, user_id=f"user{number}"), on_message=on_message) for number in range(chats)]
    for cat in cats:
        cat.on_open = partial(cat.send, f"tokens {work.CHAT_TOKENS}")
        cat.connect_ws()
    for number in range(chats):
        if not done.acquire(timeout=work.PATIENCE):
            raise TimeoutError(f"{number} of {chats} chats were answered")
    return cats
