"""The Cat of the documents' tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from cheshire_cat_api.testing import EmbeddedCat


@pytest.fixture
def cat() -> Iterator[EmbeddedCat]:
    """A fresh Cat that fetches from everywhere, since the web page that it reads is on this machine."""
    with EmbeddedCat(exposed=True) as running:
        yield running
