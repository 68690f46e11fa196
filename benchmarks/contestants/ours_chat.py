"""This client's chat, on threads."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import cheshire_cat_api as ccat
from benchmarks import limits, work

Job = Callable[[], float]


def _connected(url: str, on_message: Callable[[str], object] | None = None) -> ccat.CatClient:
    cat = ccat.CatClient(ccat.Config(url), on_message=on_message)
    cat.connect_ws(timeout=5)
    return cat


def tokens_on_message(url: str, tokens: int = work.TOKENS) -> Job:
    """Seconds of a frame, from the prompt to the callback of the last one."""
    done = threading.Event()
    count = 0

    def on_message(message: str) -> None:
        nonlocal count
        count += 1
        if count == tokens + 1:
            done.set()

    cat = _connected(url, on_message=on_message)

    def run() -> float:
        nonlocal count
        count = 0
        done.clear()
        began = time.perf_counter()
        cat.send(f"tokens {tokens}")
        done.wait(work.PATIENCE)
        work.complete(count, tokens + 1)
        return (time.perf_counter() - began) / tokens

    return run


def tokens_typed(url: str, tokens: int = work.TOKENS) -> Job:
    """Seconds of a frame, as a typed event."""
    cat = _connected(url)

    def run() -> float:
        events = cat.events()
        count = 0
        began = time.perf_counter()
        cat.send(f"tokens {tokens}")
        for event in events:
            if isinstance(event, ccat.Reply):
                break
            count += 1
        work.complete(count, tokens)
        return (time.perf_counter() - began) / tokens

    return run


def tokens_stream(url: str, tokens: int = work.TOKENS) -> Job:
    """Seconds of a token of stream()."""
    cat = _connected(url)

    def run() -> float:
        began = time.perf_counter()
        count = sum(1 for _ in cat.stream(f"tokens {tokens}"))
        work.complete(count, tokens)
        return (time.perf_counter() - began) / tokens

    return run


def first_token(url: str, thinking: int = work.THINKING) -> Job:
    """Seconds from the question to its first token."""
    cat = _connected(url)
    prompt = f"think {thinking} 5" if thinking else "tokens 5"

    def run() -> float:
        total = 0.0
        for _ in range(work.ASKS):
            began = time.perf_counter()
            with cat.stream(prompt) as answer:
                next(answer)
                total += time.perf_counter() - began
                answer.wait()
        return total / work.ASKS

    return run


def reply(url: str, size: int = work.REPLY) -> Job:
    """Seconds of a byte of a reply with so many."""
    cat = _connected(url)

    def run() -> float:
        began = time.perf_counter()
        answer = cat.ask(f"reply {size}")
        took = time.perf_counter() - began
        work.complete(len(answer.text), size)
        return took / size

    return run


def reply_in_parts(url: str, part: int, size: int) -> Job:
    """Seconds of a byte of a reply that comes in frames of so many."""
    cat = _connected(url)

    def run() -> float:
        began = time.perf_counter()
        answer = cat.ask(f"parts {part} {size}")
        took = time.perf_counter() - began
        work.complete(len(answer.text), size)
        return took / size

    return run


def reply_memory(url: str, size: int = work.REPLY) -> Job:
    """Bytes of memory that such a reply takes, at most."""
    cat = _connected(url)
    cat.ask("reply 1000")

    def run() -> float:
        limits.forget_peak()
        before = limits.memory()
        work.complete(len(cat.ask(f"reply {size}").text), size)
        return limits.peak() - before

    return run
