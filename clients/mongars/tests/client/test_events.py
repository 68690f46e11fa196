"""The event socket: what comes over it, how it stays alive, how it ends, and what is said of its end."""

from __future__ import annotations

import asyncio
import gc
import json
import logging
import os
import pickle
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest

from mongars_client import (
    APIConnectionError,
    AsyncMonGARS,
    AuthenticationError,
    ChatMessage,
    ConfigError,
    Connected,
    ConnectionLostError,
    HandshakeRefusedError,
    HistorySnapshot,
    MonGARS,
    NotConnectedError,
    Reconnect,
    Unknown,
)
from mongars_client.testing import EmbeddedMonGARS, ManualClock, faults

from .live import Live
from .server import PASSWORD

FIRST = ["ws.connected", "history.snapshot"]
QUICK = Reconnect(first=0.01, longest=0.05)


@pytest.fixture
def opened(live: Live, mongars: EmbeddedMonGARS) -> Callable[..., Any]:
    """Open streams of one client, and iterate over each."""
    client = live.client(mongars)

    def open_one(**options: Any) -> Any:
        before = live.said.count(FIRST[1])
        stream = live.do(lambda: client.events(**options))
        live.iterate(stream)
        live.wait_for(lambda: live.said.count(FIRST[1]) > before)
        return stream

    return open_one


def tickets(mongars: EmbeddedMonGARS) -> int:
    """How many the client has asked for."""
    return sum(request.path.endswith("/ws/ticket") for request in mongars.requests)


def test_what_comes_is_typed_from_the_first_frame_on(live: Live, mongars: EmbeddedMonGARS) -> None:
    client, events, sockets = live.client(mongars), [], []

    def both() -> Any:
        with client.events() as stream:
            client.conversation.chat("hello")
            sockets.extend(mongars.sockets)
            mongars.publish("peer.joined", {"name": "p"}, user=None)
            for event in stream:
                events.append(event)
                if event.type == "peer.joined":
                    return

    async def awaited() -> None:
        async with client.events() as stream:
            await client.conversation.chat("hello")
            sockets.extend(mongars.sockets)
            mongars.publish("peer.joined", {"name": "p"}, user=None)
            async for event in stream:
                events.append(event)
                if event.type == "peer.joined":
                    return

    live.do(awaited if live.asynchronous else both)
    assert [type(each) for each in events] == [Connected, HistorySnapshot, ChatMessage, Unknown]
    assert events[0].origin == f"{mongars.url}/"
    assert (events[2].query, events[2].response, events[2].user) == ("hello", "You said: hello", "u1")
    assert events[3].data == {"name": "p"}
    (socket,) = sockets
    mongars.wait_for(lambda: not socket.is_open)
    assert socket.close_code == 1000
    assert not any(json.loads(frame)["type"] == "close" for frame in socket.frames)


def test_each_ping_is_answered_and_the_socket_stays(
    live: Live, mongars: EmbeddedMonGARS, clock: ManualClock, opened: Callable[..., Any]
) -> None:
    """By the server's clock, for ten minutes; it would cut a socket after one without an answer."""
    opened()
    (socket,) = mongars.sockets
    for count in range(1, 31):
        clock.advance(20)
        mongars.wait_for(lambda: socket.signs >= count)  # noqa: B023
    assert socket.is_open
    assert [json.loads(frame)["type"] for frame in socket.frames] == ["pong"] * 30
    mongars.publish("the.end", {}, user="u1")
    live.wait_for(lambda: live.said[-1] == "the.end")
    assert live.said == [*FIRST, "the.end"]


