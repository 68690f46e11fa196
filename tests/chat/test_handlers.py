"""Handlers beside the callbacks: several for each kind of event, in order, and taken away again."""

from __future__ import annotations

import asyncio
import functools
import logging
from collections.abc import Callable
from typing import Any

import pytest

import cheshire_cat_api as ccat
from cheshire_cat_api.testing import FaultProxy
from cheshire_cat_api.testing.faults import Frame, Insert

from .conftest import Make
from .drivers import Driver, Notes

TALK = "[notify:x] [err:z] [ws:y] [tok:2]"


def test_each_kind_is_told_its_own(through: Callable[..., Driver], proxy: FaultProxy) -> None:
    chat, notes = through(), Notes()
    proxy.add(Insert('{"type": "tea"}', when=Frame(1)))
    kinds = ("open", "close", "message", "error", "event", "token", "notification", "reply", "server_error", "unknown")
    for kind in kinds:
        chat.client.on(kind, notes.taker(kind))
    chat.connect(10)
    reply = chat.ask(TALK)
    chat.close()
    assert notes.of("open") == [()]
    assert notes.of("close") == [(1000, "")]
    assert notes.of("error") == []
    assert notes.of("notification") == [(ccat.Notification("x"),), (ccat.Notification({"custom": "y"}),)]
    assert notes.of("server_error") == [(ccat.ServerError("GenericError", "z"),)]
    assert notes.of("token") == [(ccat.Token("t0 "),), (ccat.Token("t1 "),)]
    assert notes.of("reply") == [(reply,)]
    assert notes.of("unknown") == [(ccat.Unknown({"type": "tea"}),)]
    assert len(notes.of("message")) == len(notes.of("event")) == 7
    assert all(isinstance(text, str) for (text,) in notes.of("message"))


def test_the_callback_comes_first_and_then_the_handlers_as_they_were_given(chat: Driver) -> None:
    notes = Notes()
    for name in ("2", "3"):
        chat.client.on("reply", notes.taker(f"reply {name}"))
        chat.client.on("event", notes.taker(f"event {name}"))
        chat.client.on("message", notes.taker(f"message {name}"))
    chat.on("event", notes.taker("event 1"))
    chat.on("message", notes.taker("message 1"))
    chat.ask("[dict]")
    notes.wait_for("reply 3")
    told = [f"{kind} {number}" for kind in ("message", "event") for number in (1, 2, 3)]
    assert [note[0] for note in notes.all] == [*told, "reply 2", "reply 3"]


def test_a_handler_is_taken_away(chat: Driver) -> None:
    notes = Notes()
    gone, stays = notes.taker("gone"), notes.taker("stays")
    for handler in (gone, gone, stays):  # the same once more is the same
        assert chat.client.on("reply", handler) is handler
    chat.ask("[dict]")
    notes.wait_for("stays")
    chat.client.off("reply", gone)
    chat.client.off("reply", gone)
    chat.client.off("token", stays)
    chat.ask("[dict]")
    notes.wait_for("stays", 2)
    assert len(notes.of("gone")) == 1


def test_a_handler_may_take_itself_away_and_give_others(chat: Driver) -> None:
    """For this event, those are called that there were when it came to its kind."""
    notes = Notes()

    def once(reply: ccat.Reply) -> None:
        notes.taker("once")(reply)
        chat.client.off("reply", once)
        chat.client.on("reply", notes.taker("later"))

    chat.client.on("reply", once)
    chat.client.on("reply", notes.taker("always"))
    chat.ask("[dict]")
    chat.ask("[dict]")
    notes.wait_for("later")
    assert [note[0] for note in notes.all] == ["once", "always", "always", "later"]


def test_it_is_a_decorator(make: Make) -> None:
    chat = make()
    notes = Notes()

    @chat.client.on("notification")  # type: ignore[misc,untyped-decorator,unused-ignore]
    def tell(notification: ccat.Notification) -> None:
        notes.taker("told")(notification.content)

    assert tell(ccat.Notification("by hand")) is None
    chat.ask("[notify:x]")
    assert notes.wait_for("told", 2) == [("by hand",), ("x",)]


