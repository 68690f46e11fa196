"""The fixtures of these tests: the server, connections over threads and over tasks, and proof that nothing is left."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from openapi_facade.websocket.address import Address
from openapi_facade.websocket.backoff import Reconnect
from openapi_facade.websocket.options import Options
from openapi_facade.websocket.protocol import Protocol
from openapi_facade.websocket.tasks import connection
from openapi_facade.websocket.threads import link

from ..clients import single  # noqa: TID252  # no package has a name above
from .drivers import DRIVERS, Driver
from .server import PATIENCE, NotesSocket
from .watching import Watch

Make = Callable[..., Driver]


@pytest.fixture(params=list(DRIVERS))
def kind(request: pytest.FixtureRequest) -> str:
    """Over what."""
    return str(request.param)


@pytest.fixture
def server() -> Iterator[NotesSocket]:
    """The server."""
    with NotesSocket() as running:
        yield running


@pytest.fixture
def deaf() -> Iterator[NotesSocket]:
    """A server for which the system keeps little: what it does not read is soon not taken."""
    with NotesSocket(receive_buffer=4096) as running:
        yield running


@pytest.fixture
def make(kind: str, server: NotesSocket) -> Iterator[Make]:
    """Make connections of one kind, which are not begun; options of `Options` go by name."""

    def make(
        protocol: Protocol[Any] | None = None,
        address: Callable[[], Address] | None = None,
        api: Any = single.API,
        reconnect: Reconnect | None = None,
        up_within: float | None = None,
        **given: Any,
    ) -> Driver:
        where = address or (lambda: Address(server.url))
        options = Options(api, "watch", **given)
        return DRIVERS[kind](protocol or Watch(), where, options, reconnect, up_within)

    with contextlib.ExitStack() as stack:

        def kept(*args: Any, **given: Any) -> Driver:
            driver = make(*args, **given)
            stack.callback(driver.finish)
            return driver

        yield kept


@pytest.fixture
def again() -> Callable[..., Reconnect]:
    """A policy that loses no time."""
    return lambda **given: Reconnect(**{"first": 0.001, "longest": 0.01, **given})


@pytest.fixture
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have as much time for the server's close frame as this machine may need."""
    for module in (connection, link):
        monkeypatch.setattr(module, "GOODBYE_PATIENCE", PATIENCE)


@pytest.fixture(autouse=True)
def _nothing_is_left() -> Iterator[None]:
    """No thread of ours outlives the test."""
    yield
    for each in threading.enumerate():
        if each.name.startswith("notes"):
            each.join(PATIENCE)
            assert not each.is_alive(), each
