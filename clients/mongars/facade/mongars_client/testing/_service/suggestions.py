"""Which action suits a prompt (CONTRACT §3.1). The scores are made up: only their order means anything."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

DEFAULT = ("code", "summarize", "explain")
_USUAL = {"code": 0.5, "summarize": 0.25, "explain": 0.5}
_NAMED = 1.0


def suggested(prompt: str, actions: Sequence[str]) -> dict[str, Any]:
    """Return the actions, the best first, with their scores; one that the prompt names is better."""
    scores = {action: _USUAL.get(action, 0.0) + _NAMED * (action.lower() in prompt.lower()) for action in actions}
    return {
        "actions": sorted(scores, key=lambda action: -scores[action]),
        "scores": scores,
        "model": "neurones",
    }
