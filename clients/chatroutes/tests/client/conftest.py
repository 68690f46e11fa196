"""A server and both kinds of client, in an environment that names no proxy, no key and no netrc."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from chatroutes.testing import EmbeddedChatRoutes

from .kinds import KEY, Kind


@pytest.fixture(autouse=True)
def _bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith("CHATROUTES_") or name.lower() in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
            monkeypatch.delenv(name)


@pytest.fixture
def service() -> Iterator[EmbeddedChatRoutes]:
    """A fresh server of the modern dialect, which knows one key."""
    with EmbeddedChatRoutes(api_key=KEY) as server:
        yield server


@pytest.fixture(params=[False, True], ids=["sync", "async"])
def kind(request: pytest.FixtureRequest) -> Iterator[Kind]:
    """Each kind of client."""
    made = Kind(request.param)
    yield made
    made.end()
