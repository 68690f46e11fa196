"""Answers that the connection did not bring: those that the history has, and those that nobody can find."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest

import cheshire_cat_api as ccat
from cheshire_cat_api.testing import EmbeddedCat, FaultProxy
from cheshire_cat_api.testing.faults import Answer, Cut, Frame, Freeze, Insert, OnRequest

from .conftest import InThread, Make
from .drivers import Driver

SAID = "Curiouser and curiouser! è 😺\nDone."
Through = Callable[..., Driver]
Quick = Callable[..., None]
Policy = Callable[..., ccat.Reconnect]
Work = Callable[[Callable[[], Any]], InThread]
HISTORY = "/memory/conversation_history"


def looks(cat: EmbeddedCat) -> int:
    return sum(request.path == HISTORY for request in cat.requests)


def handshakes(cat: EmbeddedCat) -> int:
    return sum(request.method == "WEBSOCKET" for request in cat.requests)


# -- what is found


@pytest.mark.parametrize("again", [False, True], ids=["stays lost", "reconnects"])
@pytest.mark.parametrize("first", [False, True], ids=["later turn", "first turn"])
def test_the_answer_of_a_lost_turn(
    through: Through, proxy: FaultProxy, cat: EmbeddedCat, reconnect: Policy, first: bool, again: bool
) -> None:
    """The server shows a user's first turn only when it has ended."""
    chat = through(reconnect=reconnect() if again else False)
    if not first:
        chat.ask("before")
    notes = chat.note("open", "close", "error")
    proxy.add(Cut(when=Frame(2 if first else 11, edge="after")))
    reply = chat.ask("lost [slow:0.2]", timeout=30)
    assert (reply.text, reply.recovered) == (SAID, True)
    assert reply.raw["why"]["input"] == "lost [slow:0.2]"
    assert type(reply.raw) is dict
    assert reply.message.text == SAID
    assert reply.why is not None
    assert "recovered" in repr(reply)
    notes.wait_for("close")
    assert chat.ask("next").text == SAID
    assert cat.prompts()[-2:] == ["lost [slow:0.2]", "next"]
    assert len(cat.prompts()) == 3 - first
    if again:
        notes.wait_for("open", 1)


def test_a_stream_gives_what_came_and_the_whole_as_its_reply(through: Through, proxy: FaultProxy) -> None:
    chat = through()
    proxy.add(Cut(when=Frame(3, edge="after")))
    stream = chat.stream("[slow:0.02]", timeout=30)
    assert "".join(stream) == "Curiouser and curiouser"
    assert stream.reply.recovered
    assert stream.reply.text == SAID


def test_the_server_ended_the_connection_in_good_order(through: Through, proxy: FaultProxy) -> None:
    chat = through()
    proxy.add(Insert((1000).to_bytes(2, "big"), opcode=8, when=Frame(2)))
    reply = chat.ask("[slow:0.05]", timeout=30)
    assert (reply.text, reply.recovered) == (SAID, True)


def test_a_network_that_is_gone_for_a_while(
    through: Through, proxy: FaultProxy, cat: EmbeddedCat, reconnect: Policy, in_thread: Work
) -> None:
    """Neither the history nor a new connection is to be had; then both."""
    chat = through(reconnect=reconnect(attempts=10**6))
    notes = chat.note("open", "close")
    chat.connect(10)
    asking = in_thread(lambda: chat.ask("lost [wait:0.5]", timeout=60))
    assert cat.wait_for(lambda: cat.prompts())
    with proxy.refusing():
        proxy.cut_all("rst")
        notes.wait_for("close")
        assert cat.wait_for(lambda: len(cat.history()) == 2)
        # longer than the first looks take
        assert not cat.wait_for(lambda: False, 1.0)
    reply = asking.result()
    assert (reply.text, reply.recovered) == (SAID, True)
    notes.wait_for("open", 2)
    assert chat.ask("next").text == SAID
    assert cat.prompts() == ["lost [wait:0.5]", "next"]


