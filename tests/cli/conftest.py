"""A Cat for the command, and a home of its own for what the command keeps."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from cheshire_cat_api.testing import EmbeddedCat

from .command import Command


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the command keeps profiles and lines: nothing of this machine's."""
    home = tmp_path / "home"
    monkeypatch.setenv("CHESHIRE_CAT_HOME", str(home))
    monkeypatch.setitem(sys.modules, "keyring", None)
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    return home


@pytest.fixture(autouse=True)
def _same_loggers() -> Iterator[None]:
    """Take away what a run in this process gives the logger of the package."""
    logger = logging.getLogger("cheshire_cat_api")
    before = list(logger.handlers)
    yield
    logger.handlers[:] = before


@pytest.fixture
def ccat(cat: EmbeddedCat, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> Command:
    """The command in this process, which talks to the Cat of the test."""
    monkeypatch.setenv("CCAT_URL", cat.url)
    return Command(monkeypatch, capfdbinary)
