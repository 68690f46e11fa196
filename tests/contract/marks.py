"""The marks of a case: what it shows, and what it asks of the server."""

from __future__ import annotations

from typing import Literal

import pytest

Kind = Literal["embedded", "real"]
Setup = Literal["keys", "open", "http-key", "ws-key"]

WITH_HTTP_KEY: tuple[Setup, ...] = ("keys", "http-key")
WITH_WS_KEY: tuple[Setup, ...] = ("keys", "ws-key")
WORDS: dict[tuple[Setup, ...], str] = {
    ("keys",): "both keys",
    ("open",): "no keys",
    ("http-key",): "only an HTTP key",
    ("ws-key",): "only a WebSocket key",
    WITH_HTTP_KEY: "an HTTP key",
    WITH_WS_KEY: "a WebSocket key",
}

slow = pytest.mark.slow


def covers(operation: str, *statuses: int) -> pytest.MarkDecorator:
    """Mark a case as showing these statuses of an operation; it fails where it did not get each of them."""
    return pytest.mark.covers(operation, *statuses)


def covers_row(section: str, row: str) -> pytest.MarkDecorator:
    """Mark a case as showing a row of CONTRACT §4 (names: seen.ROWS)."""
    return pytest.mark.covers_row(section, row)


def needs(*setups: Setup) -> pytest.MarkDecorator:
    """Mark a case that wants a server set up in one of these ways; without the mark any will do."""
    return pytest.mark.needs(*setups)


def cannot(server: Kind, reason: str) -> pytest.MarkDecorator:
    """Mark a case that one of the two servers cannot do; it is counted in the last lines of a run."""
    return pytest.mark.cannot(server=server, reason=reason)
