"""`connect_ws(wait_until_up=…)`: a Cat that is still starting, and what no waiting mends."""

from __future__ import annotations

import logging
import socket
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

import cheshire_cat_api as ccat
from cheshire_cat_api.testing import EmbeddedCat, FaultProxy
from cheshire_cat_api.testing.faults import Answer, Cut, OnRequest

from .conftest import InThread, Make
from .drivers import Driver

CHAT = "/ws/*"


@pytest.fixture
def tried(caplog: pytest.LogCaptureFixture) -> Iterator[threading.Event]:
    """Set when an attempt has failed that is not the last."""
    event = threading.Event()

    class Handler(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if "not up yet" in record.getMessage():
                event.set()

    logger, handler = logging.getLogger("cheshire_cat_api"), Handler()
    with caplog.at_level(logging.INFO, logger.name):
        logger.addHandler(handler)
        yield event
        logger.removeHandler(handler)


def test_a_port_that_opens_later(
    make: Make, in_thread: Callable[[Callable[[], Any]], InThread], tried: threading.Event
) -> None:
    with socket.socket() as held:
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # so that the Cat may listen there beside it
        held.bind(("127.0.0.1", 0))
        port = held.getsockname()[1]
        chat = make(f"http://127.0.0.1:{port}")
        notes = chat.note("open", "error")
        connecting = in_thread(lambda: chat.connect(wait_until_up=60))
        assert tried.wait(30)
        asking = in_thread(lambda: chat.ask("hello", timeout=60))
        with EmbeddedCat(port=port) as cat:
            connecting.result()
            assert chat.connected
            asking.result()
            assert cat.prompts() == ["hello"]
            notes.wait_for("open")
            chat.close()
    assert notes.of("error") == []


def test_a_proxy_in_front_of_a_cat_that_starts(through: Callable[..., Driver], proxy: FaultProxy) -> None:
    chat = through()
    proxy.add(Answer(502, path=CHAT, times=2))
    proxy.add(Answer(503, path=CHAT, times=1))
    proxy.add(Cut(when=OnRequest("before"), path=CHAT, by="rst"))
    chat.connect(wait_until_up=60)
    assert chat.connected
    assert len(proxy.fired) == 4


def test_what_no_waiting_mends(through: Callable[..., Driver], proxy: FaultProxy) -> None:
    for status in (403, 404, 301):
        proxy.add(Answer(status, path=CHAT))
        with pytest.raises(ccat.HandshakeRefused, match=str(status)):
            through().connect(wait_until_up=60)
    assert len(proxy.fired) == 3


def test_tls_that_does_not_fit(make: Make, cat: EmbeddedCat) -> None:
    with pytest.raises(ccat.ConnectionFailed, match="speaks no TLS"):
        make(cat.url.replace("http", "https")).connect(wait_until_up=60)


def test_it_does_not_start_in_time(
    make: Make, dead_url: str, through: Callable[..., Driver], proxy: FaultProxy
) -> None:
    with pytest.raises(ccat.TimedOut, match=r"not connected within 0\.3 s: no server answers"):
        make(dead_url).connect(wait_until_up=0.3)
    proxy.add(Answer(503, path=CHAT, times=None))
    chat = through()
    notes = chat.note("error")
    with pytest.raises(ccat.TimedOut, match=r"not connected within 0\.3 s: .*HTTP 503"):
        chat.connect(wait_until_up=0.3)
    ((error,),) = notes.wait_for("error")
    assert isinstance(error, ccat.TimedOut)
    assert len(proxy.fired) < 30


def test_a_close_ends_the_waiting(
    make: Make, dead_url: str, in_thread: Callable[[Callable[[], Any]], InThread], tried: threading.Event
) -> None:
    chat = make(dead_url)
    connecting = in_thread(lambda: chat.connect(wait_until_up=3600))
    assert tried.wait(30)
    begin = time.monotonic()
    chat.close()
    with pytest.raises(ccat.NotConnected, match="closed"):
        connecting.result()
    assert time.monotonic() - begin < 10


def test_without_it_the_first_failure_counts(through: Callable[..., Driver], proxy: FaultProxy) -> None:
    proxy.add(Answer(503, path=CHAT))
    with pytest.raises(ccat.HandshakeRefused, match="503"):
        through().connect(10)


@pytest.mark.parametrize("given", [{"timeout": 1, "wait_until_up": 1}, {"wait_until_up": -1}, {"wait_until_up": "5"}])
def test_times_that_are_none(make: Make, given: dict[str, Any]) -> None:
    with pytest.raises(ccat.InvalidArgument, match="wait_until_up"):
        make().connect(**given)