@pytest.mark.parametrize("reconnect", [False, QUICK], ids=["once", "again"])
def test_a_missing_ping_is_noticed(live: Live, mongars: EmbeddedMonGARS, reconnect: Any) -> None:
    client = live.client(mongars)
    stream = live.do(
        lambda: client.events(
            ping_timeout=0.2, reconnect=reconnect, on_error=live.hear, on_close=lambda code, _: live.hear(code)
        )
    )
    live.iterate(stream)
    live.wait_for(lambda: 1006 in live.said)
    error = next(each for each in live.said if isinstance(each, ConnectionLostError))
    assert "which pings every 20 s, has said nothing for" in str(error)
    assert (error.code, error.reason) == (1006, "")
    if reconnect:
        live.wait_for(lambda: live.said.count("ws.connected") == 2)
        live.do(stream.close)
    live.wait_for(lambda: "end" in live.said)


def test_another_connection_has_another_ticket_and_nothing_twice(
    live: Live, mongars: EmbeddedMonGARS, opened: Callable[..., Any]
) -> None:
    opened(reconnect=QUICK)
    event = {"id": "e1", "type": "one", "ts": 1.0, "user": "u1", "data": {}}
    mongars.send(event)
    live.wait_for(lambda: "one" in live.said)
    mongars.cut_sockets()
    live.wait_for(lambda: live.said.count("history.snapshot") == 2)
    mongars.send(event)
    mongars.send({**event, "id": "e2", "type": "two"})
    live.wait_for(lambda: "two" in live.said)
    assert live.said == [*FIRST, "one", *FIRST, "two"]
    assert tickets(mongars) == 2


@pytest.mark.parametrize("origins", [None, []], ids=["its own", "none"])
def test_the_newest_revision_takes_it_as_well(live: Live, origins: Any) -> None:
    """It refuses a handshake without an Origin, whatever its list has, and what it adds is passed on (CONTRACT M12)."""
    with EmbeddedMonGARS(users={"u1": PASSWORD}, revision="d3e160e", origins=origins, pace=0) as newest:
        client = live.client(newest)
        stream = live.do(client.events)
        live.iterate(stream)
        live.wait_for(lambda: live.said == FIRST)
        newest.send({"id": "e", "type": "later", "ts": 1, "user": "u1", "data": {"more": 1}, "and": "more"})
        live.wait_for(lambda: live.said[-1] == "later")
        live.do(client.close)


def test_callbacks_are_called_in_order(live: Live, mongars: EmbeddedMonGARS) -> None:
    client = live.client(mongars)

    def heard(name: str) -> Callable[..., Any]:
        if live.asynchronous:

            async def note(*arguments: Any) -> None:
                live.hear((name, *arguments))

            return note
        return lambda *arguments: live.hear((name, *arguments))

    stream = live.do(
        lambda: client.events(**{name: heard(name) for name in ("on_open", "on_message", "on_event", "on_close")})
    )
    live.do(lambda: stream.connect(10))
    assert stream.connected
    live.do(lambda: client.conversation.chat("hello"))
    live.wait_for(lambda: len(live.said) == 7)
    live.do(stream.close)
    live.wait_for(lambda: len(live.said) == 8)
    assert [each[0] for each in live.said] == ["on_open", *["on_message", "on_event"] * 3, "on_close"]
    assert json.loads(live.said[5][1])["data"]["query"] == live.said[6][1].query == "hello"
    assert live.said[-1] == ("on_close", 1000, "")
    assert not stream.connected


def test_what_a_callback_raises_reaches_on_error_and_nothing_else(live: Live, mongars: EmbeddedMonGARS) -> None:
    def fail(event: Any) -> None:
        raise ValueError(event.type)

    client = live.client(mongars)
    stream = live.do(lambda: client.events(on_event=fail, on_error=live.hear))
    live.do(lambda: stream.connect(10))
    live.wait_for(lambda: len(live.said) == 2)
    assert [str(each) for each in live.said] == FIRST
    assert stream.connected


