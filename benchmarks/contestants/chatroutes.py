"""The client of ChatRoutes, whichever the environment has: this one and the published SDK are called alike."""

from __future__ import annotations

import time
from collections.abc import Callable

from benchmarks import canned, work
from chatroutes import ChatRoutes

Job = Callable[[], float]


def call(url: str, calls: int = work.CALLS) -> Job:
    """Seconds of a call, on an open connection."""
    client = ChatRoutes("key", url + canned.CHATROUTES)

    def run() -> float:
        client.conversations.get("conv_123")
        began = time.perf_counter()
        for _ in range(calls):
            client.conversations.get("conv_123")
        return (time.perf_counter() - began) / calls

    return run


def stream(url: str) -> Job:
    """Seconds of a chunk of a stream, from the message to the callback of the last one."""
    client = ChatRoutes("key", url + canned.CHATROUTES)
    count = 0

    def on_chunk(chunk: object) -> None:
        nonlocal count
        count += 1

    def run() -> float:
        nonlocal count
        count = 0
        began = time.perf_counter()
        client.messages.stream("conv_123", {"content": f"[tok:{work.TOKENS}]"}, on_chunk=on_chunk)
        took = time.perf_counter() - began
        work.complete(count, work.TOKENS + 1)
        return took / work.TOKENS

    return run
