"""The connection cut at every frame boundary of a turn, in each direction, by FIN, RST and freezing.

Every ask ends within its timeout, with the answer to its own prompt wherever the server has it, or with a typed error;
no prompt arrives twice; the client is usable afterwards; and nothing is left. With CAT_URL (and CAT_KEY, CAT_WS_KEY) in
the environment the same is shown on that Cat, whose scripted language model must be selected.
"""

from __future__ import annotations

import os
import time
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

import cheshire_cat_api as ccat
from cheshire_cat_api.testing import EmbeddedCat, FaultProxy
from cheshire_cat_api.testing.faults import Cut, Frame, Freeze, OnRequest, OnResponse

from .conftest import Make
from .drivers import Driver

CAT_URL = os.environ.get("CAT_URL", "").rstrip("/")
KEYS = {"auth_key": os.environ.get("CAT_KEY", ""), "auth_key_ws": os.environ.get("CAT_WS_KEY", "")} if CAT_URL else {}
SAID = "Curiouser and curiouser! è 😺\nDone."
TIMEOUT = 4.0 if CAT_URL else 1.5
FRAMES = 8  # of a turn: seven tokens and the reply
EDGES = ("before", "at", "after")
HOWS = ("fin", "rst", "freeze")
ALL = bool(CAT_URL or os.environ.get("TEST_ALL"))
"""Whether to go through every combination; otherwise the ends of a turn, with every fault where it stays lost."""
NUMBERS = range(1, FRAMES + 1) if ALL else (1, FRAMES)
PLACES = [(number, edge) for number in NUMBERS for edge in EDGES if ALL or number == 1 or edge != "before"]


class Server:
    """The Cat behind the proxy, as far as its history tells."""

    def __init__(self, url: str, user: str) -> None:
        self.url, self.user = url, user

    def history(self) -> list[Any]:
        headers = {"user_id": self.user, **({"Authorization": f"Bearer {KEYS['auth_key']}"} if KEYS else {})}
        if not headers.get("Authorization", "Bearer x").removeprefix("Bearer "):
            del headers["Authorization"]
        answer = httpx.get(f"{self.url}/memory/conversation_history", headers=headers, timeout=30, trust_env=False)
        found: list[Any] = answer.json()["history"]
        return found

    def prompts(self) -> list[str]:
        return [message["text"] for message in self.history() if message["who"] == "Human"]


@pytest.fixture
def server(cat: EmbeddedCat) -> Server:
    return Server(CAT_URL or cat.url, f"user-{uuid.uuid4().hex[:12]}")


@pytest.fixture
def proxy(server: Server) -> Iterator[FaultProxy]:
    with FaultProxy(server.url) as running:
        yield running


def fault(how: str, when: Any) -> Cut | Freeze:
    return Freeze(when=when) if how == "freeze" else Cut(by=how, when=when)  # type: ignore[arg-type]


def timed(ask: Callable[[], ccat.Reply]) -> tuple[ccat.Reply | ccat.CatError, float]:
    begin = time.monotonic()
    try:
        return ask(), time.monotonic() - begin
    except ccat.CatError as error:
        return error, time.monotonic() - begin


def works(chat: Driver, text: str) -> None:
    """An ask is answered. A connection that froze unnoticed may cost one before."""
    for number in range(3):
        outcome, took = timed(lambda number=number: chat.ask(f"{text} {number}", timeout=TIMEOUT))  # type: ignore[misc]
        assert took < TIMEOUT + 1.5
        if isinstance(outcome, ccat.Reply):
            assert outcome.raw["why"]["input"] == f"{text} {number}"
            return
        assert isinstance(outcome, ccat.TurnTimeout | ccat.ConnectionLost), repr(outcome)
    raise AssertionError(repr(outcome))


