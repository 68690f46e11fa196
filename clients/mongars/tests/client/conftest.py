"""A server and both kinds of client, in an environment that names no proxy, no account and no netrc."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator

import pytest

from mongars_client import _pacing
from mongars_client._pacing import Pace
from mongars_client.testing import EmbeddedMonGARS, ManualClock

from .kinds import Kind
from .live import Live
from .server import PASSWORD, ScriptedServer


@pytest.fixture(autouse=True)
def _bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith("MONGARS_") or name.lower() in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
            monkeypatch.delenv(name)


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    """A fresh server."""
    with ScriptedServer() as running:
        yield running


@pytest.fixture(params=[False, True], ids=["sync", "async"])
def kind(request: pytest.FixtureRequest) -> Iterator[Kind]:
    """Each kind of client."""
    made = Kind(request.param)
    yield made
    made.end()


@pytest.fixture(params=[False, True], ids=["sync", "async"])
def live(request: pytest.FixtureRequest) -> Iterator[Live]:
    """Each kind of client."""
    made = Live(request.param)
    yield made
    made.end()
    for each in threading.enumerate():
        if each.name.startswith("mongars"):
            each.join(10)
            assert not each.is_alive()


@pytest.fixture
def clock() -> ManualClock:
    """The time of the server."""
    return ManualClock()


@pytest.fixture
def mongars(clock: ManualClock, monkeypatch: pytest.MonkeyPatch) -> Iterator[EmbeddedMonGARS]:
    """A server whose time stands still; chats may follow each other at once."""
    monkeypatch.setattr(_pacing.paces, "_make", lambda: Pace(0.0))
    with EmbeddedMonGARS(users=dict.fromkeys(("u1", "u2"), PASSWORD), clock=clock, pace=0) as running:
        yield running