def test_first_the_history_and_then_the_new_socket(
    through: Through, proxy: FaultProxy, cat: EmbeddedCat, reconnect: Policy
) -> None:
    """A socket opened while the old turn runs is deaf afterwards (CONTRACT §1.6)."""
    chat = through(reconnect=reconnect())
    notes = chat.note("open")
    proxy.add(Cut(when=Frame(1, edge="after")))
    assert chat.ask("lost [slow:0.2]", timeout=30).recovered
    notes.wait_for("open", 2)
    begin = time.monotonic()
    reply = chat.ask("next")
    assert (reply.recovered, reply.raw["why"]["input"]) == (False, "next")
    assert time.monotonic() - begin < 5


def test_a_second_ask_waits_for_the_lost_turn_of_the_first(
    through: Through, proxy: FaultProxy, cat: EmbeddedCat, in_thread: Work
) -> None:
    chat = through()
    notes = chat.note("close")
    first = in_thread(lambda: chat.ask("lost [wait:1.5]", timeout=30))
    assert cat.wait_for(lambda: cat.prompts())
    proxy.cut_all()
    notes.wait_for("close")
    begin = time.monotonic()
    second = chat.ask("second", timeout=30)
    assert (second.recovered, second.raw["why"]["input"]) == (False, "second")
    assert time.monotonic() - begin < 9, "it was deaf"
    assert first.result().recovered


def test_prompts_that_were_only_sent_are_told_after_a_loss(
    through: Through, proxy: FaultProxy, cat: EmbeddedCat, reconnect: Policy
) -> None:
    """Programs that send and listen, with reconnecting: the reply comes as a message, and the new socket hears."""
    chat = through(reconnect=reconnect())
    notes = chat.note("open", "message", "event")
    chat.connect(10)
    proxy.add(Cut(when=Frame(2, edge="after")))
    chat.send("lost [slow:0.1]")
    notes.wait_for("open", 2)
    replies = [event for (event,) in notes.of("event") if isinstance(event, ccat.Reply)]
    assert [(reply.text, reply.recovered) for reply in replies] == [(SAID, True)]
    chat.send("next [dict]")
    told = notes.wait_for("event", 4)
    assert told[-1][0].text == "fast reply output"


# -- a deaf socket


def make_deaf(chat: Driver, make: Make, cat: EmbeddedCat) -> None:
    """Another socket of the same user comes and goes (CONTRACT §4.5)."""
    other = make()
    other.connect(10)
    other.close()
    assert cat.wait_for(lambda: cat.sockets() == 1)


def test_a_deaf_socket_is_found_out_and_replaced(
    chat: Driver, make: Make, cat: EmbeddedCat, quick: Quick, caplog: pytest.LogCaptureFixture
) -> None:
    quick(quiet=0.3)
    notes = chat.note("open", "close", "error")
    chat.connect(10)
    make_deaf(chat, make, cat)
    caplog.clear()
    reply = chat.ask("anybody?", timeout=30)
    assert (reply.text, reply.recovered) == (SAID, True)
    assert any("deaf" in record.message for record in caplog.records)
    reply = chat.ask("and now?", timeout=30)
    assert (reply.text, reply.recovered) == (SAID, False)
    assert cat.prompts() == ["anybody?", "and now?"]
    assert cat.wait_for(lambda: cat.sockets() == 1)
    assert chat.connected
    assert notes.all == [("open",)], "a replacement is no event"


def test_a_deaf_socket_that_cannot_be_replaced_at_once(
    through: Through, proxy: FaultProxy, make: Make, cat: EmbeddedCat, quick: Quick, reconnect: Policy
) -> None:
    quick(quiet=0.3)
    chat = through(reconnect=reconnect())
    notes = chat.note("open", "close")
    chat.connect(10)
    make_deaf(chat, make, cat)
    proxy.add(Answer(503, path="/ws/*", times=2))
    assert chat.ask("anybody?", timeout=30).recovered
    notes.wait_for("open", 2)
    assert chat.ask("and now?", timeout=30).recovered is False


