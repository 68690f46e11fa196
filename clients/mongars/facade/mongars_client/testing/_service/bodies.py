"""What a body says: JSON, a text, or a form (CONTRACT §2, §3.2)."""

from __future__ import annotations

import json
from email.message import Message
from email.parser import BytesParser
from typing import Any
from urllib.parse import parse_qsl

from openapi_facade.testing.replies import JSON

from .errors import Refused
from .validation import not_json


def body_in(content_type: str, body: bytes) -> Any:
    """Return what a body says: JSON if it is said to be, or nothing is said; else the text that it is."""
    if not body:
        return None
    kind = _kind(content_type)
    if content_type and not (kind == JSON or (kind.startswith("application/") and kind.endswith("+json"))):
        return body.decode("utf-8", "replace")
    try:
        return json.loads(body)
    except json.JSONDecodeError as error:
        raise not_json(error.pos, error.msg) from None
    except (ValueError, RecursionError):
        raise Refused(400, "There was an error parsing the body") from None


def form_in(content_type: str, body: bytes) -> dict[str, str]:
    """Return the fields of a form, urlencoded or multipart; any other body has none."""
    kind = _kind(content_type)
    if kind == "application/x-www-form-urlencoded":
        return dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
    if kind != "multipart/form-data":
        return {}
    whole = BytesParser().parsebytes(f"Content-Type: {content_type}\r\n\r\n".encode("latin-1") + body)
    return {
        str(part.get_param("name", header="content-disposition")): _content(part)
        for part in whole.walk()
        if not part.is_multipart()
    }


def _content(part: Message) -> str:
    content = part.get_payload(decode=True)
    return content.decode("utf-8", "replace") if isinstance(content, bytes) else ""


def _kind(content_type: str) -> str:
    return content_type.partition(";")[0].strip().lower()
