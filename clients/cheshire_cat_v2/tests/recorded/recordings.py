"""The recorded streams: from servers with the libraries of the release day, and with today's and `fastmcp<4`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

PATH = Path(__file__).parents[1] / "data/streams.jsonl"
STREAMS: list[dict[str, Any]] = [json.loads(line) for line in PATH.read_text("utf-8").splitlines()]

_OF_THE_MOMENT = {"timestamp", "run_id", "message_id"}


def name_of(recorded: dict[str, Any]) -> str:
    return f"{recorded['libraries']}-{recorded['label']}"


def without_moment(event: dict[str, Any]) -> list[tuple[str, Any]]:
    """The fields of an event, in order; of ids and times, only whether there is one."""
    return [(name, value is None if name in _OF_THE_MOMENT else value) for name, value in event.items()]
