"""The events of a run as a server writes them: snake_case, null for what has no value (CONTRACT §4)."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from typing import Any

from .messages import Libraries

_RUNS = {"RUN_STARTED", "RUN_FINISHED", "RUN_ERROR"}
_LATER = {"RUN_FINISHED": ("usage",), "RUN_ERROR": ("usage",)}
"""What later libraries write at the end of an event."""


def event(kind: str, timestamp: int | None, libraries: Libraries, raw: Any = None, **fields: Any) -> dict[str, Any]:
    """Return an event; what the libraries of the server add to it has no value."""
    made: dict[str, Any] = {"type": kind, "timestamp": timestamp, "raw_event": raw}
    if libraries != "release":
        made["metadata"] = None
        if kind not in _RUNS:
            made["subagent_run_id"] = None
    for name, value in fields.items():
        if name == "parent_run_id" and libraries != "release":
            made["protocol_version"] = None
        made[name] = value
    if libraries != "release":
        made |= dict.fromkeys(_LATER.get(kind, ()))
    return made


def new_id() -> str:
    """Return an id that nothing else has: each event of a message has another (CONTRACT §0.5)."""
    return str(uuid.uuid4())


def line(data: Mapping[str, Any]) -> bytes:
    """Return a server-sent event, as the server writes it: JSON in ASCII, on one line."""
    return f"data: {json.dumps(data)}\n\n".encode()
