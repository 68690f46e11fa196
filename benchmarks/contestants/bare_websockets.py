"""websockets alone, on asyncio."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable

from websockets.asyncio.client import ClientConnection, connect

from benchmarks import work

Job = Callable[[], float]


def tokens(url: str, tokens: int = work.TOKENS) -> Job:
    """Seconds of a frame, as text."""
    loop = asyncio.new_event_loop()

    async def connected() -> ClientConnection:
        return await connect(f"ws{url.removeprefix('http')}/ws/user", compression=None)

    socket = loop.run_until_complete(connected())

    async def once() -> float:
        began = time.perf_counter()
        await socket.send(json.dumps({"text": f"tokens {tokens}"}))
        for _ in range(tokens + 1):
            await socket.recv()
        return (time.perf_counter() - began) / tokens

    return lambda: loop.run_until_complete(once())
