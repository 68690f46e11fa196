"""This client on asyncio."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

import cheshire_cat_api as ccat
from benchmarks import limits, work

Job = Callable[[], float]


def tokens_stream(url: str, tokens: int = work.TOKENS) -> Job:
    """Seconds of a token of stream()."""
    loop = asyncio.new_event_loop()
    cat = loop.run_until_complete(_connected(url))

    async def once() -> float:
        count = 0
        began = time.perf_counter()
        async for _ in cat.stream(f"tokens {tokens}"):
            count += 1
        work.complete(count, tokens)
        return (time.perf_counter() - began) / tokens

    return lambda: loop.run_until_complete(once())


def reply_in_parts(url: str, part: int, size: int) -> Job:
    """Seconds of a byte of a reply that comes in frames of so many."""
    loop = asyncio.new_event_loop()
    cat = loop.run_until_complete(_connected(url))

    async def once() -> float:
        began = time.perf_counter()
        answer = await cat.ask(f"parts {part} {size}")
        took = time.perf_counter() - began
        work.complete(len(answer.text), size)
        return took / size

    return lambda: loop.run_until_complete(once())


def many(url: str, chats: int = work.CHATS) -> Job:
    """Seconds of one of many chats at a time: connected, asked, answered, closed."""
    limits.many_files()
    loop = asyncio.new_event_loop()

    async def once() -> float:
        began = time.perf_counter()
        cats = await _talked(url, chats)
        await asyncio.gather(*(cat.close() for cat in cats))
        return (time.perf_counter() - began) / chats

    return lambda: loop.run_until_complete(once())


def one_by_one(url: str, chats: int = work.CHATS // 10) -> Job:
    """Seconds of a chat where there is one at a time."""
    loop = asyncio.new_event_loop()

    async def once() -> float:
        began = time.perf_counter()
        for _ in range(chats):
            for cat in await _talked(url, 1):
                await cat.close()
        return (time.perf_counter() - began) / chats

    return lambda: loop.run_until_complete(once())


def many_memory(url: str, chats: int = work.CHATS) -> Job:
    """Bytes of memory of one of so many connected chats."""
    limits.many_files()
    loop = asyncio.new_event_loop()

    async def once() -> float:
        for cat in await _talked(url, 1):
            await cat.close()
        before = limits.memory()
        cats = await _talked(url, chats)
        return (limits.memory() - before) / len(cats)

    return lambda: loop.run_until_complete(once())


async def _connected(url: str, user: str = "user") -> ccat.AsyncCatClient:
    cat = ccat.AsyncCatClient(ccat.Config(url, user_id=user))
    await cat.connect_ws(timeout=work.PATIENCE)
    return cat


async def _talked(url: str, chats: int) -> list[ccat.AsyncCatClient]:
    """So many clients at once, each of which has got its answer and is still connected."""

    async def talk(number: int) -> ccat.AsyncCatClient:
        cat = await _connected(url, f"user{number}")
        await cat.ask(f"tokens {work.CHAT_TOKENS}")
        return cat

    return list(await asyncio.gather(*(talk(number) for number in range(chats))))
