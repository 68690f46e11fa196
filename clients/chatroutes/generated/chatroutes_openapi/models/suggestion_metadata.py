from __future__ import annotations

from typing import ClassVar

from attrs import define as _attrs_define

from ..model import Model


@_attrs_define(eq=False, repr=False, slots=False)
class SuggestionMetadata(Model):
    """How the suggestions were found."""

    detection_method: None | str
    """In which way, `pattern`, `hybrid` or `llm`."""

    model_used: None | str

    total_branch_points_found: int | None

    _names: ClassVar[dict[str, str]] = {
        "detection_method": "detectionMethod",
        "model_used": "modelUsed",
        "total_branch_points_found": "totalBranchPointsFound",
    }