def strike(chat: Driver, proxy: FaultProxy, server: Server, strikes: Cut | Freeze) -> None:
    """Ask, with a fault on the way, and see that everything holds."""
    proxy.add(strikes)
    outcome, took = timed(lambda: chat.ask("struck", timeout=TIMEOUT))
    proxy.wait_for(lambda: proxy.fired)
    assert took < TIMEOUT + 1.0, repr(outcome)
    if isinstance(outcome, ccat.Reply):
        assert outcome.text == SAID
        assert outcome.raw["why"]["input"] == "struck"
    else:
        assert isinstance(outcome, ccat.ConnectionLost | ccat.TurnTimeout | ccat.ConnectionFailed), repr(outcome)
        if isinstance(outcome, ccat.ConnectionLost | ccat.TurnTimeout):
            assert SAID.startswith(outcome.partial)
        assert "struck" not in server.prompts(), f"the server has the answer: {outcome!r}"
    proxy.clear()
    works(chat, "after")
    prompts = server.prompts()
    assert len(prompts) == len(set(prompts)), prompts
    assert ("struck" in prompts) is isinstance(outcome, ccat.Reply)


faults = pytest.mark.parametrize(
    ("how", "policy"),
    [
        (how, policy)
        for policy in (False, ccat.Reconnect(attempts=1000, first=0.01, longest=0.1))
        for how in HOWS
        if ALL or not policy or how == "rst"
    ],
    ids=lambda value: value if isinstance(value, str) else "reconnects" if value else "stays lost",
)


@pytest.fixture
def struck(make: Make, proxy: FaultProxy, server: Server, policy: Any, quick: Callable[..., None]) -> Driver:
    quick(quiet=0.4, ping=0.4, connect=2.0 if CAT_URL else 0.7)
    return make(proxy.url, user_id=server.user, reconnect=policy, **KEYS)


@faults
@pytest.mark.parametrize(("number", "edge"), PLACES)
def test_frames_to_the_client(
    struck: Driver, proxy: FaultProxy, server: Server, number: int, edge: str, how: str
) -> None:
    """Of a later turn, so that frame 1 is the first after the turn before it."""
    struck.connect(10)
    assert struck.ask("before").text == SAID
    (link,) = [each for each in proxy.connections if each.to_client.frames]
    place = link.to_client.frames + number  # pings of the server and pongs to ours count as well
    strike(struck, proxy, server, fault(how, Frame(place, edge=edge)))  # type: ignore[arg-type]


@faults
@pytest.mark.parametrize("edge", EDGES)
@pytest.mark.parametrize("number", [1, 4, FRAMES])
def test_frames_to_the_client_in_a_users_first_turn(
    struck: Driver, proxy: FaultProxy, server: Server, number: int, edge: str, how: str
) -> None:
    """The server shows it in the history only when it has ended."""
    strike(struck, proxy, server, fault(how, Frame(number, edge=edge)))  # type: ignore[arg-type]


@faults
@pytest.mark.parametrize("edge", EDGES)
@pytest.mark.parametrize("first", [True, False], ids=["first turn", "later turn"])
def test_the_prompt(struck: Driver, proxy: FaultProxy, server: Server, first: bool, edge: str, how: str) -> None:
    struck.connect(10)
    if not first:
        struck.ask("before")
    (link,) = [each for each in proxy.connections if each.to_client.bytes]
    strike(struck, proxy, server, fault(how, Frame(link.to_server.frames + 1, "to_server", edge)))  # type: ignore[arg-type]


@faults
@pytest.mark.parametrize("edge", EDGES)
@pytest.mark.parametrize("position", [OnRequest, OnResponse])
def test_the_handshake(
    struck: Driver, proxy: FaultProxy, server: Server, position: Callable[[Any], Any], edge: str, how: str
) -> None:
    strike(struck, proxy, server, fault(how, position(edge)))


@faults
@pytest.mark.parametrize("edge", EDGES)
def test_the_goodbye(struck: Driver, proxy: FaultProxy, edge: str, how: str) -> None:
    struck.connect(10)
    struck.ask("before")
    (link,) = [each for each in proxy.connections if each.to_client.frames]
    for direction, traffic in (("to_server", link.to_server), ("to_client", link.to_client)):
        proxy.add(fault(how, Frame(traffic.frames + 1, direction, edge)))  # type: ignore[arg-type]
    begin = time.monotonic()
    struck.close(3.0)
    assert time.monotonic() - begin < 3.5
    assert not struck.connected
