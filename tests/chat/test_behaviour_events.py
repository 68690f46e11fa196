"""Callbacks and typed events, as either client hands them over."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable
from typing import Any

import pytest

import cheshire_cat_api as ccat
from cheshire_cat_api.testing import EmbeddedCat, FaultProxy
from cheshire_cat_api.testing.faults import Frame, Insert
from openapi_facade.websocket import mailbox
from openapi_facade.websocket.events import Frame as Told
from openapi_facade.websocket.tasks.dispatcher import AsyncDispatcher
from openapi_facade.websocket.threads.dispatcher import Dispatcher

from .conftest import InThread, Make, until
from .drivers import Driver

SAID = "Curiouser and curiouser! è 😺\nDone."


# -- callbacks


def test_the_four_callbacks_keep_their_shapes(chat: Driver) -> None:
    notes = chat.note("open", "close", "message", "error")
    chat.connect(5)
    assert notes.wait_for("open") == [()]
    chat.ask("[dict]")
    ((text,),) = notes.wait_for("message")
    assert isinstance(text, str)
    assert json.loads(text)["content"] == "fast reply output"
    chat.close()
    assert notes.of("close") == [(1000, "")]
    assert notes.of("error") == []


def test_callbacks_are_given_to_the_constructor_or_assigned_at_any_time(make: Make) -> None:
    opened = threading.Event()
    chat = make(on_open=opened.set, on_message=lambda text: None)
    chat.connect(5)
    assert opened.wait(30)
    notes = chat.note("message")
    chat.ask("[dict]")
    notes.wait_for("message")
    chat.on("message", None)  # type: ignore[arg-type]
    chat.ask("[dict]")
    assert len(notes.of("message")) == 1


def test_every_frame_is_told_raw_and_typed_in_order(chat: Driver) -> None:
    notes = chat.note("message", "event")
    chat.ask("[notify:x] [ws:y] [err:z] [wschat:w] [chat:v]")
    events = [event for (event,) in notes.wait_for("event", 5 + 7 + 1)]
    assert events[:3] == [
        ccat.Notification("x"),
        ccat.Notification({"custom": "y"}),
        ccat.ServerError("GenericError", "z"),
    ]
    side, full = events[3:5]
    if isinstance(side, ccat.Reply) and side.text == "v":  # the script's order is its own
        side, full = full, side
    assert isinstance(side, ccat.Reply)
    assert (side.text, set(side.raw)) == ("w", {"type", "content"})
    assert (full.text, type(full)) == ("v", ccat.Reply)
    assert [type(event) for event in events[5:]] == [ccat.Token] * 7 + [ccat.Reply]
    assert [json.loads(text)["type"] for (text,) in notes.of("message")][:2] == ["notification", "notification"]
    names = [note[0] for note in notes.all]
    assert names == ["message", "event"] * 13


def test_a_frame_of_an_unknown_kind_is_an_event(through: Callable[..., Driver], proxy: FaultProxy) -> None:
    chat = through()
    notes = chat.note("event", "error")
    for strange in ('{"type": "tea", "at": 5}', "no JSON", "[1, 2]", "{}"):
        proxy.add(Insert(strange, when=Frame(1)))
    assert chat.ask("hello").text == SAID
    assert [event for (event,) in notes.wait_for("event", 4)[:4]] == [
        ccat.Unknown({"type": "tea", "at": 5}),
        ccat.Unknown("no JSON"),
        ccat.Unknown([1, 2]),
        ccat.Unknown({}),
    ]
    assert notes.of("error") == []


def test_without_callbacks_events_are_logged_and_nothing_is_printed(
    chat: Driver, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    """The predecessor printed tokens one a line and fell over error frames."""
    with caplog.at_level(logging.INFO, "cheshire_cat_api"):
        chat.ask("[notify:x]")
        with pytest.raises(ccat.TurnFailed):
            chat.ask("[raise:boom]")
        chat.close()
    out, err = capfd.readouterr()
    assert (out, err) == ("", "")
    told = [record.message for record in caplog.records if record.name == "cheshire_cat_api"]
    assert any("open" in message for message in told)
    assert any("1000" in message for message in told)


def test_a_connection_that_fails_is_told_once(make: Make, dead_url: str) -> None:
    chat = make(dead_url)
    notes = chat.note("open", "close", "error")
    chat.connect()
    ((error,),) = notes.wait_for("error")
    assert isinstance(error, ccat.ConnectionFailed)
    with pytest.raises(ccat.ConnectionFailed):
        chat.connect(5)
    notes.wait_for("error", 2)
    chat.close()
    assert notes.of("open") == notes.of("close") == []
    assert len(notes.of("error")) == 2


# -- exceptions of callbacks


def test_an_exception_of_a_callback_reaches_on_error_once_as_itself(chat: Driver) -> None:
    notes = chat.note("error", "open")
    problem = ZeroDivisionError("in a callback")

    def message(text: str) -> None:
        raise problem

    chat.on("message", message)
    assert chat.ask("[dict]").text == "fast reply output"
    assert notes.wait_for("error") == [(problem,)]
    assert chat.ask("[dict]").text == "fast reply output"
    assert [error for (error,) in notes.wait_for("error", 2)] == [problem, problem]


@pytest.mark.parametrize("name", ["open", "close", "error"])
def test_an_exception_of_any_callback_ends_nothing(chat: Driver, name: str) -> None:
    notes = chat.note("message", "error")

    def fails(*_: Any) -> None:
        raise ValueError(name)

    chat.on(name, fails)
    chat.connect(5)
    for _ in range(2):
        assert chat.ask("[dict]").text == "fast reply output"
    notes.wait_for("message", 2)
    chat.close()
    assert not chat.connected


@pytest.mark.parametrize("kind", ["sync"], indirect=True)
def test_a_callback_cannot_end_the_program(chat: Driver) -> None:
    """`sys.exit()` in a callback: the next ones come all the same. With asyncio it ends the loop, as in any task."""
    notes = chat.note("event", "close")

    def leaves(text: str) -> None:
        raise SystemExit(3)

    chat.on("message", leaves)
    for count in (1, 2):
        chat.ask("[dict]")
        notes.wait_for("event", count)
    chat.close()
    assert notes.of("close") == [(1000, "")]


# -- calls in callbacks


@pytest.mark.parametrize("name", ["open", "message", "event"])
def test_ask_in_a_callback(chat: Driver, cat: EmbeddedCat, name: str) -> None:
    calls = chat.in_callback(name, ("ask", ("inside",), {"timeout": 30}), ("ask", ("again",), {"timeout": 30}))
    chat.connect(5)
    chat.send("outside [dict]")
    replies = calls.wait()
    assert [reply.text for reply in replies] == [SAID, SAID]
    assert [reply.raw["why"]["input"] for reply in replies] == ["inside", "again"]


def test_send_and_close_in_a_callback(chat: Driver, cat: EmbeddedCat) -> None:
    notes = chat.note("close")
    calls = chat.in_callback("message", ("send", ("the last",), {}), ("close", (), {}))
    chat.connect(5)
    chat.send("the first [dict]")
    assert calls.wait() == [None, None]
    assert cat.wait_for(lambda: cat.prompts() == ["the first [dict]", "the last"])
    assert notes.wait_for("close") == [(1000, "")]
    assert not chat.connected


def test_what_nobody_is_told_of_is_not_queued(
    kind: str, make: Make, cat: EmbeddedCat, monkeypatch: pytest.MonkeyPatch
) -> None:
    queued: list[str] = []
    dispatcher: Any = {"sync": Dispatcher, "async": AsyncDispatcher}[kind]
    put = dispatcher.put

    def noted(self: Any, *events: Any) -> None:
        queued.extend(event.text for event in events if isinstance(event, Told))
        put(self, *events)

    monkeypatch.setattr(dispatcher, "put", noted)
    chat = make(on_open=lambda: None, on_error=lambda error: None, on_close=lambda *_: None)
    chat.connect(10)
    # what comes while `on_open` is at work may be heeded when it has returned
    until(lambda: not chat.client._cat_own_chat.conversation.dispatcher.wants_frames)
    chat.ask("first")
    assert queued == []
    notes = chat.note("event")
    chat.ask("second")
    notes.wait_for("event", 8)
    assert len(queued) == 8  # seven tokens and the reply
    chat.on("event", None)  # type: ignore[arg-type]


# -- slow callbacks


def test_a_callback_that_hangs_delays_neither_pongs_nor_answers(
    make: Make, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The server would end the connection after 0.4 s without a pong, and the queue takes 100 kB."""
    monkeypatch.setattr(mailbox.Mailbox.__init__, "__defaults__", (100_000,))
    with EmbeddedCat(ping_interval=0.2, ping_timeout=0.2) as cat:
        chat = make(cat.url)
        held = chat.hold("open")
        notes = chat.note("event", "close")
        chat.connect(5)
        assert held.entered.wait(30)
        for number in range(5):
            assert chat.ask(f"{number} [tok:2000]").raw["why"]["input"] == f"{number} [tok:2000]"
            assert chat.ask(f"{number} [wait:0.3]").text == SAID
        assert notes.all == []
        assert chat.connected
        held.release()
        chat.ask("the end")
        chat.close()
        told = [event for (event,) in notes.of("event")]
        replies = [event.raw["why"]["input"] for event in told if isinstance(event, ccat.Reply)]
        # tokens were dropped, replies were not
        expected = [text for n in range(5) for text in (f"{n} [tok:2000]", f"{n} [wait:0.3]")]
        assert replies == [*expected, "the end"]
        tokens = sum(isinstance(event, ccat.Token) for event in told)
        assert tokens < 2000
        assert notes.of("close") == [(1000, "")]
        assert sum("dropped" in record.message for record in caplog.records) == 1


