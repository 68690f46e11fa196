"""What was sent, as servers on pydantic tell it again where they do not like it: without its passwords."""

from __future__ import annotations

import json
from typing import Any

from openapi_facade.secrets import MASK, is_secret_name


def without_echo(body: str) -> str:
    """An error's body, in which the server may echo what was sent, without a password that was."""
    if '"input"' not in body:
        return body
    try:
        data = json.loads(body)
        masked = _masked(data)
        return body if masked == data else json.dumps(masked)
    except (ValueError, RecursionError):
        return body


def _masked(value: Any) -> Any:
    if isinstance(value, list):
        return [_masked(each) for each in value]
    if not isinstance(value, dict):
        return value
    place = value.get("loc")
    about_secret = isinstance(place, list) and bool(place) and is_secret_name(place[-1])
    return {
        name: MASK
        if isinstance(each, str) and (is_secret_name(name) or (about_secret and name == "input"))
        else _masked(each)
        for name, each in value.items()
    }
