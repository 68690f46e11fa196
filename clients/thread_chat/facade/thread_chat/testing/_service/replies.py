"""Answers as they are sent."""

from __future__ import annotations

import json
from typing import Any

from openapi_facade.testing.asgi import Unhandled
from thread_chat.testing.faults import Answer

JSON = "application/json"
TEXT = "text/plain; charset=utf-8"


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