def test_close_does_not_wait_for_a_callback_beyond_its_time(chat: Driver, in_thread: Callable[..., InThread]) -> None:
    held = chat.hold("open")
    chat.connect(5)
    assert held.entered.wait(30)
    closing = in_thread(lambda: chat.close(0.3))
    closing.result(5)
    assert not chat.connected
    held.release()


# -- events


def test_events_come_typed_until_the_chat_ends(chat: Driver, in_thread: Callable[..., InThread]) -> None:
    chat.connect(5)
    first, second = chat.events(), chat.events()
    reading = in_thread(lambda: list(first))
    chat.ask("[notify:x] hello")
    chat.close()
    told = reading.result()
    assert told[0] == ccat.Notification("x")
    assert [type(event) for event in told[1:]] == [ccat.Token] * 7 + [ccat.Reply]
    assert [type(event) for event in second] == [type(event) for event in told]


def test_events_begin_when_they_are_asked_for(chat: Driver) -> None:
    chat.ask("before")
    events = chat.events()
    chat.ask("[dict]")
    assert next(events).text == "fast reply output"


def test_events_need_a_connection(chat: Driver) -> None:
    for _ in range(2):
        with pytest.raises(ccat.NotConnected):
            next(chat.events())
        chat.connect(5)
        chat.close()


def test_events_that_nobody_reads_take_no_memory(
    chat: Driver, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(mailbox.Mailbox.__init__, "__defaults__", (100_000,))
    chat.connect(5)
    events = chat.events()
    for _ in range(3):
        chat.ask("[tok:1000]")
    chat.close()
    told = list(events)
    assert len(told) < 1000
    assert sum(isinstance(event, ccat.Reply) for event in told) == 3
