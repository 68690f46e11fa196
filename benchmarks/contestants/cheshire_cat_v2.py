"""The client of the Cat 2.x."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from benchmarks import work
from cheshire_cat_v2 import AsyncCatClient, CatClient, Config

Job = Callable[[], float]


def stream(url: str) -> Job:
    """Seconds of an event, from the message to the last one."""
    client = CatClient(Config(url, auth_key="meow"))

    def run() -> float:
        text: list[str] = []
        began = time.perf_counter()
        with client.stream("When is tea?") as tokens:
            text.extend(tokens)
        took = time.perf_counter() - began
        work.complete(len(text), work.TOKENS)
        return took / work.TOKENS

    return run


def stream_async(url: str) -> Job:
    """The same, awaited."""
    loop = asyncio.new_event_loop()
    client = AsyncCatClient(Config(url, auth_key="meow"))

    async def once() -> float:
        text: list[str] = []
        began = time.perf_counter()
        async with client.stream("When is tea?") as tokens:
            async for token in tokens:
                text.append(token)
        took = time.perf_counter() - began
        work.complete(len(text), work.TOKENS)
        return took / work.TOKENS

    return lambda: loop.run_until_complete(once())
