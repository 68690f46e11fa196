"""Servers of both dialects, and clients of them."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from chatroutes.testing import EmbeddedChatRoutes

from .helpers import client_of


@pytest.fixture
def service() -> Iterator[EmbeddedChatRoutes]:
    """A fresh server of the modern dialect, without the sample."""
    with EmbeddedChatRoutes(sample=False) as server:
        yield server


@pytest.fixture
def http(service: EmbeddedChatRoutes) -> Iterator[httpx.Client]:
    """A client of it, with a key."""
    with client_of(service) as client:
        yield client
