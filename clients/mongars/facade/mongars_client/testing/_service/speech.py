"""The turn of speech that comes with each answer (CONTRACT §3.1, addendum M6, M8)."""

from __future__ import annotations

import re
from typing import Any

WORDS_PER_SECOND = 2.75
_PAUSE, _PAUSE_PER_SECOND, _LONGEST_PAUSE = 0.25, 0.35, 1.35
_NOTHING = "..."
_SENTENCE = re.compile(r"[^.!?]+[.!?]*|[.!?]+")


def speech_turn(turn_id: str, text: str, created_at: str) -> dict[str, Any]:
    """Return the turn of an answer, in pieces that end where its sentences do."""
    pieces = [piece for each in _SENTENCE.findall(text) if (piece := each.strip())] or [_NOTHING]
    return {
        "turn_id": turn_id,
        "text": text,
        "created_at": created_at,
        "segments": [_segment(piece) for piece in pieces],
        "average_words_per_second": WORDS_PER_SECOND,
        "tempo": 1.0,
    }


def _segment(text: str) -> dict[str, Any]:
    seconds = len(text.split()) / WORDS_PER_SECOND
    return {
        "text": text,
        "estimated_duration": round(seconds, 3),
        "pause_after": round(min(_PAUSE + _PAUSE_PER_SECOND * seconds, _LONGEST_PAUSE), 3),
    }
