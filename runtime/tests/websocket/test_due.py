"""What is due: at its time, whatever comes or does not, and no more often than that."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from openapi_facade.websocket.events import Closed, Failed
from openapi_facade.websocket.protocol import NEVER
from openapi_facade.websocket.state import State

from .conftest import Make
from .server import NotesSocket, frame
from .test_outgoing import note, ping, pong
from .watching import Asked, Noted, Said, Watch

LATE = 5.0
"""Seconds after which something that is due is missing, on a machine that has much else to do."""


class Beating(Watch):
    """Says something every so often, whatever is heard; counts."""

    interval = 0.02

    def __init__(self, interval: float = interval) -> None:
        super().__init__()
        self.interval = interval
        self.ticks: list[tuple[float, float]] = []
        self.looks = 0

    def opened(self, now: float) -> None:
        self._due = now + self.interval

    def receive(self, event: Said, now: float) -> None:
        pass

    def due(self) -> float:
        self.looks += 1
        return super().due()

    def tick(self, now: float) -> str:
        self.ticks.append((self._due, now))
        self._answers.append(f"beat {len(self.ticks)}")
        self._due = now + self.interval
        return ""


class Hurried(Watch):
    """Has much time, until a note comes."""

    patience = 600.0

    def receive(self, event: Said, now: float) -> None:
        super().receive(event, now)
        if isinstance(event, Noted):
            self._due = now + 0.05


def test_a_missing_heartbeat_gives_the_connection_up(make: Make, server: NotesSocket) -> None:
    """In the protocol's words, at its time and not before, counted from the last frame."""
    watch = Watch()
    watch.patience = 0.3
    driver = make(watch)
    driver.open()
    peer = server.peer()
    for number in range(3):
        peer.say(ping(number))
        assert peer.texts(1) == [pong(number)]
    last = driver.do(watch.due)
    (failed,) = driver.told.wait_for(Failed, timeout=LATE)
    assert last <= driver.now() < last + LATE
    assert str(failed.error) == "the server has said nothing for 0.3 s"
    assert driver.told.wait_for(Closed) == [Closed(1006, "")]
    assert peer.rest()[-1] == (8, "")


def test_it_is_lost_then_and_connects_again(make: Make, server: NotesSocket, again: Any) -> None:
    watch = Watch()
    watch.patience = 0.1
    driver = make(watch, reconnect=again(attempts=100))
    driver.open()
    for _ in range(3):
        server.peer()
    assert driver.told.wait_for(Closed, 2)[:2] == [Closed(1006, "")] * 2


@pytest.mark.parametrize("flow", ["whole", "in pieces", "in parts", "nothing"])
def test_it_is_done_while_frames_flow(make: Make, server: NotesSocket, flow: str) -> None:
    """Also in the middle of one: it may be long in coming."""
    beating = Beating(0.2)
    driver = make(beating)
    driver.open()
    peer = server.peer()
    first, then = {
        "whole": (b"", frame(note("x").encode())),
        "in pieces": (frame(b"x" * 60_000)[:4], b"x"),
        "in parts": (frame(b"x", fin=False), frame(b"x", 0, fin=False)),
        "nothing": (b"", b""),
    }[flow]
    peer.sock.sendall(first)
    peer.sock.settimeout(0.001)
    said, begin = b"", driver.now()
    while len(said) < 2 * 12:  # bytes of a masked frame with "beat 1"
        try:
            said += peer.sock.recv(1 << 16)
        except TimeoutError:
            peer.sock.sendall(then)
        assert driver.now() < begin + LATE, said
    assert all(due <= now for due, now in driver.do(lambda: list(beating.ticks)))


def test_what_is_due_sooner_after_a_frame_is_done_sooner(make: Make, server: NotesSocket) -> None:
    driver = make(Hurried())
    driver.open()
    peer = server.peer()
    peer.say(ping(1))
    assert peer.texts(1) == [pong(1)]
    assert driver.state is State.OPEN
    peer.say(note("tea"))
    (failed,) = driver.told.wait_for(Failed, timeout=LATE)
    assert "has said nothing" in str(failed.error)


def test_nobody_looks_more_often_than_is_due(make: Make, server: NotesSocket) -> None:
    """Ten beats are ten ticks; and a connection on which nothing happens is looked at a few times for each."""
    beating = Beating(0.03)
    driver = make(beating)
    driver.open()
    peer = server.peer()
    assert peer.texts(10) == [f"beat {number}" for number in range(1, 11)]
    ticks, looks = driver.do(lambda: (len(beating.ticks), beating.looks))
    assert ticks <= 11
    assert looks <= 6 * (ticks + 2)


def test_a_protocol_that_does_not_move_what_is_due_costs_no_processor(make: Make, server: NotesSocket) -> None:
    class Stuck(Beating):
        def tick(self, now: float) -> str:
            self.ticks.append((self._due, now))
            return ""

    stuck = Stuck(0.0)
    driver = make(stuck)
    driver.open()
    peer = server.peer()
    begin = driver.now()
    while driver.now() < begin + 0.2:
        peer.say(ping(1), ping(2))
        driver.told.wait_for(Asked, 2)
    count, took = driver.do(lambda: len(stuck.ticks)), driver.now() - begin
    assert count <= 4 * took / 0.001


class Locked(Watch):
    """Notes which of its methods are called without what guards it."""

    def __init__(self) -> None:
        super().__init__()
        self.guarded: Callable[[], bool] = lambda: True
        self.called: set[str] = set()
        self.unguarded: set[str] = set()


def _noting(name: str) -> Any:
    def method(self: Locked, *args: Any) -> Any:
        self.called.add(name)
        if not self.guarded():
            self.unguarded.add(name)
        return getattr(Watch, name).__get__(self)(*args) if name != "tick" else _quiet(self, *args)

    return method


def _quiet(self: Locked, now: float) -> str:
    self._due = now + 0.02
    return ""


ALL = ("begin", "opened", "receive", "lost", "outgoing", "due", "tick", "closing", "worth_another_try")
for _name in (*ALL, "may_be_starting"):
    setattr(Locked, _name, _noting(_name))


def test_all_but_reading_is_under_one_lock(make: Make, server: NotesSocket, kind: str, again: Any) -> None:
    """In the event loop, of which there is one, nothing else is at work at the time."""
    watch = Locked()
    watch.patience = 0.02
    driver = make(watch, reconnect=again(), up_within=10)
    if kind == "threads":
        watch.guarded = driver.channel.changed.lock._is_owned
    server.refusals.extend([503])
    driver.open()
    peer = server.peer()
    peer.say(ping(1))
    assert peer.texts(1) == [pong(1)]
    server.refusals.extend([503])
    peer.leave()
    peer = server.peer()
    driver.wait_until(lambda: "tick" in watch.called)
    driver.close(timeout=0.2)
    assert watch.called == {*ALL, "may_be_starting"}
    assert watch.unguarded == set()


def test_nothing_is_due_where_never_is(make: Make, server: NotesSocket) -> None:
    class Calm(Beating):
        def opened(self, now: float) -> None:
            self._due = NEVER

    calm = Calm()
    driver = make(calm, ping_interval=0.05)
    driver.open()
    peer = server.peer()
    assert peer.heard() == (9, "")  # the connection's own, after so much silence
    assert driver.do(lambda: list(calm.ticks)) == []
