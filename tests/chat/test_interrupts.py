"""An interrupt at every step of what a synchronous client does: it works afterwards, and `close()` returns.

A signal's handler may raise between any two steps of the main thread; where that leaves a lock taken, or something that
only the interrupted function would have undone, the next call waits for ever.
"""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import cheshire_cat_api as ccat
from cheshire_cat_api.resources import _ingestion
from cheshire_cat_api.testing import EmbeddedCat

from .interrupts import Interrupt

ALL = bool(os.environ.get("TEST_ALL"))
INTERRUPTS = 2000 if ALL else 300
"""At random moments; all 2,000 with TEST_ALL=1, which takes a minute or two."""
STRIDE = {"HTTP": 1 if ALL else 3, "upload": 1 if ALL else 29}
"""A call has 1,500 steps, an upload that is waited for 3,000; without TEST_ALL=1, every third, or 29th, of them."""
SEED = 13
FAST = "[dict]", "fast reply output"


def leave_early(client: ccat.CatClient) -> None:
    for _ in client.stream("hello", timeout=10):
        break


def listen(client: ccat.CatClient) -> None:
    events = client.events()
    client.send(FAST[0])
    next(events)


OPERATIONS: dict[str, Callable[[ccat.CatClient], object]] = {
    "ask": lambda client: client.ask(FAST[0], timeout=10),
    "stream": leave_early,
    "send": lambda client: client.send(FAST[0]),
    "events": listen,
    "connect": lambda client: client.connect_ws(10),
    "ask and connect": lambda client: client.ask(FAST[0], timeout=10),
    "close": lambda client: client.close(),
    "HTTP": lambda client: client.status.status(),
    "upload": lambda client: client.rabbit_hole.upload_file(b"The hatter drinks tea.", name="tea.txt", wait=True),
}


@pytest.fixture
def client(cat: EmbeddedCat) -> Iterator[ccat.CatClient]:
    client = ccat.CatClient(ccat.Config(cat.url))
    client.ask(FAST[0])  # so that all modules are there
    client.status.status()
    client.rabbit_hole.upload_file(b"tea", name="tea.txt", wait=True)
    yield client
    begun = time.monotonic()
    client.close()
    assert time.monotonic() - begun < 5  # what close() promises


@pytest.mark.timeout(600)
@pytest.mark.parametrize("name", OPERATIONS)
@pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")  # a socket that an interrupted function had in hand
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # a generator that was interrupted
def test_an_interrupt_at_every_step(client: ccat.CatClient, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_ingestion, "QUIET", 0.05)  # of an upload that was interrupted, the next one makes little soon
    for at in itertools.count(1, STRIDE.get(name, 1)):
        if "connect" in name:
            client.close()
        elif not client.is_ws_connected:
            client.connect_ws(10)
        with Interrupt(at) as interrupt:
            OPERATIONS[name](client)
        assert client.with_options(timeout=20).status.status().version, at
        assert client.ask(FAST[0], timeout=20).text == FAST[1], at
        if not interrupt.raised:
            break
    assert at > 50, "the operation has hardly begun"


@pytest.mark.timeout(900)
def test_interrupts_at_random_moments(cat: EmbeddedCat) -> None:
    command = [sys.executable, str(Path(__file__).with_name("sigints.py")), cat.url, str(INTERRUPTS), str(SEED)]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=880, check=False)
    assert ended.returncode == 0, ended.stderr
    assert int(ended.stdout.split()[0]) >= INTERRUPTS
