"""Fixtures of the tests of the HTTP side."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

import httpx
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


@pytest.fixture(params=["our connections", "a transport of the caller's"])
def world(request: pytest.FixtureRequest, cat: EmbeddedCat, tmp_path: Path) -> Iterator[World]:
    """A client and what there is for it, over each of the two ways."""
    own = httpx.HTTPTransport() if request.param.startswith("a transport") else None
    with contextlib.ExitStack() as stack:
        page = stack.enter_context(Stub(response(200, "<p>The hatter drinks tea at six o'clock.</p>")))
        if own is not None:
            stack.enter_context(own)
        yield World(stack.enter_context(ccat.CatClient(ccat.Config(cat.url), transport=own)), tmp_path, page.url)