def test_a_deaf_socket_that_cannot_be_replaced(
    through: Through, proxy: FaultProxy, make: Make, cat: EmbeddedCat, quick: Quick
) -> None:
    quick(quiet=0.3)
    chat = through()
    notes = chat.note("close", "error")
    chat.connect(10)
    make_deaf(chat, make, cat)
    proxy.add(Answer(503, path="/ws/*"))
    assert chat.ask("anybody?", timeout=30).recovered
    notes.wait_for("close")
    assert len(notes.of("error")) == 1
    assert chat.ask("and now?", timeout=30).recovered is False


def test_a_deaf_socket_to_a_frozen_server(
    through: Through, proxy: FaultProxy, make: Make, cat: EmbeddedCat, quick: Quick
) -> None:
    """The goodbye is not answered; the new socket comes all the same, in time."""
    quick(quiet=0.3, connect=1.0)
    chat = through()
    chat.connect(10)
    make_deaf(chat, make, cat)
    proxy.add(Freeze(when=Frame(1, "to_server", "after")))
    assert chat.ask("anybody?", timeout=30).recovered
    begin = time.monotonic()
    assert chat.ask("and now?", timeout=30).text == SAID
    assert time.monotonic() - begin < 10


def test_before_a_timeout_is_reported_the_history_is_asked(chat: Driver, make: Make, cat: EmbeddedCat) -> None:
    chat.connect(10)
    make_deaf(chat, make, cat)
    reply = chat.ask("anybody?", timeout=2)
    assert (reply.text, reply.recovered) == (SAID, True)


# -- time


@pytest.mark.parametrize("seconds", [1, 3])
@pytest.mark.parametrize("fault", ["frozen", "500"])
def test_an_ask_ends_in_time_where_the_history_cannot_be_had(
    through: Through, proxy: FaultProxy, fault: str, seconds: float
) -> None:
    chat = through()
    chat.connect(10)
    if fault == "500":
        proxy.add(Answer(500, path=HISTORY, times=None))
    else:
        proxy.add(Freeze(when=OnRequest("before"), path=HISTORY, times=None))
    proxy.add(Cut(when=Frame(2, edge="after")))
    begin = time.monotonic()
    with pytest.raises(ccat.ConnectionLost) as caught:
        chat.ask("[slow:0.05]", timeout=seconds)
    assert seconds - 0.5 < time.monotonic() - begin < seconds + 1.5
    assert caught.value.partial == "Curiouser and "


def test_an_ask_ends_in_time_where_the_server_is_frozen(through: Through, proxy: FaultProxy) -> None:
    chat = through()
    chat.ask("hello")
    proxy.add(Freeze(when=OnRequest("before"), times=None))
    proxy.freeze_all()
    begin = time.monotonic()
    with pytest.raises(ccat.TurnTimeout):
        chat.ask("anybody?", timeout=2)
    assert 1.5 < time.monotonic() - begin < 3.5
    proxy.cut_all()


def test_a_large_prompt_to_a_frozen_server_ends_in_time(through: Through, proxy: FaultProxy, cat: EmbeddedCat) -> None:
    chat = through()
    chat.ask("hello")
    proxy.add(Freeze(when=OnRequest("before"), times=None))
    proxy.freeze_all()
    begin = time.monotonic()
    with pytest.raises((ccat.ConnectionLost, ccat.TurnTimeout)):
        chat.ask("x" * 15_000_000, timeout=2)
    assert time.monotonic() - begin < 5
    proxy.cut_all()
    assert cat.prompts() == ["hello"]


# -- what cannot be found; the manual names each


def lost(chat: Driver, text: str, **options: Any) -> ccat.ConnectionLost:
    with pytest.raises(ccat.ConnectionLost) as caught:
        chat.ask(text, **{"timeout": 1.5, **options})
    return caught.value


def test_fast_replies_are_not_stored(through: Through, proxy: FaultProxy, cat: EmbeddedCat) -> None:
    chat = through()
    chat.connect(10)
    proxy.add(Cut(when=Frame(1, edge="before")))
    assert "not in the history" in str(lost(chat, "[dict]"))
    assert cat.prompts() == ["[dict]"]


