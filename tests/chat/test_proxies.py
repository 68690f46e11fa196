"""HTTP that acts as another user than the chat, because a proxy drops the header `user_id` (docs/proxies.md)."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

import cheshire_cat_api as ccat
from cheshire_cat_api._identity import Identity
from cheshire_cat_api.testing import EmbeddedCat, FaultProxy
from cheshire_cat_api.testing.faults import Answer, Cut, Frame

from .conftest import Make
from .drivers import Driver
from .dropping import DroppingProxy
from .test_identity import ADMIN, ALICE
from .test_recovery import HISTORY, SAID, lost

ADVICE = "underscores_in_headers on;"


@pytest.fixture
def dropping(cat: EmbeddedCat) -> Iterator[DroppingProxy]:
    with DroppingProxy(cat.url) as running:
        yield running


@pytest.fixture
def alice(make: Make, dropping: DroppingProxy) -> Driver:
    """Her chat is hers, and what she does over HTTP is another user's."""
    return make(dropping.url, user_id="alice")


def wipe(driver: Driver, view: Any = None) -> None:
    wiped = (view or driver.client).memory.wipe_conversation_history()
    if driver.kind == "async":
        driver.run(wiped)  # type: ignore[attr-defined]


def calls(cat: EmbeddedCat, method: str = "GET") -> int:
    return sum((request.method, request.path) == (method, HISTORY) for request in cat.requests)


def refused(cat: EmbeddedCat, driver: Driver) -> None:
    with pytest.raises(ccat.WrongUser) as caught:
        wipe(driver)
    assert ADVICE in str(caught.value)
    assert "'user'" in str(caught.value)
    assert "'alice'" in str(caught.value)
    assert calls(cat, "DELETE") == 0


def test_what_is_another_users_is_not_wiped(alice: Driver, make: Make, cat: EmbeddedCat) -> None:
    """Nothing is known yet: the history is asked first."""
    make().ask("of somebody else")
    refused(cat, alice)
    refused(cat, alice)
    assert len(cat.history("user")) == 2


def test_an_empty_history_behind_a_turn_is_another_users_too(alice: Driver, cat: EmbeddedCat) -> None:
    """Where everybody has a name, `user` has no history: wiping it would do nothing, and say that it was done."""
    assert alice.ask("mine").text == SAID
    refused(cat, alice)
    assert len(cat.history("alice")) == 2


def test_an_empty_history_of_which_nothing_is_known_may_be_wiped(alice: Driver, cat: EmbeddedCat) -> None:
    wipe(alice)
    assert calls(cat, "DELETE") == 1


def test_a_view_of_a_user_finds_out_as_well(make: Make, dropping: DroppingProxy, cat: EmbeddedCat) -> None:
    driver = make(dropping.url)
    driver.ask("of somebody else")
    wipe(driver)
    driver.ask("of somebody else")
    view = driver.client.as_user("alice")
    with pytest.raises(ccat.WrongUser):
        wipe(driver, view)
    assert calls(cat, "DELETE") == 1


def test_a_lost_answer_is_not_looked_for_in_another_users_history(
    make: Make, dropping: DroppingProxy, cat: EmbeddedCat
) -> None:
    """It ends as soon as that is seen, and says what to do."""
    make().ask("of somebody else")
    with FaultProxy(dropping.url) as proxy:
        alice = make(proxy.url, user_id="alice")
        alice.connect(10)
        proxy.add(Cut(when=Frame(3, edge="after")))
        begin = time.monotonic()
        error = lost(alice, "mine", timeout=120)
        assert time.monotonic() - begin < 60
        assert ADVICE in str(error)
        assert error.partial
        refused(cat, alice)
        alice.close()


def test_an_answer_of_another_user_is_never_told_as_ours(
    make: Make, dropping: DroppingProxy, cat: EmbeddedCat, reconnect: Callable[..., ccat.Reconnect]
) -> None:
    """What was only sent carries no key of ours, and is looked for by its text."""
    make().ask("the same words")
    with FaultProxy(dropping.url) as proxy:
        alice = make(proxy.url, user_id="alice", reconnect=reconnect())
        notes = alice.note("open", "event")
        alice.connect(10)
        proxy.add(Cut(when=Frame(2, edge="after")))
        alice.send("the same words")
        notes.wait_for("open", 2)
        assert not [event for (event,) in notes.of("event") if isinstance(event, ccat.Reply)]
        alice.close()


