"""Fixtures of the tests of the HTTP side."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import cheshire_cat_api as ccat
from cheshire_cat_api.testing import EmbeddedCat

from .calls import World
from .stub import Stub, response


@pytest.fixture
def cat() -> Iterator[EmbeddedCat]:
    """A fresh Cat that fetches from everywhere, since the web page that it reads is on this machine."""
    with EmbeddedCat(exposed=True) as running:
        yield running


@pytest.fixture
def world(client: ccat.CatClient, tmp_path: Path) -> Iterator[World]:
    with Stub(response(200, "<p>The hatter drinks tea at six o'clock.</p>")) as page:
        yield World(client, tmp_path, page.url)