def test_turns_that_fail_have_no_answer(through: Through, proxy: FaultProxy) -> None:
    chat = through()
    chat.ask("before")
    proxy.add(Cut(when=Frame(8 + 2, edge="after")))
    error = lost(chat, "[raise:boom]")
    assert error.partial == "Curiouser and "


def test_prompts_that_never_arrived(through: Through, proxy: FaultProxy, cat: EmbeddedCat) -> None:
    chat = through()
    chat.connect(10)
    proxy.add(Cut(when=Frame(1, "to_server", "before")))
    assert "not in the history" in str(lost(chat, "hello"))
    assert cat.prompts() == []


def test_turns_that_have_left_the_history(
    through: Through, proxy: FaultProxy, make: Make, cat: EmbeddedCat, in_thread: Work
) -> None:
    """The server keeps 20 messages."""
    chat = through()
    chat.connect(10)
    proxy.add(Answer(503, path=HISTORY, times=None))
    proxy.add(Cut(when=Frame(8, edge="before")))
    asking = in_thread(lambda: lost(chat, "hello", timeout=5))
    assert cat.wait_for(lambda: len(cat.history()) == 2)
    other = make()
    for number in range(10):
        other.post(f"number {number}")
    proxy.clear()
    assert "not in the history" in str(asking.result())


def test_a_history_that_was_wiped(through: Through, proxy: FaultProxy, cat: EmbeddedCat, make: Make) -> None:
    chat = through()
    chat.connect(10)
    proxy.add(Freeze(when=OnRequest("before"), path=HISTORY))
    proxy.add(Cut(when=Frame(8, edge="before")))
    cat_history_gone = make()

    def wipe() -> None:
        assert cat.wait_for(lambda: len(cat.history()) == 2)
        if cat_history_gone.kind == "sync":
            cat_history_gone.client.memory.wipe_conversation_history()
        else:
            cat_history_gone.run(cat_history_gone.client.memory.wipe_conversation_history())  # type: ignore[attr-defined]
        proxy.thaw()

    worker = InThread(wipe)
    lost(chat, "hello")
    worker.result()


def test_users_who_may_not_read_the_history(make: Make) -> None:
    with EmbeddedCat() as cat, FaultProxy(cat.url) as proxy:
        chat = make(proxy.url)
        chat.connect(10)
        proxy.add(Answer(403, path=HISTORY, times=None))
        proxy.add(Cut(when=Frame(2, edge="after")))
        begin = time.monotonic()
        error = lost(chat, "[slow:0.1]", timeout=60)
        assert time.monotonic() - begin < 10, "there is nothing to wait for"
        assert error.partial == "Curiouser and "
        chat.close()


def forget_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the Cat keep no further keys of a prompt, as before 1.8."""
    from cheshire_cat_api.testing._cat import chat as turns

    parse = turns._parse
    known = ("user_id", "when", "who", "text", "image", "audio")

    def forgetful(message: Any) -> Any:
        return {key: value for key, value in parse(message).items() if key in known}

    monkeypatch.setattr(turns, "_parse", forgetful)


def test_servers_that_do_not_keep_further_keys(
    through: Through, proxy: FaultProxy, cat: EmbeddedCat, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before 1.8."""
    forget_keys(monkeypatch)
    chat = through()
    chat.connect(10)
    proxy.add(Cut(when=Frame(2, edge="after")))
    assert lost(chat, "hello").partial == "Curiouser and "
    assert cat.prompts() == ["hello"]


def test_a_server_that_has_forgotten_everything(
    through: Through, proxy: FaultProxy, cat: EmbeddedCat, in_thread: Work
) -> None:
    """A restart: histories are in memory only."""
    chat = through()
    asking = in_thread(lambda: lost(chat, "[wait:30]", timeout=4))
    assert cat.wait_for(lambda: cat.prompts())
    cat.stop()
    cat.reset()
    cat.start()
    assert "not in the history" in str(asking.result())
    assert cat.prompts() == []
    assert chat.ask("next").text == SAID
