"""The ways in which the server refuses a request: each becomes `{"detail": …}` (CONTRACT §3)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Json = dict[str, Any]

DOCUMENTS = "https://errors.pydantic.dev/2.14/v/"
"""Where the server says its words for an error in settings are explained; the version is that of its library."""


class Refused(Exception):
    """Answered with `status` and the body `{"detail": detail}`."""

    def __init__(self, status: int, detail: Any, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.headers = headers or {}


class Moved(Exception):
    """Answered with a redirection."""

    def __init__(self, location: str, status: int = 307, cookies: tuple[str, ...] = ()) -> None:
        super().__init__(location)
        self.location = location
        self.status = status
        self.cookies = cookies


def nobody() -> Refused:
    """Return the refusal of a request without a credential, or with a bad one (CONTRACT §2)."""
    return Refused(403, "Invalid Credentials")


def missing(detail: str = "Not Found") -> Refused:
    """Return the refusal of a request for what is not there."""
    return Refused(404, detail)


def invalid(*problems: Json) -> Refused:
    """Return the refusal of a request whose parts are wrong."""
    return Refused(422, list(problems))


def problem(kind: str, loc: list[str | int], msg: str, value: Any, **ctx: Any) -> Json:
    """Return one item of a refusal: what is wrong, and where."""
    return {"type": kind, "loc": loc, "msg": msg, "input": value, **({"ctx": ctx} if ctx else {})}


def absent(loc: list[str | int], value: Any = None) -> Json:
    """Return the item of a refusal for a field that is not there."""
    return problem("missing", loc, "Field required", value)
