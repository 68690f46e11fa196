"""One connection follows the other: what the protocol and the callbacks are told of that, in which order."""

from __future__ import annotations

from typing import Any

import pytest

from openapi_facade.websocket.events import Closed, Failed, GaveUp, Opened
from openapi_facade.websocket.state import State

from .conftest import Make
from .server import NotesSocket
from .test_outgoing import note, ping, pong
from .watching import Asked, Noted, Said, Watch


class Diary(Watch):
    """Writes down what it is told."""

    def __init__(self) -> None:
        super().__init__()
        self.pages: list[str] = []

    def begin(self) -> None:
        self.pages.append("begin")

    def opened(self, now: float) -> None:
        super().opened(now)
        self.pages.append("opened")

    def receive(self, event: Said, now: float) -> None:
        super().receive(event, now)
        self.pages.append(event.name if isinstance(event, Noted) else f"ping {event.id}")

    def lost(self, error: Exception, now: float) -> None:
        super().lost(error, now)
        self.pages.append(f"lost: {error}")

    def closing(self) -> None:
        self.pages.append("closing")


def test_what_the_protocol_is_told(make: Make, server: NotesSocket, again: Any) -> None:
    """`begin` once for all connections that follow each other by themselves, and again where a client connects anew."""
    diary = Diary()
    watch = make(diary, reconnect=again())
    watch.open()
    peer = server.peer()
    peer.say(note("tea"), ping(1))
    peer.goodbye(1012, "we restart")
    peer = server.peer()
    peer.say(note("milk"))
    assert watch.told.wait_for(Noted, 2)
    peer.leave()
    peer = server.peer()
    peer.say(ping(2))
    assert peer.texts(1) == [pong(2)]
    watch.close(timeout=0.2)
    watch.follow()
    server.peer().say(note("bread"))
    watch.told.wait_for(Noted, 3)
    pages = watch.do(lambda: list(diary.pages))
    assert pages[:6] == [
        "begin",
        "opened",
        "tea",
        "ping 1",
        "lost: the server closed the connection with 1012 we restart",
        "opened",
    ]
    assert pages[6] == "milk"
    assert pages[7].startswith("lost: the connection broke: ")
    assert pages[8:] == ["opened", "ping 2", "closing", "begin", "opened", "bread"]


def test_what_callbacks_are_told(make: Make, server: NotesSocket, again: Any) -> None:
    watch = make(reconnect=again())
    watch.open()
    peer = server.peer()
    peer.say(note("tea"), ping(1), note("milk"))
    peer.goodbye(1011, "a fault")
    peer = server.peer()
    peer.say(note("bread"))
    watch.told.wait_for(Noted, 3)
    peer.goodbye(1000, "done")
    watch.told.wait_for(Closed, 2)
    watch.wait_until(lambda: watch.state is State.ENDED)
    told = watch.told.all
    assert [type(event) for event in told] == [
        *(Opened, Noted, Asked, Noted, Failed, Closed),
        *(Opened, Noted, Closed),
    ]
    assert watch.told.of(Noted, Asked) == [Noted("tea"), Asked(1), Noted("milk"), Noted("bread")]
    assert watch.told.of(Closed) == [Closed(1011, "a fault"), Closed(1000, "done")]
    assert str(told[4].error) == "the server closed the connection with 1011 a fault"


@pytest.mark.parametrize("code", [1000, 1002, 1003, 1008, 4001])
def test_an_end_that_another_connection_cannot_mend_is_the_end(
    make: Make, server: NotesSocket, again: Any, code: int
) -> None:
    watch = make(reconnect=again())
    watch.open()
    server.peer().goodbye(code, "no")
    assert watch.told.wait_for(Closed) == [Closed(code, "no")]
    watch.wait_until(lambda: watch.state is State.ENDED)
    assert (len(server.asked), watch.told.of(GaveUp)) == (1, [])


def test_it_gives_up_after_so_many_attempts(make: Make, server: NotesSocket, again: Any) -> None:
    """What is told last is the last attempt's error."""
    watch = make(reconnect=again(attempts=3))
    watch.open()
    server.refusals.extend([500, 502, 503])
    server.peer().leave()
    (gone,) = watch.told.wait_for(GaveUp)
    assert "HTTP 503" in str(gone.error)
    assert [type(event) for event in watch.told.all] == [Opened, Failed, Closed, Failed, GaveUp]
    assert watch.told.all[3].error is gone.error
    assert len(server.asked) == 4
    assert watch.state is State.ENDED


def test_it_gives_up_when_so_much_time_has_passed(make: Make, server: NotesSocket, again: Any) -> None:
    watch = make(reconnect=again(total=0.0))
    watch.open()
    server.peer().leave()
    (gone,) = watch.told.wait_for(GaveUp)
    assert (gone.error.kind, str(gone.error)) == ("lost", "not connected again within 0 s")
    assert len(server.asked) == 1


def test_who_closes_meanwhile_is_told_of_no_failure(make: Make, server: NotesSocket, again: Any) -> None:
    watch = make(reconnect=again(first=600.0, longest=600.0))
    watch.open()
    server.peer().leave()
    watch.told.wait_for(Closed)
    watch.close(timeout=5)
    assert [type(event) for event in watch.told.all] == [Opened, Failed, Closed]
    assert watch.state is State.ENDED


def test_what_may_be_starting_is_the_protocols_to_say(make: Make, server: NotesSocket) -> None:
    class Slow(Watch):
        def __init__(self) -> None:
            super().__init__()
            self.errors: list[str] = []

        def may_be_starting(self, error: Exception) -> bool:
            self.errors.append(str(error))
            return "404" in str(error)

    slow = Slow()
    server.refusals.extend([404, 404])
    watch = make(slow, up_within=30)
    watch.open()
    server.peer()
    assert [error.rpartition(" ")[2] for error in slow.errors] == ["404", "404"]
