"""Which line of servers an answer tells of. No input or output in here."""

from __future__ import annotations

from collections.abc import Mapping

NEXT, OWN = "2.x", "1.x"
PREFIX = "/api/v2"
"""In front of the paths of servers 2.0.7 to 2.0.15."""
NOT_INSTALLED = "this is a Cat of line 2.x, whose client is another package: pip install cheshire-cat-v2"


def is_next(body: object) -> bool:
    """Whether this is what a server of line 2.x says of itself."""
    return isinstance(body, Mapping) and isinstance(body.get("version"), str) and "auth_handlers" in body


def is_own(status: int, body: object) -> bool:
    """Whether this is what a server of line 1.x answers at its root, to whom it knows or not (CONTRACT §2)."""
    if not isinstance(body, Mapping):
        return False
    if status == 403:
        return body.get("detail") == {"error": "Invalid Credentials"}
    return status == 200 and isinstance(body.get("version"), str)
