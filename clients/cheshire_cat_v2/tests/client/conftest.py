"""An embedded Cat, and both kinds of client."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from cheshire_cat_v2.testing import EmbeddedCat

from .kinds import Kind


@pytest.fixture
def server() -> Iterator[EmbeddedCat]:
    with EmbeddedCat() as server:
        yield server


@pytest.fixture(params=[False, True], ids=["sync", "async"])
def kind(request: pytest.FixtureRequest) -> Iterator[Kind]:
    kind = Kind(request.param)
    yield kind
    kind.end()
