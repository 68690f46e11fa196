"""Answers of an embedded application, as they are sent."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Protocol

from .asgi import Send, Unhandled

JSON = "application/json"
TEXT = "text/plain; charset=utf-8"


class Answer(Protocol):
    """An answer that a test has made: a text as its body is sent as it is, anything else but None as JSON."""

    @property
    def status(self) -> int: ...
    @property
    def body(self) -> Any: ...
    @property
    def headers(self) -> Mapping[str, str]: ...


def replacement(fault: Answer) -> tuple[int, bytes, str, dict[str, str]]:
    """Return the status, the body, its type and the headers of an answer that a test has made."""
    headers = {name.lower(): value for name, value in fault.headers.items()}
    if fault.body is None or isinstance(fault.body, str):
        content, content_type = (fault.body or "").encode(), TEXT if fault.body else ""
    else:
        content, content_type = encoded(fault.body), JSON
    return fault.status, content, headers.pop("content-type", content_type), headers


def encoded(body: Any) -> bytes:
    """Return JSON as the server writes it."""
    try:
        return json.dumps(body, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
    except ValueError:  # half of a surrogate pair, or no number: the server fails over what it was sent itself
        raise Unhandled("an answer that JSON cannot say") from None


async def send_whole(
    send: Send, status: int, content: bytes, content_type: str, headers: Mapping[str, str] | None = None
) -> None:
    """Send an answer of known length; without a type where that is empty. Headers replace those two."""
    pairs = {"content-length": str(len(content)), **({"content-type": content_type} if content_type else {})}
    fields = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in {**pairs, **(headers or {})}.items()]
    await send({"type": "http.response.start", "status": status, "headers": fields})
    await send({"type": "http.response.body", "body": content})
