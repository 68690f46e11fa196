"""httpx and httpx-sse alone, and what their users do with a Cat 2.x: JSON in, events out."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable

import httpx
from httpx_sse import aconnect_sse, connect_sse

from benchmarks import canned, work

Job = Callable[[], float]

_SAID = {"messages": [{"role": "user", "content": [{"type": "text", "text": "When is tea?"}]}], "stream": True}
_KEY = {"Authorization": "Bearer meow"}


def stream(url: str) -> Job:
    """Seconds of an event, from the message to the last one."""
    client = httpx.Client(base_url=url, headers=_KEY)

    def run() -> float:
        text: list[str] = []
        began = time.perf_counter()
        with connect_sse(client, "POST", canned.CAT_V2, json=_SAID) as source:
            for event in source.iter_sse():
                told = json.loads(event.data)
                if told["type"] == "TEXT_MESSAGE_CONTENT":
                    text.append(told["delta"])
        took = time.perf_counter() - began
        work.complete(len(text), work.TOKENS)
        return took / work.TOKENS

    return run


def stream_async(url: str) -> Job:
    """The same, awaited."""
    loop = asyncio.new_event_loop()
    client = httpx.AsyncClient(base_url=url, headers=_KEY)

    async def once() -> float:
        text: list[str] = []
        began = time.perf_counter()
        async with aconnect_sse(client, "POST", canned.CAT_V2, json=_SAID) as source:
            async for event in source.aiter_sse():
                told = json.loads(event.data)
                if told["type"] == "TEXT_MESSAGE_CONTENT":
                    text.append(told["delta"])
        took = time.perf_counter() - began
        work.complete(len(text), work.TOKENS)
        return took / work.TOKENS

    return lambda: loop.run_until_complete(once())
