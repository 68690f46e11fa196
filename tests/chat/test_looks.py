"""When the history is looked at, and what its silence and the socket's tell together."""

from __future__ import annotations

import logging
import threading
import time
from typing import Any

import pytest

import cheshire_cat_api as ccat
from cheshire_cat_api._chat.protocol import Turn
from cheshire_cat_api._chat.tasks import conversation as tasks
from cheshire_cat_api._chat.threads import conversation as threads
from cheshire_cat_api.testing import EmbeddedCat, FaultProxy
from cheshire_cat_api.testing.faults import Answer, Frame, Freeze

from .conftest import Make, until
from .drivers import Driver
from .test_identity import ADMIN
from .test_recovery import HISTORY, SAID, Quick, Through, Work, forget_keys, handshakes, lost


def test_a_reply_on_its_way_is_waited_for_where_the_history_has_it_already(
    through: Through,
    proxy: FaultProxy,
    cat: EmbeddedCat,
    quick: Quick,
    in_thread: Work,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The server keeps a reply before it sends it: its socket is not deaf."""
    seen, arriving = threading.Event(), Turn.arriving

    def noticing(turn: Turn, history: list[Any]) -> bool:
        found = arriving(turn, history)
        if found:
            seen.set()
        return found

    monkeypatch.setattr(Turn, "arriving", noticing)
    for module in (threads, tasks):
        monkeypatch.setattr(module, "ARRIVAL", 30.0)
    quick(quiet=0.1)
    chat: Driver = through()
    chat.connect(10)
    proxy.add(Freeze(when=Frame(8, edge="before")))
    asking = in_thread(lambda: chat.ask("hello", timeout=60))
    assert seen.wait(30)
    proxy.thaw()
    reply = asking.result()
    assert (reply.text, reply.recovered) == (SAID, False)
    assert chat.ask("next").recovered is False
    assert handshakes(cat) == 1, "it was replaced"


# -- a socket that is silent, and a history that does not tell why


@pytest.fixture
def alice(cat: EmbeddedCat) -> dict[str, str]:
    """A user who may chat, and nothing else."""
    account = {"username": "alice", "password": "looking-glass"}
    with ccat.CatClient(ccat.Config(cat.url, **ADMIN)) as admin:
        admin.users.create_user(**account, permissions={"CONVERSATION": ["WRITE"]})
    return account


def make_deaf(make: Make, cat: EmbeddedCat, **account: str) -> None:
    """Another socket of the same user comes and goes (CONTRACT §4.5)."""
    other = make(**account)
    other.connect(10)
    other.close()
    assert cat.wait_for(lambda: cat.sockets("alice") == 1)


def silence(chat: Driver) -> str:
    with pytest.raises(ccat.TurnTimeout) as caught:
        chat.ask("anybody?", timeout=1.5)
    return str(caught.value)


def test_a_deaf_socket_of_a_user_who_may_not_read_the_history(
    make: Make, cat: EmbeddedCat, quick: Quick, alice: dict[str, str]
) -> None:
    """Silence is all that there is to go by: the next prompt goes over another connection."""
    quick(quiet=0.1)
    chat = make(**alice)
    notes = chat.note("open", "close", "error")
    chat.connect(10)
    make_deaf(make, cat, **alice)
    assert "may be deaf, and is replaced" in silence(chat)
    reply = chat.ask("and now?", timeout=30)
    assert (reply.text, reply.recovered) == (SAID, False)
    assert chat.connected
    assert cat.wait_for(lambda: cat.sockets("alice") == 1)
    assert notes.all == [("open",)], "a replacement is no event"
    assert cat.prompts("alice") == ["anybody?", "and now?"]


def test_a_deaf_socket_of_a_user_who_was_deleted(
    make: Make, cat: EmbeddedCat, quick: Quick, alice: dict[str, str]
) -> None:
    """An open socket outlives its user (CONTRACT §2), a new one is refused: that says what has happened."""
    quick(quiet=0.1)
    chat = make(**alice)
    chat.connect(10)
    make_deaf(make, cat, **alice)
    with ccat.CatClient(ccat.Config(cat.url, **ADMIN)) as admin:
        (user,) = (each for each in admin.users.read_users() if each.username == "alice")
        admin.users.delete_user(user.id)
    silence(chat)
    with pytest.raises((ccat.HandshakeRefused, ccat.Forbidden)):
        chat.ask("and now?", timeout=30)
    assert not chat.connected


def test_a_deaf_socket_and_a_server_that_keeps_no_key_of_ours(
    make: Make, cat: EmbeddedCat, quick: Quick, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before 1.8: the history is there, the prompt is not found in it."""
    forget_keys(monkeypatch)
    quick(quiet=0.1)
    chat = make(user_id="alice")
    chat.ask("before")
    make_deaf(make, cat, user_id="alice")
    silence(chat)
    assert chat.ask("and now?", timeout=30).recovered is False


# -- a server that was restarted in the turn


def missed_looks(caplog: pytest.LogCaptureFixture) -> int:
    return sum("the history could not be read" in record.getMessage() for record in caplog.records)


@pytest.mark.parametrize("by", ["refused", "502"])
def test_a_server_that_was_killed_in_a_turn(
    through: Through,
    make: Make,
    proxy: FaultProxy,
    cat: EmbeddedCat,
    in_thread: Work,
    caplog: pytest.LogCaptureFixture,
    by: str,
) -> None:
    """Histories are in memory only: that of the user was not empty when the connection was lost."""
    caplog.set_level(logging.INFO, "cheshire_cat_api")
    chat = make() if by == "refused" else through()
    chat.ask("before")
    asking = in_thread(lambda: lost(chat, "[tok:3][wait:60]", timeout=120))
    assert cat.wait_for(lambda: len(cat.prompts()) == 2)
    proxy.add(Answer(502, path=HISTORY, times=None))
    cat.stop()
    until(lambda: missed_looks(caplog))
    cat.reset()
    cat.start()
    proxy.clear()
    begin = time.monotonic()
    assert "the server was restarted" in str(asking.result())
    assert time.monotonic() - begin < 30
    assert cat.prompts() == []
    assert chat.ask("next").text == SAID


def test_a_server_that_is_alive_behind_a_network_that_refuses(
    through: Through, proxy: FaultProxy, cat: EmbeddedCat, in_thread: Work, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "cheshire_cat_api")
    chat = through()
    chat.ask("before")
    asking = in_thread(lambda: chat.ask("lost [wait:0.5]", timeout=60))
    assert cat.wait_for(lambda: len(cat.prompts()) == 2)
    with proxy.refusing():
        proxy.cut_all("rst")
        until(lambda: missed_looks(caplog))
    assert asking.result().recovered
