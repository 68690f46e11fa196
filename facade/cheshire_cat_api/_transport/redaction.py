"""Keeping secrets out of what we show: a session's credentials, anything that looks like a JWT, echoed passwords."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from cheshire_cat_api._transport.call import current

MASK = "***"
_JWT = re.compile(r"\beyJ[\w-]+\.[\w-]+\.[\w-]*")
_SECRET_NAME = re.compile(r"password|secret|token|credential|api_?key", re.IGNORECASE)


def redacted(text: str, secrets: Iterable[str]) -> str:
    """A text without any of the secrets, in whichever way they are written into it."""
    for form in sorted({form for secret in secrets for form in _forms(secret) if form}, key=len, reverse=True):
        text = text.replace(form, MASK)
    return _JWT.sub(MASK, text)


def _forms(secret: str) -> Iterable[str]:
    """As it is, in an address, in JSON, and in the `repr` of text or bytes, alone or beside the other kind of quote."""
    doubled = secret.replace("\\", "\\\\")
    return secret, quote(secret, safe=""), json.dumps(secret)[1:-1], doubled, doubled.replace("'", "\\'")


def without_echo(body: str) -> str:
    """An error's body, in which the server may echo what was sent, without a password that was (CONTRACT §1.1)."""
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


class _LogOfHttpcore(logging.Filter):
    """httpcore tells, at its level DEBUG, the headers of each answer, in which a server may echo a credential."""

    def filter(self, record: logging.LogRecord) -> bool:
        call = current.get()
        if call is not None:  # others' calls are none of our business
            record.msg, record.args = redacted(record.getMessage(), call.secrets()), ()
        return True


def redact_log_of_httpcore() -> None:
    """Keep the secrets of our calls out of it; once is enough."""
    logging.getLogger("httpcore.http11").addFilter(_FILTER)


_FILTER = _LogOfHttpcore()
