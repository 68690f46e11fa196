"""What goes out by itself, at opening and as an answer: it waits where the server takes nothing, and nothing for it."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from typing import Any

from openapi_facade.websocket.address import Address
from openapi_facade.websocket.events import Closed, Failed
from openapi_facade.websocket.options import MOST_UNSAID

from .conftest import Make
from .server import CLOSE, PATIENCE, TEXT, NotesSocket, frame
from .watching import Noted, Said, Watch

LARGE = "x" * (8 << 20)


def ping(number: int) -> str:
    return json.dumps({"ping": number})


def pong(number: int) -> str:
    return json.dumps({"pong": number})


def note(name: str) -> str:
    return json.dumps({"note": name})


class Greeting(Watch):
    """Says what it wants to hear of, on each connection."""

    def opened(self, now: float) -> None:
        super().opened(now)
        self._answers.append("of tea")
        self._answers.append("of milk")


class Grateful(Watch):
    """Says thanks for each note."""

    def receive(self, event: Said, now: float) -> None:
        super().receive(event, now)
        if isinstance(event, Noted):
            self._answers.append(f"thanks for {event.name}")


def in_thread(work: Callable[[], Any]) -> tuple[threading.Thread, list[Any]]:
    """Begin something, and give what comes of it, once the thread has ended."""
    results: list[Any] = []

    def run() -> None:
        try:
            results.append(work())
        except Exception as error:
            results.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    return thread, results


def test_pings_are_answered_once_and_in_order(make: Make, server: NotesSocket) -> None:
    watch = make()
    watch.open()
    peer = server.peer()
    peer.say(*map(ping, range(20)), note("tea"))
    peer.say(ping(20))
    assert peer.texts(21) == [pong(number) for number in range(21)]
    assert watch.told.wait_for(Noted) == [Noted("tea")]


def test_what_is_said_at_opening_comes_before_all_else(make: Make, server: NotesSocket, again: Any) -> None:
    """Also before what others send as soon as it is open; and on each connection anew."""
    watch = make(Greeting(), reconnect=again())
    watch.start()
    watch.send("milk, please")  # which waits until it is open
    peer = server.peer()
    assert peer.texts(3) == ["of tea", "of milk", "milk, please"]
    peer.leave()
    assert server.peer().texts(2) == ["of tea", "of milk"]


def test_what_one_connection_has_left_unsaid_the_next_does_not_say(make: Make, server: NotesSocket, again: Any) -> None:
    watch = make(reconnect=again())
    watch.open()
    peer = server.peer()
    peer.say(ping(1))
    assert peer.texts(1) == [pong(1)]
    peer.leave()
    peer = server.peer()
    peer.say(ping(2))
    assert peer.texts(1) == [pong(2)]


def test_nothing_is_said_behind_the_close_frame(make: Make, server: NotesSocket, unhurried: None) -> None:
    """RFC 6455 §5.5.1. What comes meanwhile is handed over all the same, however much is asked."""
    watch = make()
    watch.open()
    peer = server.peer()
    closing, _ = in_thread(watch.close)
    assert peer.heard() == (CLOSE, "")
    peer.say(*map(ping, range(2 * MOST_UNSAID)))
    peer.say(note("late"))
    peer.sock.sendall(frame(b"\x03\xe8bye", CLOSE))
    assert peer.heard() == (CLOSE, "")  # and that is the end of the connection
    closing.join(PATIENCE)
    assert watch.told.of(Noted, Closed) == [Noted("late"), Closed(1000, "bye")]


def test_a_large_text_that_another_sends_holds_up_nobody_who_reads(make: Make, server: NotesSocket) -> None:
    """The server takes some of it, asks, and takes no more before we have heard what it says behind that."""
    large, rounds, piece = "x" * (64 << 20), MOST_UNSAID, 256 << 10
    watch = make()
    watch.open()
    peer = server.peer()
    sending, results = in_thread(lambda: watch.send(large))
    for number in range(rounds):
        peer.take(piece)
        peer.say(ping(number), note(str(number)))
        watch.told.wait_for(Noted, number + 1, timeout=5)
    peer.take(14 + len(large) - rounds * piece)  # with header, length and mask
    assert peer.texts(rounds) == [pong(number) for number in range(rounds)]
    sending.join(PATIENCE)
    assert results == [None]


def test_they_wait_for_a_server_that_reads_nothing(make: Make, deaf: NotesSocket) -> None:
    """It is heard all the same; and all of them go out when it reads, in their order."""
    watch = make(Grateful(), address=lambda: Address(deaf.url))
    watch.open()
    peer = deaf.peer()
    sending, results = in_thread(lambda: watch.send(LARGE))
    head = peer.take(14)
    assert head[0] & 15 == TEXT
    for number in range(MOST_UNSAID):
        peer.say(note(str(number)))
    assert len(watch.told.wait_for(Noted, MOST_UNSAID)) == MOST_UNSAID
    peer.take(len(LARGE))
    assert peer.texts(MOST_UNSAID) == [f"thanks for {number}" for number in range(MOST_UNSAID)]
    sending.join(PATIENCE)
    assert results == [None]


def test_more_of_them_than_that_end_the_connection(make: Make, deaf: NotesSocket) -> None:
    watch = make(Grateful(), address=lambda: Address(deaf.url), ping_interval=PATIENCE)
    watch.open()
    peer = deaf.peer()
    sending, results = in_thread(lambda: watch.send(LARGE, timeout=2 * PATIENCE))
    peer.take(14)
    for number in range(MOST_UNSAID + 1):
        peer.say(note(str(number)))
    (failed,) = watch.told.wait_for(Failed, timeout=5)
    assert str(failed.error) == "the server does not read"
    assert watch.told.wait_for(Closed) == [Closed(1006, "")]
    sending.join(PATIENCE)
    assert "may or may not have arrived" in str(results[0])


def test_closing_loses_nothing_that_was_sent(make: Make, deaf: NotesSocket, unhurried: None) -> None:
    """Neither a large text that is on its way, nor what waits behind it."""
    watch = make(Grateful(), address=lambda: Address(deaf.url))
    watch.open()
    peer = deaf.peer()
    sending, results = in_thread(lambda: watch.send(LARGE))
    peer.take(14)
    peer.say(note("tea"), note("milk"))
    watch.told.wait_for(Noted, 2)
    closing, _ = in_thread(watch.close)
    peer.take(len(LARGE))
    assert peer.rest() == [(TEXT, "thanks for tea"), (TEXT, "thanks for milk"), (CLOSE, "")]
    peer.goodbye(1000, "bye")
    for thread in (sending, closing):
        thread.join(PATIENCE)
    assert results == [None]
    assert watch.told.of(Closed) == [Closed(1000, "bye")]