@pytest.mark.parametrize("code", [1000, 1001, 1012, 1013, 4001])
def test_the_server_may_end_it(live: Live, mongars: EmbeddedMonGARS, opened: Callable[..., Any], code: int) -> None:
    """By a goodbye that is none of a failure the iteration ends; by any other it raises."""
    opened()
    mongars.close_sockets(code)
    live.wait_for(lambda: live.said[-1] == "end")
    errors = [each for each in live.said if isinstance(each, ConnectionLostError)]
    assert [each.code for each in errors] == ([] if code in (1000, 1001) else [code])


def test_a_cut_connection_raises_once_and_then_it_can_be_opened_again(
    live: Live, mongars: EmbeddedMonGARS, opened: Callable[..., Any]
) -> None:
    stream = opened()
    mongars.cut_sockets()
    live.wait_for(lambda: live.said[-1] == "end")
    error = live.said[-2]
    assert isinstance(error, APIConnectionError)
    assert error.code == 1006
    assert str(pickle.loads(pickle.dumps(error))) == str(error)
    live.do(lambda: stream.connect(10))
    live.iterate(stream)
    live.wait_for(lambda: live.said[-1] == "history.snapshot")


def test_many_may_open_it_and_one_does(live: Live, mongars: EmbeddedMonGARS) -> None:
    client = live.client(mongars)
    stream = live.do(lambda: client.events(on_event=live.hear))
    for ended in [live.begin(lambda: stream.connect(10)) for _ in range(8)]:
        ended()
    assert tickets(mongars) == len(mongars.sockets) == 1
    live.iterate(stream)
    mongars.cut_sockets()
    live.wait_for(lambda: "end" in live.said)
    live.do(lambda: stream.connect(10))
    live.iterate(stream)
    mongars.publish("later", {}, user="u1")
    # By `on_event`: whether the iteration had begun by then is its own affair.
    live.wait_for(lambda: "later" in [getattr(each, "type", each) for each in live.said])
    assert tickets(mongars) == 2


def test_what_stands_against_it_is_said(live: Live, mongars: EmbeddedMonGARS) -> None:
    client = live.client(mongars)
    stream = live.do(lambda: client.events(origin="http://elsewhere/"))
    with pytest.raises(HandshakeRefusedError, match="its Origin is none that the server allows") as refused:
        live.do(lambda: stream.connect(10))
    assert refused.value.status_code == 403
    stranger = live.client(mongars, password="another-pass")
    with pytest.raises(AuthenticationError, match="Invalid credentials"):
        live.do(lambda: stranger.events().connect(10))
    mongars.enqueue(faults.error(503, "down"), times=9, operation="issue_ws_ticket")
    patient = live.client(mongars, max_retries=0)
    with pytest.raises(Exception, match="down"):
        live.do(lambda: patient.events().connect(10))
    for options in ({"origin": ""}, {"origin": "a b"}, {"ping_timeout": 0}, {"reconnect": 3}):
        with pytest.raises(ConfigError, match=next(iter(options))):
            live.do(lambda: client.events(**options))  # noqa: B023
    with pytest.raises(ConfigError, match="attempts"):
        Reconnect(attempts=-1)
    assert not issubclass(NotConnectedError, APIConnectionError)


def test_what_waiting_does_not_mend_is_not_tried_again(live: Live, mongars: EmbeddedMonGARS) -> None:
    """A password that was wrong stays wrong; a server that is down comes back."""
    client = live.client(mongars, max_retries=0)
    stream = live.do(lambda: client.events(reconnect=QUICK, on_error=lambda error: live.hear(type(error))))
    live.iterate(stream)
    live.wait_for(lambda: FIRST[1] in live.said)
    mongars.enqueue(faults.error(503, "down"), faults.error(502, "down"), operation="issue_ws_ticket")
    mongars.cut_sockets()
    live.wait_for(lambda: live.said.count(FIRST[1]) == 2)
    mongars.enqueue(faults.refused_handshake(), operation="websocket")
    mongars.cut_sockets()
    live.wait_for(lambda: live.said[-1] is HandshakeRefusedError or HandshakeRefusedError in live.said)
    live.do(stream.close)


