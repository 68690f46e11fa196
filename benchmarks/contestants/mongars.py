"""The client of monGARS."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from functools import partial

from benchmarks import work
from mongars_client import AsyncMonGARS, MonGARS, _pacing
from mongars_client.events import ChatMessage

Job = Callable[[], float]

# A second between two chats is the server's, which has none here.
_pacing.paces._make = partial(_pacing.Pace, 0.0)


def call(url: str, calls: int = work.CALLS) -> Job:
    """Seconds of a chat, on an open connection."""
    client = MonGARS(url, token="t")

    def run() -> float:
        client.conversation.chat("When does the hatter drink tea?")
        began = time.perf_counter()
        for _ in range(calls):
            client.conversation.chat("When does the hatter drink tea?")
        return (time.perf_counter() - began) / calls

    return run


def events(url: str, events: int = work.TOKENS) -> Job:
    """Seconds of an event of the iterator, from the first one on."""
    client = MonGARS(url, token="t")

    def run() -> float:
        count, began = 0, 0.0
        with client.events() as stream:
            for event in stream:
                began = began or time.perf_counter()
                count += isinstance(event, ChatMessage)
                if count == events:
                    return (time.perf_counter() - began) / events
        raise ValueError(f"{count} came where {events} were expected")

    return run


def events_async(url: str, events: int = work.TOKENS) -> Job:
    """The same, awaited."""
    loop = asyncio.new_event_loop()
    client = AsyncMonGARS(url, token="t")

    async def once() -> float:
        count, began = 0, 0.0
        async with client.events() as stream:
            async for event in stream:
                began = began or time.perf_counter()
                count += isinstance(event, ChatMessage)
                if count == events:
                    return (time.perf_counter() - began) / events
        raise ValueError(f"{count} came where {events} were expected")

    return lambda: loop.run_until_complete(once())
