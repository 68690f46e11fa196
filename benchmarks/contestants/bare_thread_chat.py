"""websocket-client and websockets alone, and what their users do with the thread chat: JSON in, texts out."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable

import websocket
import websockets.asyncio.client

from benchmarks import work

Job = Callable[[], float]
THREAD = "123e4567-e89b-42d3-a456-426614174000"
BARRIER = "sentinel-1"
END = f"Unknown message type: {BARRIER}"


def _said(tokens: int) -> list[str]:
    """A message, and its barrier."""
    message = {"type": "message", "thread_id": THREAD, "agent_id": None, "content": f"tokens {tokens}"}
    return [json.dumps(message), json.dumps({"type": BARRIER})]


def _address(url: str) -> str:
    return f"ws{url.removeprefix('http')}/chat/ws?token=t"


def tokens(url: str, tokens: int = work.TOKENS) -> Job:
    """Seconds of a piece of a reply."""
    socket = websocket.create_connection(_address(url), timeout=work.PATIENCE)

    def run() -> float:
        began = time.perf_counter()
        for text in _said(tokens):
            socket.send(text)
        pieces = []
        while (frame := json.loads(socket.recv())).get("message") != END:
            pieces.append(frame["content"])
        took = time.perf_counter() - began
        work.complete(len(pieces), tokens)
        return took / tokens

    return run


def tokens_async(url: str, tokens: int = work.TOKENS) -> Job:
    """The same, awaited."""
    loop = asyncio.new_event_loop()
    connecting = websockets.asyncio.client.connect

    async def connected() -> websockets.asyncio.client.ClientConnection:
        return await connecting(_address(url), compression=None, proxy=None)

    socket = loop.run_until_complete(connected())

    async def once() -> float:
        began = time.perf_counter()
        for text in _said(tokens):
            await socket.send(text)
        pieces = []
        while (frame := json.loads(await socket.recv())).get("message") != END:
            pieces.append(frame["content"])
        took = time.perf_counter() - began
        work.complete(len(pieces), tokens)
        return took / tokens

    return lambda: loop.run_until_complete(once())
