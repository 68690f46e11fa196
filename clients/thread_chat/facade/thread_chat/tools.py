"""What agents can do, as the server tells it (CONTRACT §6)."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, ClassVar, TypedDict

from thread_chat_openapi import models


class ToolParameter(TypedDict):
    """One thing that a tool takes."""

    description: str
    type: str
    """As Python writes it, such as `<class 'str'>`."""


def _parsed(given: object) -> dict[str, ToolParameter]:
    try:
        found = json.loads(given) if isinstance(given, str) else given
    except (ValueError, RecursionError):
        found = None
    return found if isinstance(found, dict) else {}


class Tool(models.Tool):
    """What an agent can do. As an item, `tool["parameters"]`, its parameters are JSON in a text, as they came."""

    parameters: dict[str, ToolParameter]  # type: ignore[assignment]
    """What it takes, by name; empty where the server's text is no JSON of an object."""

    _values: ClassVar[dict[str, Callable[[Any], Any]]] = {"parameters": _parsed}


Tool.__module__ = ToolParameter.__module__ = "thread_chat"
