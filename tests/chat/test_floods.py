"""A server that sends without end: a turn ends in its time all the same, and the event loop is left to others."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Callable

import pytest

import cheshire_cat_api as ccat
from openapi_facade.failure import Failure
from openapi_facade.websocket.address import Address
from openapi_facade.websocket.mailbox import BATCH
from openapi_facade.websocket.tasks.connection import PIECE, open_connection

from .conftest import Make
from .parts import Taker, options
from .raw import RawServer, text
from .sim import Chat, token

TOKEN = text('{"type": "chat_token", "content": "x"}')
SMALL = text("{}")
ENOUGH = 20_000  # frames; more than are read at a time


@pytest.fixture
def chat() -> Chat:
    return Chat()


class Flood(RawServer):
    """Sends tokens until the test is over, or the client gone."""

    def __init__(self, first: bytes = b"") -> None:
        super().__init__(self._flood, first)

    def _flood(self, client: socket.socket) -> None:
        client.settimeout(0.1)
        left = b""
        with contextlib.suppress(ConnectionError):
            while not self.pause(0):
                left = left or TOKEN * 10_000
                with contextlib.suppress(TimeoutError):
                    left = left[client.send(left) :]


def test_a_turn_ends_in_the_middle_of_a_flood(make: Make) -> None:
    with Flood() as server:
        chat = make(server.url)
        notes = chat.note("message")
        chat.connect(10)
        notes.wait_for("message")
        with pytest.raises(ccat.TurnTimeout):
            chat.ask("hello", timeout=0.5)
        chat.close()


def test_what_comes_too_late_is_no_part_of_a_turn(chat: Chat) -> None:
    """Whoever takes tokens more slowly than they come would never see that the time is over."""
    turn = chat.ask("hello", timeout=5)
    chat.hear(token("in time"))
    chat.now = turn.deadline
    chat.hear(token("too late"))
    assert turn.tokens == ["in time"]


def ticks() -> tuple[Callable[[], int], asyncio.Task[None]]:
    """How often the loop has come round to a task that does nothing, and that task."""
    count = 0

    async def tick() -> None:
        nonlocal count
        while True:
            count += 1
            await asyncio.sleep(0)

    return (lambda: count), asyncio.ensure_future(tick())


def test_a_flood_is_worked_on_in_pieces() -> None:
    """Between which the event loop is others'."""
    batches: list[int] = []
    at: list[int] = []

    async def run() -> None:
        connection = await open_connection(Address(server.url.replace("http", "ws")), options())
        assert not isinstance(connection, Failure)
        now, ticking = ticks()

        def receive(texts: list[str]) -> None:
            batches.append(len(texts))
            at.append(now())
            if sum(batches) >= 5 * ENOUGH:
                connection.transport.abort()

        await connection.read(Taker(receive), lambda: True)
        ticking.cancel()

    with Flood(SMALL * 5 * ENOUGH) as server:
        asyncio.run(run())
    # The first is what came before anybody listened, the last what had come when it ended.
    assert len(batches) > 5
    assert max(batches[1:-1]) <= PIECE / len(SMALL) + 1
    assert len(set(at[1:-1])) == len(at) - 2


@pytest.mark.parametrize("takes", ["callback", "events"])
def test_who_takes_a_flood_leaves_the_loop_to_others(takes: str) -> None:
    """However much waits for them, and though they themselves wait for nothing."""
    longest = 0

    async def run() -> None:
        nonlocal longest
        came, last = 0, 0
        done = asyncio.Event()
        now, ticking = ticks()
        since = 0

        def take(_: object) -> None:
            nonlocal came, last, since, longest
            came, since = came + 1, since + 1 if now() == last else 1
            last, longest = now(), max(longest, since)
            if came == ENOUGH:
                done.set()

        async with ccat.AsyncCatClient(ccat.Config(server.url)) as cat:
            if takes == "callback":
                cat.on_message = take
            await cat.connect_ws(10)
            if takes == "callback":
                await done.wait()
            else:
                async for event in cat.events():
                    take(event)
                    if done.is_set():
                        break
        ticking.cancel()

    with Flood() as server:
        asyncio.run(run())
    assert longest <= BATCH
