"""The ways in which the Cat refuses a request: each becomes one of its error bodies (CONTRACT §1.2).

`Unhandled` is an exception that the real Cat does not handle: a plain 500, and the connection closed after it (D18).
"""

from __future__ import annotations

from typing import Any

from openapi_facade.testing.asgi import Unhandled as Unhandled

ErrorItem = dict[str, Any]
"""One entry of a validation error: `{type, loc, msg, input, ctx?}`."""


class Refused(Exception):
    """Answered with `status` and the body `{"detail": detail}`."""

    def __init__(self, status: int, detail: Any) -> None:
        super().__init__(status, detail)
        self.status = status
        self.detail = detail


class Invalid(Exception):
    """Answered with 400 and the body `{"error": items}`: the Cat's validation error."""

    def __init__(self, items: list[ErrorItem]) -> None:
        super().__init__(items)
        self.items = items


def refused(status: int, error: str, **more: Any) -> Refused:
    """The application's own error body: `{"detail": {"error": …, …}}`."""
    return Refused(status, {"error": error, **more})


def invalid_credentials() -> Refused:
    """Missing, wrong or expired credentials and a missing permission all look like this (CONTRACT §1.3)."""
    return refused(403, "Invalid Credentials")