def test_it_is_said_once_as_soon_as_it_is_seen(alice: Driver, make: Make, caplog: pytest.LogCaptureFixture) -> None:
    make().ask("of somebody else")
    for _ in range(2):
        alice.post("over HTTP")  # as `request`, which knows no operation
        message = alice.client.status.message_with_cat("over HTTP")
        if alice.kind == "async":
            alice.run(message)  # type: ignore[attr-defined]
    told = [record for record in caplog.records if ADVICE in record.getMessage()]
    assert [record.levelno for record in told] == [logging.WARNING]


def test_a_user_who_logs_in_is_known_by_the_token(make: Make, dropping: DroppingProxy, cat: EmbeddedCat) -> None:
    with ccat.CatClient(ccat.Config(cat.url, **ADMIN)) as admin:
        rights = {"CONVERSATION": ["WRITE"], "MEMORY": ["READ", "DELETE"]}
        admin.users.create_user(**ALICE, permissions=rights)
    make().ask("of somebody else")
    alice = make(dropping.url, **ALICE, user_id="whoever")
    alice.ask("mine")
    wipe(alice)
    assert cat.history("alice") == []
    assert len(cat.history("user")) == 2
    assert calls(cat) == 0, "there was nothing to find out"


# -- where the header arrives


def test_who_is_who_is_found_out_once(make: Make, cat: EmbeddedCat) -> None:
    alice = make(user_id="alice")
    for _ in range(2):
        alice.ask("mine")
        wipe(alice)
        assert cat.history("alice") == []
    assert calls(cat) == 1


def test_a_history_that_somebody_has_emptied_is_no_proof(make: Make, cat: EmbeddedCat) -> None:
    """What the Cat remembers of the user tells that HTTP is the user all the same."""
    alice = make(user_id="alice")
    alice.ask("mine")
    wipe(make(user_id="alice"))
    wipe(alice)
    assert calls(cat, "DELETE") == 2


def test_a_history_that_cannot_be_read_can_be_wiped(make: Make, cat: EmbeddedCat) -> None:
    """That is the cure where it answers 500 (CONTRACT §4.4)."""
    with FaultProxy(cat.url) as proxy:
        proxy.add(Answer(500, method="GET", path=HISTORY, times=None))
        alice = make(proxy.url, user_id="alice")
        alice.ask("mine")
        wipe(alice)
        assert cat.history("alice") == []
        alice.close()


def test_the_default_user_needs_no_header(make: Make, dropping: DroppingProxy, cat: EmbeddedCat) -> None:
    driver = make(dropping.url)
    driver.ask("mine")
    wipe(driver)
    assert cat.history() == []
    assert calls(cat) == 0


# -- what proves it


def said(user: Any, who: str = "Human") -> dict[str, Any]:
    return {"who": who, "user_id": user, "why": None if who == "Human" else {"input": "hello"}}


@pytest.mark.parametrize(
    ("named", "in_chat", "over_http", "by_token", "another"),
    [
        ("alice", None, [], False, False),
        ("alice", None, [said("user")], False, True),
        ("alice", None, [said("alice")], False, False),
        ("alice", None, [said("tenant:alice")], False, False),
        ("alice", "tenant:alice", [said("tenant:alice")], False, False),
        ("alice", "user", [said("user")], False, False),
        ("alice", "alice", [said("bob")], False, True),
        ("user", None, [said("user")], False, False),
        ("user", "alice", [said("user")], False, True),
        ("alice", None, [said("user")], True, False),
        ("alice", "bob", [said("bob")], True, False),
        ("alice", "bob", [said("carl")], True, True),
        ("alice", None, [said("alice"), said("user", "AI")], False, False),
        ("alice", None, [{"who": "AI", "user_id": "user", "why": None}], False, False),
        ("alice", None, [{"who": "Human"}, {}, 5, said(7)], False, False),
    ],
)
def test_whether_http_is_another_user_than_the_chat(
    named: str, in_chat: str | None, over_http: list[Any], by_token: bool, another: bool
) -> None:
    """A plugin can decide who is who, for both alike, and put any name into a reply."""
    identity = Identity(named)
    if in_chat is not None:
        identity.heard(said(in_chat, "AI"))
    identity.shown(over_http, by_token)
    assert identity.another is another
    assert (identity.another and identity.confirmed) is False
    if another:
        with pytest.raises(ccat.WrongUser):
            identity.check()
