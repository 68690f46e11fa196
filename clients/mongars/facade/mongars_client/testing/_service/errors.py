"""The ways in which the server refuses a request: each has a `detail`, a text or a list (CONTRACT §3.2)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class Refused(Exception):
    """Answered with `status` and `{"detail": detail}`."""

    def __init__(self, status: int, detail: Any, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.headers = headers or {}


def not_authenticated() -> Refused:
    """Return the refusal of a request without credentials that could be a token."""
    return Refused(401, "Not authenticated", {"www-authenticate": "Bearer"})


def invalid_token(why: str) -> Refused:
    """Return the refusal of a token; it has no `WWW-Authenticate` (CONTRACT §2)."""
    return Refused(401, f"Invalid token: {why}")


def admin_required() -> Refused:
    """Return the refusal of what only an admin may do."""
    return Refused(403, "Admin required")
