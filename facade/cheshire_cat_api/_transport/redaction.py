"""Keeping secrets out of what we show: a session's credentials, anything that looks like a JWT, echoed passwords."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

MASK = "***"
_JWT = re.compile(r"\beyJ[\w-]+\.[\w-]+\.[\w-]*")
_SECRET_NAME = re.compile(r"password|secret|token|credential|api_?key", re.IGNORECASE)


def redacted(text: str, secrets: Iterable[str]) -> str:
    """A text without any of the secrets, in whichever way they are written into it."""
    forms = {form for secret in secrets for form in (secret, quote(secret, safe=""), json.dumps(secret)[1:-1]) if form}
    for form in sorted(forms, key=len, reverse=True):
        text = text.replace(form, MASK)
    return _JWT.sub(MASK, text)


def redacted_body(body: str, secrets: Iterable[str]) -> str:
    """The same for an error's body, in which the server may echo what was sent, a password too (CONTRACT §1.1)."""
    body = redacted(body, secrets)
    if '"input"' not in body:
        return body
    try:
        data = json.loads(body)
        masked = _masked(data)
    except (ValueError, RecursionError):
        return body
    return body if masked == data else json.dumps(masked)


def _masked(value: Any) -> Any:
    if isinstance(value, list):
        return [_masked(each) for each in value]
    if not isinstance(value, dict):
        return value
    place = value.get("loc")
    about_secret = isinstance(place, list) and bool(place) and bool(_SECRET_NAME.search(str(place[-1])))
    return {
        name: MASK
        if isinstance(each, str) and (_SECRET_NAME.search(name) or (about_secret and name == "input"))
        else _masked(each)
        for name, each in value.items()
    }
