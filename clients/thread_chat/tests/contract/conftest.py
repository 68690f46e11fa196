"""One server for all cases; embedded, one of each dialect."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from thread_chat.testing import EmbeddedThreadChat

from .servers import SECRET, TOKEN, WITHOUT_PROFILE, Server

URL = os.environ.get("CONTRACT_URL", "").rstrip("/")


def pytest_report_header() -> str:
    """Say which server this is about."""
    return f"contract: {URL or 'the embedded thread chat, in each dialect'}"


@pytest.fixture(scope="session", params=["given"] if URL else ["srv", "doc", "later"])
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    """The server of this run."""
    if URL:
        yield Server(URL, os.environ.get("CONTRACT_KEY", ""))
        return
    with EmbeddedThreadChat(
        request.param, tokens={TOKEN: "user"}, without_profile=[WITHOUT_PROFILE], secret=SECRET, exposed=True
    ) as embedded:
        yield Server(embedded.url, TOKEN, embedded, request.param)
        assert not embedded.is_lost
