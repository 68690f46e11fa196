"""close() and callbacks that are at work: it waits for them a moment, and nothing of the server is told afterwards."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any

import pytest

from cheshire_cat_api.testing import EmbeddedCat
from openapi_facade.websocket.endings import CALLBACK_PATIENCE

from .conftest import Make
from .drivers import Driver

LESS = 2.5  # seconds; close() would have waited for five


@pytest.mark.parametrize("name", ["open", "message", "event"])
def test_close_waits_a_moment_for_a_callback_that_is_at_work(
    chat: Driver, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    held = chat.hold(name)
    chat.connect(10)
    chat.ask("[dict]")
    assert held.entered.wait(30)
    begin = time.monotonic()
    chat.close()
    assert CALLBACK_PATIENCE * 0.9 < time.monotonic() - begin < LESS
    chat.close()
    assert sum("at work" in record.message for record in caplog.records) == 1
    held.release()


def test_what_came_behind_it_is_not_told_but_the_end(chat: Driver) -> None:
    held = chat.hold("message")
    notes = chat.note("event", "close")
    chat.connect(10)
    for _ in range(3):
        chat.ask("[tok:5]")  # all of it has come when this returns
    assert held.entered.wait(30)
    chat.close()
    assert notes.all == []
    held.release()
    notes.wait_for("close")
    assert notes.all == [("close", 1000, "")]


def test_its_exception_is_told_though_it_comes_behind_the_close(make: Make) -> None:
    problem = ZeroDivisionError("in a slow callback")
    chat = make()
    held = chat.hold("open")
    notes = chat.note("error", "message")
    inner = chat.client.on_open

    def fails() -> object:
        if chat.kind == "async":
            return _fails_later(inner, problem)
        inner()
        raise problem

    chat.on("open", fails)
    chat.connect(10)
    chat.ask("[dict]")
    assert held.entered.wait(30)
    chat.close()
    held.release()
    assert notes.wait_for("error") == [(problem,)]
    assert notes.of("message") == []


async def _fails_later(inner: Callable[[], Any], problem: Exception) -> None:
    await inner()
    raise problem


def test_the_next_connection_is_told_behind_it(chat: Driver) -> None:
    held = chat.hold("message")
    chat.connect(10)
    chat.ask("[tok:2]")
    assert held.entered.wait(30)
    chat.close()
    notes = chat.note("open", "event", "close")
    chat.connect(10)
    reply = chat.ask("[dict]")
    held.release()
    assert notes.wait_for("event") == [(reply,)]
    assert [note[0] for note in notes.all] == ["close", "open", "event"]


def test_a_close_in_a_callback_and_one_behind_it(chat: Driver) -> None:
    """The first one does not keep others from being told; the second one does, as any."""
    notes = chat.note("close")
    chat.client.on("event", notes.taker("event"))
    held, calls = chat.hold("event"), chat.in_callback("message", ("close", (), {}))
    chat.connect(10)
    chat.send("[tok:20]")
    assert calls.wait() == [None]
    assert held.entered.wait(30)
    chat.close(0.1)
    held.release()
    notes.wait_for("close")
    assert notes.all == [("close", 1000, "")]


def test_quick_callbacks_hear_all_that_came(chat: Driver, cat: EmbeddedCat, caplog: pytest.LogCaptureFixture) -> None:
    notes = chat.note("event")
    chat.connect(10)
    with caplog.at_level(logging.WARNING):
        reply = chat.ask("[tok:100]")
        chat.close()
    assert len(notes.all) == 101
    assert notes.all[-1] == ("event", reply)
    assert caplog.records == []
