"""A server whose time stands still, and a client of it."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from mongars_client.testing import EmbeddedMonGARS, ManualClock

from .helpers import PASSWORD, client_of


@pytest.fixture
def clock() -> ManualClock:
    """The time of the server."""
    return ManualClock()


@pytest.fixture
def server(clock: ManualClock) -> Iterator[EmbeddedMonGARS]:
    """A fresh server with two users and an admin."""
    users = dict.fromkeys(("u1", "u2", "adm"), PASSWORD)
    with EmbeddedMonGARS(users=users, admin="adm", clock=clock) as server:
        yield server


@pytest.fixture
def http(server: EmbeddedMonGARS) -> Iterator[httpx.Client]:
    """A client of it, with the token of u1."""
    with client_of(server) as client:
        yield client
