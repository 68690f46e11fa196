"""websocket-client alone, and what its users do with it: a loop around recv()."""

from __future__ import annotations

import json
import time
from collections.abc import Callable

import websocket

from benchmarks import limits, work

Job = Callable[[], float]


def _connected(url: str) -> websocket.WebSocket:
    return websocket.create_connection(f"ws{url.removeprefix('http')}/ws/user", timeout=work.PATIENCE)


def tokens(url: str, tokens: int = work.TOKENS) -> Job:
    """Seconds of a frame, as text."""
    socket = _connected(url)

    def run() -> float:
        began = time.perf_counter()
        socket.send(json.dumps({"text": f"tokens {tokens}"}))
        for _ in range(tokens + 1):
            socket.recv()
        return (time.perf_counter() - began) / tokens

    return run


def reply(url: str, size: int = work.REPLY) -> Job:
    """Seconds of a byte of a reply with so many."""
    socket = _connected(url)

    def run() -> float:
        began = time.perf_counter()
        answer = _asked(socket, size)
        took = time.perf_counter() - began
        work.complete(len(answer), size)
        return took / size

    return run


def reply_memory(url: str, size: int = work.REPLY) -> Job:
    """Bytes of memory that such a reply takes, at most."""
    socket = _connected(url)
    _asked(socket, 1000)

    def run() -> float:
        limits.forget_peak()
        before = limits.memory()
        work.complete(len(_asked(socket, size)), size)
        return limits.peak() - before

    return run


def _asked(socket: websocket.WebSocket, size: int) -> str:
    socket.send(json.dumps({"text": f"reply {size}"}))
    return str(json.loads(socket.recv())["text"])
