"""httpx and websockets alone, and what their users do with monGARS: JSON in, JSON out."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable

import httpx
import websockets.asyncio.client
import websockets.sync.client

from benchmarks import canned, work

Job = Callable[[], float]


def call(url: str, calls: int = work.CALLS) -> Job:
    """Seconds of a chat, on an open connection."""
    client = httpx.Client(base_url=url, headers={"Authorization": "Bearer t"})
    said = {"message": "When does the hatter drink tea?", "session_id": None}

    def run() -> float:
        client.post("/api/v1/conversation/chat", json=said).json()
        began = time.perf_counter()
        for _ in range(calls):
            client.post("/api/v1/conversation/chat", json=said).json()
        return (time.perf_counter() - began) / calls

    return run


def events(url: str, events: int = work.TOKENS) -> Job:
    """Seconds of an event, as JSON, from the first one on."""
    address = f"ws{url.removeprefix('http')}{canned.EVENTS}?t=t"

    def run() -> float:
        count, began = 0, 0.0
        with websockets.sync.client.connect(address, compression=None, proxy=None) as socket:
            for text in socket:
                began = began or time.perf_counter()
                count += json.loads(text)["type"] == "chat.message"
                if count == events:
                    return (time.perf_counter() - began) / events
        raise ValueError(f"{count} came where {events} were expected")

    return run


def events_async(url: str, events: int = work.TOKENS) -> Job:
    """The same, awaited."""
    loop = asyncio.new_event_loop()
    address = f"ws{url.removeprefix('http')}{canned.EVENTS}?t=t"

    async def once() -> float:
        count, began = 0, 0.0
        async with websockets.asyncio.client.connect(address, compression=None, proxy=None) as socket:
            async for text in socket:
                began = began or time.perf_counter()
                count += json.loads(text)["type"] == "chat.message"
                if count == events:
                    return (time.perf_counter() - began) / events
        raise ValueError(f"{count} came where {events} were expected")

    return lambda: loop.run_until_complete(once())
