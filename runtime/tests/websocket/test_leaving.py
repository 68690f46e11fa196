"""How it is left: when the protocol has what it waits for, or half of the time is over."""

from __future__ import annotations

import json

import pytest

from openapi_facade.websocket.events import Closed

from .conftest import Make
from .server import CLOSE, PATIENCE, TEXT, NotesSocket
from .test_outgoing import in_thread, note, ping, pong
from .watching import Noted, Said, Watch


class Patient(Watch):
    """Waits for a note that is the last; asks for nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.leaves = 0
        self._last = False

    def receive(self, event: Said, now: float) -> None:
        super().receive(event, now)
        self._last = event == Noted("the last")

    def closing(self) -> None:
        self.leaves += 1

    @property
    def drained(self) -> bool:
        return self._last


class Settling(Patient):
    """Is done when nothing has come for a moment."""

    def closing(self) -> None:
        super().closing()
        self.patience = 0.1

    def tick(self, now: float) -> str:
        super().tick(now)
        self._last = True
        return ""


def test_what_the_protocol_waits_for_is_waited_for(make: Make, server: NotesSocket, unhurried: None) -> None:
    """What comes meanwhile is heard, and answered, and told."""
    watch = Patient()
    driver = make(watch)
    driver.open()
    peer = server.peer()
    closing, _ = in_thread(driver.close)
    driver.wait_until(lambda: watch.leaves)
    peer.say(ping(1), note("tea"))
    assert peer.heard() == (TEXT, pong(1))
    driver.send("as long as it is open", timeout=1)
    peer.say(note("the last"))
    assert peer.rest() == [(TEXT, "as long as it is open"), (CLOSE, "")]
    peer.goodbye(1000, "bye")
    closing.join(PATIENCE)
    assert driver.told.of(Noted, Closed) == [Noted("tea"), Noted("the last"), Closed(1000, "bye")]


def test_half_of_the_time_is_for_that_at_most(make: Make, server: NotesSocket, unhurried: None) -> None:
    driver = make(Patient())
    driver.open()
    peer = server.peer()
    begin = driver.now()
    closing, _ = in_thread(lambda: driver.close(timeout=0.6))
    assert peer.heard() == (CLOSE, "")
    assert driver.now() - begin >= 0.3
    peer.goodbye(1000, "bye")
    closing.join(PATIENCE)
    assert driver.told.of(Closed) == [Closed(1000, "bye")]


def test_what_is_due_may_be_what_it_waits_for(make: Make, server: NotesSocket) -> None:
    """It is noticed at once, and not when the time is over, or somebody happens to look."""
    watch = Settling()
    driver = make(watch)
    driver.open()
    peer = server.peer()
    closing, _ = in_thread(driver.close)
    driver.wait_until(lambda: watch.leaves)
    peer.say(ping(1))
    assert peer.heard() == (TEXT, pong(1))
    begin = driver.now()
    assert peer.heard() == (CLOSE, "")
    assert driver.now() - begin < 0.9  # a lock's waiter looks by itself each second
    peer.goodbye()
    closing.join(PATIENCE)


def test_who_waits_for_nothing_leaves_at_once(make: Make, server: NotesSocket, unhurried: None) -> None:
    driver = make()
    driver.open()
    peer = server.peer()
    closing, _ = in_thread(lambda: driver.close(timeout=10 * PATIENCE))
    assert peer.heard() == (CLOSE, "")
    peer.goodbye()
    closing.join(PATIENCE)
    assert not closing.is_alive()


@pytest.mark.parametrize("when", ["while it connects", "when it has ended"])
def test_nothing_is_waited_for_that_cannot_come(make: Make, server: NotesSocket, when: str) -> None:
    driver = make(Patient())
    if when == "while it connects":
        server.refusals.extend([0])
        driver.start()
    else:
        driver.open()
        server.peer().goodbye(1000, json.dumps({}))
        driver.told.wait_for(Closed)
    closing, _ = in_thread(lambda: driver.close(timeout=10 * PATIENCE))
    closing.join(PATIENCE)
    assert not closing.is_alive()


def test_a_server_that_goes_meanwhile_is_not_waited_for(make: Make, server: NotesSocket) -> None:
    watch = Patient()
    driver = make(watch)
    driver.open()
    peer = server.peer()
    closing, _ = in_thread(lambda: driver.close(timeout=10 * PATIENCE))
    driver.wait_until(lambda: watch.leaves)
    peer.leave()
    closing.join(PATIENCE)
    assert not closing.is_alive()
