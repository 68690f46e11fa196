"""The client of the thread chat."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from benchmarks import work
from thread_chat import AsyncThreadChat, ThreadChat

Job = Callable[[], float]


def tokens(url: str, tokens: int = work.TOKENS) -> Job:
    """Seconds of a piece of stream()."""
    chat = ThreadChat(url, token="t")
    chat.connect()
    thread = chat.thread()

    def run() -> float:
        began = time.perf_counter()
        count = sum(1 for _ in thread.stream(f"tokens {tokens}"))
        took = time.perf_counter() - began
        work.complete(count, tokens)
        return took / tokens

    return run


def tokens_async(url: str, tokens: int = work.TOKENS) -> Job:
    """The same, awaited."""
    loop = asyncio.new_event_loop()
    chat = AsyncThreadChat(url, token="t")
    loop.run_until_complete(chat.connect())
    thread = chat.thread()

    async def once() -> float:
        began = time.perf_counter()
        count = 0
        async for _ in thread.stream(f"tokens {tokens}"):
            count += 1
        took = time.perf_counter() - began
        work.complete(count, tokens)
        return took / tokens

    return lambda: loop.run_until_complete(once())
