"""One server for all cases; each has users of its own."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from .servers import Server, of_this_run


def pytest_report_header() -> str:
    """Say which server this is about."""
    return f"contract: {os.environ.get('CONTRACT_URL') or 'the embedded Cat'}"


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """The server of this run."""
    with ExitStack() as stack:
        yield of_this_run(stack)