def test_closing_the_client_closes_its_sockets(
    live: Live, mongars: EmbeddedMonGARS, opened: Callable[..., Any]
) -> None:
    streams, sockets = [opened(), opened(on_event=lambda event: live.hear(event.type))], mongars.sockets
    live.do(live._clients[0].close)
    assert not any(stream.connected for stream in streams)
    mongars.wait_for(lambda: not any(socket.is_open for socket in sockets))
    assert [socket.close_code for socket in sockets] == [1000, 1000]
    for stream in streams:
        live.do(stream.close)
        live.do(stream.close)


def test_a_stream_goes_on_while_its_client_is_kept(live: Live, mongars: EmbeddedMonGARS) -> None:
    client = live.client(mongars)

    def begin() -> Any:
        return client.events(on_event=lambda event: live.hear(event.type)).connect(10)

    live.do(begin)
    gc.collect()
    mongars.publish("later", {}, user="u1")
    live.wait_for(lambda: "later" in live.said)


def test_a_client_that_is_forgotten_ends_its_sockets(
    mongars: EmbeddedMonGARS, caplog: pytest.LogCaptureFixture
) -> None:
    client = MonGARS(mongars.url, username="u1", password=PASSWORD)
    client.events(on_event=lambda event: None).connect(10)
    session, (socket,) = client._session, mongars.sockets
    del client
    gc.collect()
    mongars.wait_for(lambda: not socket.is_open)
    session.close()
    assert "a MonGARS was forgotten while its event socket was connected" in caplog.text


# asyncio tells of what it left open, too
@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
def test_an_event_loop_that_ended_with_a_socket_open_is_in_nobodys_way(
    mongars: EmbeddedMonGARS, caplog: pytest.LogCaptureFixture
) -> None:
    """The program is told of it; in the next event loop the client is closed, and used again."""
    client = AsyncMonGARS(mongars.url, username="u1", password=PASSWORD)

    async def leave() -> None:
        await client.events(on_event=lambda event: None).connect(10)

    async def close_and_use() -> str:
        await client.close()
        async with client, client.events() as stream:
            return (await anext(stream)).type

    asyncio.run(leave())
    assert asyncio.run(close_and_use()) == FIRST[0]
    assert "the event loop ends while an event socket is connected" in caplog.text
    gc.collect()


def test_the_ticket_is_in_no_word(
    live: Live, mongars: EmbeddedMonGARS, opened: Callable[..., Any], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    stream = opened(reconnect=QUICK)
    mongars.close_sockets(1012)
    live.wait_for(lambda: live.said.count(FIRST[1]) == 2)
    words = caplog.text + repr(stream) + repr(live.said)
    for request in mongars.requests:
        for ticket in [each.partition("=")[2] for each in request.query.split("&") if each.startswith("t=")]:
            assert ticket not in words
    assert ".".join(("u1", "")) not in words


@pytest.mark.filterwarnings("ignore:This process.*is multi-threaded:DeprecationWarning")
@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
def test_a_forked_child_has_no_socket_and_opens_its_own(mongars: EmbeddedMonGARS) -> None:
    with MonGARS(mongars.url, username="u1", password=PASSWORD) as client, client.events() as stream:
        assert next(stream).type == FIRST[0]
        reader, writer = os.pipe()
        child = os.fork()
        if not child:
            said = "failed"
            with suppress(BaseException):
                left = [event.type for event in stream]
                with client.events() as own:
                    said = f"{left} {next(own).type}"
            os.write(writer, said.encode())
            os._exit(0)
        os.close(writer)
        with os.fdopen(reader) as pipe:
            assert pipe.read() == "[] ws.connected"
        os.waitpid(child, 0)
        mongars.publish("later", {}, user="u1")
        assert [next(stream).type for _ in range(2)] == [FIRST[1], "later"]
