"""Pytest fixtures, for `pytest_plugins = ["cheshire_cat_api.testing.pytest_plugin"]` in a `conftest.py`."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from . import EmbeddedCat


@pytest.fixture
def embedded_cat() -> Iterator[EmbeddedCat]:
    """A fresh Cat for one test, on a port of its own. It takes a few milliseconds."""
    with EmbeddedCat() as cat:
        yield cat
