"""The fixtures of these tests: the server, each client on each side, and sessions made by hand."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from types import ModuleType

import pytest

from openapi_facade.testing.pytest_fixtures import server_fixture

from . import constructor, single, tree
from .driven import Maker, Sessions, sides
from .notes_server import EmbeddedNotes


def named(param: tuple[ModuleType, str]) -> str:
    """What pytest calls a client of one side."""
    return f"{param[0].__name__.rpartition('.')[2]}-{param[1]}"


notes = server_fixture(EmbeddedNotes, name="notes")


@pytest.fixture(params=["sync", "async"])
def made(request: pytest.FixtureRequest, notes: EmbeddedNotes) -> Iterator[Sessions]:
    """Sessions of either side, of which each test says what is special."""
    with sides[request.param]() as run:
        yield Sessions(run, notes)


@pytest.fixture(params=[(each, side) for each in (tree, constructor, single) for side in sides], ids=named)
def clients(request: pytest.FixtureRequest, notes: EmbeddedNotes) -> Iterator[Maker]:
    """A client with each of the trees, of either side."""
    module, side = request.param
    with sides[side]() as run:
        yield Maker(run, notes, module)


@pytest.fixture
def without_collector() -> Iterator[None]:
    """What goes is freed by nobody but its last owner."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()
