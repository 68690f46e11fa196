"""What all tests share: a Cat of their own, a client of it, and an environment that names no server, key or proxy."""

from __future__ import annotations

import gc
import os
import socket
from collections.abc import Iterator

import pytest

import cheshire_cat_api as ccat
from cheshire_cat_api.testing import EmbeddedCat


def pytest_xdist_auto_num_workers() -> int:
    """Two for each core: most tests wait more than they work."""
    return min(2 * (os.cpu_count() or 1), 16)


@pytest.hookimpl(trylast=True)  # when they have been shuffled
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the slow ones: what ends last shall be short. Leave the dearest to `make check-all`."""
    for item in items:
        if item.get_closest_marker("whole") is not None and not os.environ.get("TEST_ALL"):
            item.add_marker(pytest.mark.skip(reason="TEST_ALL=1, as in `make check-all`, runs it"))
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


def pytest_collection_finish() -> None:
    """Let the collector leave alone what was there before the first test: ten thousand tests, as pytest knows them.

    Many tests collect, and look for what is left of them only.
    """
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def _bare_environment() -> Iterator[None]:
    """Hide what this machine says about Cats and proxies: tests talk to loopback."""
    with pytest.MonkeyPatch.context() as patch:
        for name in list(os.environ):
            if name.startswith("CCAT_") or name.lower() in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
                patch.delenv(name)
        yield


@pytest.fixture
def cat() -> Iterator[EmbeddedCat]:
    """A fresh Cat that lets everybody in."""
    with EmbeddedCat() as running:
        yield running


@pytest.fixture
def client(cat: EmbeddedCat) -> Iterator[ccat.CatClient]:
    """A client of that Cat."""
    with ccat.CatClient(ccat.Config(cat.url)) as opened:
        yield opened


@pytest.fixture
def dead_url() -> Iterator[str]:
    """An address where nobody listens, and nobody will while the test runs."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{held.getsockname()[1]}"
