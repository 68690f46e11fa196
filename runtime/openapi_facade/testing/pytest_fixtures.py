"""Pytest fixtures of embedded servers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from . import EmbeddedServer


def server_fixture(make: Callable[[], EmbeddedServer], name: str) -> Any:
    """Return a fixture of this name: a fresh server for one test, on a port of its own. It takes a few milliseconds.

    Args:
        make: Makes the server: a class, mostly.
        name: What tests call it.
    """

    def fixture() -> Iterator[EmbeddedServer]:
        with make() as server:
            yield server

    fixture.__doc__ = f"A fresh {getattr(make, '__name__', name)} for one test, on a port of its own."
    return pytest.fixture(name=name)(fixture)