@pytest.mark.parametrize("of", ["message", "event", "notification"])
def test_what_a_handler_raises_reaches_on_error_once_and_the_others_are_called(chat: Driver, of: str) -> None:
    problems = [ValueError("first"), ZeroDivisionError("second")]
    notes = chat.note("error")
    chat.client.on("error", notes.taker("error handler"))

    def failing(problem: Exception) -> Callable[[object], None]:
        def fail(_: object) -> None:
            raise problem

        return fail

    for problem in problems:
        chat.client.on(of, failing(problem))
    chat.client.on("reply", notes.taker("reply"))
    chat.connect(10)
    chat.client.on(of, notes.taker("other"))
    chat.ask("[notify:x] [dict]") if of == "notification" else chat.ask("[dict]")
    notes.wait_for("reply")
    assert notes.of("error") == notes.of("error handler") == [(problem,) for problem in problems]
    assert len(notes.of("other")) == 1


def test_an_error_handler_that_fails_is_logged_and_keeps_nobody_from_being_told(
    make: Make, dead_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    chat = make(dead_url)
    notes = Notes()

    def fails(error: Exception) -> None:
        raise ValueError("again")

    chat.client.on("error", fails)
    chat.client.on("error", notes.taker("error"))
    chat.connect()
    notes.wait_for("error")
    assert [record.message for record in caplog.records] == ["on_error itself failed"]


def test_who_has_a_handler_is_not_told_by_the_log(chat: Driver, caplog: pytest.LogCaptureFixture) -> None:
    notes = Notes()
    for kind in ("open", "close"):
        chat.client.on(kind, notes.taker(kind))
    with caplog.at_level(logging.INFO, "cheshire_cat_api"):
        chat.connect(10)
        chat.close()
    assert [note[0] for note in notes.all] == ["open", "close"]
    assert [record for record in caplog.records if record.name == "cheshire_cat_api"] == []


def test_a_view_of_another_user_has_handlers_of_its_own(make: Make) -> None:
    chat, notes = make(), Notes()
    chat.client.on("reply", notes.taker("mine"))
    view = chat.client.as_user("bob")
    view.on("reply", notes.taker("bob's"))
    same = chat.client.with_options(timeout=5)
    same.on("reply", notes.taker("mine too"))
    chat.ask("[dict]")
    notes.wait_for("mine too")
    ask = chat.run if chat.kind == "async" else lambda done: done  # type: ignore[attr-defined]
    ask(view.ask("[dict]"))
    notes.wait_for("bob's")
    ask(view.close())
    assert [note[0] for note in notes.all] == ["mine", "mine too", "bob's"]


@pytest.mark.parametrize("wrong", ["tea", "on_message", "", None, 5])
def test_a_kind_that_is_none_is_refused(chat: Driver, wrong: Any) -> None:
    for give in (
        lambda: chat.client.on(wrong, print),
        lambda: chat.client.on(wrong),
        lambda: chat.client.off(wrong, print),
    ):
        with pytest.raises(ccat.InvalidArgument, match=r"no events of kind .*; there are open, close, .*unknown"):
            give()


def test_what_cannot_be_called_is_refused(chat: Driver) -> None:
    with pytest.raises(ccat.InvalidArgument, match="cannot be called"):
        chat.client.on("token", "print")


def test_coroutine_functions_are_for_the_asynchronous_client(chat: Driver) -> None:
    notes = Notes()

    async def slowly(name: str, event: object) -> None:
        await asyncio.sleep(0)
        notes.taker(name)(event)

    if chat.kind == "sync":
        with pytest.raises(ccat.InvalidArgument, match="AsyncCatClient"):
            chat.client.on("reply", functools.partial(slowly, "first"))
        return
    chat.client.on("reply", functools.partial(slowly, "first"))
    chat.client.on("reply", notes.taker("second"))
    chat.client.on("reply", functools.partial(slowly, "third"))
    chat.ask("[dict]")
    notes.wait_for("third")
    assert [note[0] for note in notes.all] == ["first", "second", "third"]


def test_handlers_and_streams_hear_the_same(chat: Driver) -> None:
    """With handlers alone, too, which the asynchronous client looks at before it makes events of frames."""
    notes = Notes()
    chat.client.on("token", notes.taker("token"))
    with chat.stream("[tok:50]") as answer:
        assert "".join(answer) == "".join(f"t{n} " for n in range(50))
    chat.close()
    assert len(notes.of("token")) == 50
