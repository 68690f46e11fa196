"""This client's close(), in every state that a chat can be in."""

from __future__ import annotations

import itertools
import os
import threading
import time
from collections.abc import Callable
from functools import partial

import cheshire_cat_api as ccat
from benchmarks import work

Job = Callable[[], float]

_numbers = itertools.count()


def close(url: str, state: str) -> Job:
    """Seconds of a close() in a state; of 200, that which one in a hundred exceeds."""
    prepare = _STATES[state]

    def run() -> float:
        times = []
        for _ in range(work.CLOSES):
            cat = prepare(url)
            began = time.perf_counter()
            cat.close()
            times.append(time.perf_counter() - began)
        return work.percentile_99(times)

    return run


def close_in_callback(url: str) -> Job:
    """The same, called on the thread that runs the callbacks."""

    def run() -> float:
        times: list[float] = []
        for _ in range(work.CLOSES):
            ended = threading.Event()
            cat = _client(url)
            cat.on_open = partial(_close, cat, times, ended)
            cat.connect_ws()
            _wait(ended)
        return work.percentile_99(times)

    return run


def _close(cat: ccat.CatClient, times: list[float], ended: threading.Event) -> None:
    began = time.perf_counter()
    cat.close()
    times.append(time.perf_counter() - began)
    ended.set()


def _client(url: str, mute: bool = False, reconnect: bool = False) -> ccat.CatClient:
    # The server lets nobody in again whom it has dropped, and this process warns where a user has two chats.
    user = f"{'mute' if mute else 'user'}-{os.getpid()}-{next(_numbers)}"
    return ccat.CatClient(ccat.Config(url, user_id=user), reconnect=reconnect, on_error=lambda _: None)


def _wait(event: threading.Event) -> None:
    if not event.wait(work.PATIENCE):
        raise TimeoutError("the state to close in did not come")


def _connecting(url: str) -> ccat.CatClient:
    cat = _client(url)
    cat.connect_ws()
    return cat


def _in_the_handshake(url: str) -> ccat.CatClient:
    cat = _client(url, mute=True)
    cat.connect_ws()
    # The server does not answer, so nothing tells how far it is: sometimes the socket is not even connected.
    time.sleep(next(_numbers) % 20 * 0.0001)
    return cat


def _open(url: str) -> ccat.CatClient:
    cat = _client(url)
    cat.connect_ws(timeout=5)
    return cat


def _in_a_turn(url: str) -> ccat.CatClient:
    cat, began = _open(url), threading.Event()
    cat.on_message = lambda _: began.set()
    cat.send("forever")
    _wait(began)
    return cat


def _lost(url: str, reconnect: bool = False) -> ccat.CatClient:
    cat, ended = _client(url, reconnect=reconnect), threading.Event()
    cat.on_close = lambda *_: ended.set()
    cat.connect_ws(timeout=5)
    cat.send("vanish")
    _wait(ended)
    return cat


def _reconnecting(url: str) -> ccat.CatClient:
    return _lost(url, reconnect=True)


def _closed(url: str) -> ccat.CatClient:
    cat = _open(url)
    cat.close()
    return cat


_STATES = {
    "never connected": _client,
    "connecting": _connecting,
    "in the handshake": _in_the_handshake,
    "open": _open,
    "in a turn": _in_a_turn,
    "lost": _lost,
    "reconnecting": _reconnecting,
    "closed": _closed,
}
