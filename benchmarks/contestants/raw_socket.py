"""Bare sockets: the floor, which no client gets below, and what the server can do at most."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Callable
from urllib.parse import urlsplit

from benchmarks import canned, wire, work

Job = Callable[[], float]


def _connected(url: str) -> socket.socket:
    server = urlsplit(url)
    opened = socket.create_connection((server.hostname, server.port or 80), timeout=work.PATIENCE)
    opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return opened


def _chat(url: str) -> socket.socket:
    opened = _connected(url)
    server = urlsplit(url)
    opened.sendall(wire.handshake(str(server.hostname), server.port or 80, "/ws/user"))
    answer = b""
    while not answer.endswith(b"\r\n\r\n"):
        answer += opened.recv(4096)
    return opened


def _prompt(text: str) -> bytes:
    return wire.frame(wire.TEXT, json.dumps({"text": text}).encode(), mask=b"\1\2\3\4")


def _take(opened: socket.socket, size: int) -> None:
    while size > 0:
        size -= len(opened.recv(min(size, work.MIB)))


def call(url: str, calls: int = work.CALLS) -> Job:
    """Seconds of an HTTP request and its answer, on an open connection."""
    opened = _connected(url)
    request, size = b"GET /plugins/ HTTP/1.1\r\nHost: cat\r\n\r\n", len(canned.PAGES["/plugins/"])

    def run() -> float:
        began = time.perf_counter()
        for _ in range(calls):
            opened.sendall(request)
            _take(opened, size)
        return (time.perf_counter() - began) / calls

    return run


def tokens(url: str, tokens: int = work.TOKENS) -> Job:
    """Seconds of a frame, not even looked at."""
    opened, prompt = _chat(url), f"tokens {tokens}"
    size = len(canned.token_frames(tokens)) + len(canned.reply_frame(prompt, 200))

    def run() -> float:
        began = time.perf_counter()
        opened.sendall(_prompt(prompt))
        _take(opened, size)
        return (time.perf_counter() - began) / tokens

    return run


def first_token(url: str, thinking: int = work.THINKING) -> Job:
    """Seconds from the question to its first token."""
    opened = _chat(url)
    prompt = f"think {thinking} 5" if thinking else "tokens 5"
    size = len(canned.token_frames(5)) + len(canned.reply_frame(prompt, 200))

    def run() -> float:
        total = 0.0
        for _ in range(work.ASKS):
            began = time.perf_counter()
            opened.sendall(_prompt(prompt))
            came = len(opened.recv(4096))
            total += time.perf_counter() - began
            _take(opened, size - came)
        return total / work.ASKS

    return run


def close(url: str) -> Job:
    """Seconds from a close frame to its echo; of 200, that which one in a hundred exceeds."""
    goodbye = wire.frame(wire.CLOSE, wire.GOODBYE, mask=b"\1\2\3\4")

    def run() -> float:
        times = []
        for _ in range(work.CLOSES):
            with _chat(url) as opened:
                began = time.perf_counter()
                opened.sendall(goodbye)
                opened.recv(4096)
                times.append(time.perf_counter() - began)
        return work.percentile_99(times)

    return run


def upload(url: str, size: int = work.UPLOAD) -> Job:
    """Seconds of a MiB of an upload of so many."""
    opened, block = _connected(url), bytes(work.MIB)
    head = f"POST /rabbithole/ HTTP/1.1\r\nHost: cat\r\nContent-Length: {size * work.MIB}\r\n\r\n".encode()

    def run() -> float:
        began = time.perf_counter()
        opened.sendall(head)
        for _ in range(size):
            opened.sendall(block)
        _take(opened, len(canned.PAGES["/rabbithole/"]))
        return (time.perf_counter() - began) / size

    return run
