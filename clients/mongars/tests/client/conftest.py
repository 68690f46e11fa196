"""A server and both kinds of client, in an environment that names no proxy, no account and no netrc."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from .kinds import Kind
from .server import ScriptedServer


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
