from __future__ import annotations

from functools import cache as _cache
from typing import TYPE_CHECKING, ClassVar

from attrs import define as _attrs_define

from ..codec import Decoder
from ..model import Model

if TYPE_CHECKING:
    from ..models.branch_point import BranchPoint


@_attrs_define(eq=False, repr=False, slots=False)
class BranchSuggestion(Model):
    """Where a text could branch, and why."""

    branch_point: BranchPoint | None

    confidence: float | None
    """From 0 to 1."""

    description: None | str

    estimated_divergence: None | str
    """How far the branches would lead apart, `low`, `medium` or `high`."""

    id: None | str

    reasoning: None | str

    title: None | str

    trigger_text: None | str
    """The words that suggest it."""

    _names: ClassVar[dict[str, str]] = {
        "branch_point": "branchPoint",
        "confidence": "confidence",
        "description": "description",
        "estimated_divergence": "estimatedDivergence",
        "id": "id",
        "reasoning": "reasoning",
        "title": "title",
        "trigger_text": "triggerText",
    }

    @classmethod
    @_cache
    def _models(cls) -> dict[str, Decoder]:
        from ..models.branch_point import BranchPoint

        return {
            "branchPoint": BranchPoint.from_dict,
        }
