from __future__ import annotations

from functools import cache as _cache
from typing import TYPE_CHECKING, ClassVar

from attrs import define as _attrs_define

from ..codec import Decoder
from ..codec import many as _many
from ..model import Model

if TYPE_CHECKING:
    from ..models.branch_suggestion import BranchSuggestion
    from ..models.suggestion_metadata import SuggestionMetadata


@_attrs_define(eq=False, repr=False, slots=False)
class SuggestBranchesResponse(Model):
    """Where a text could branch."""

    metadata: None | SuggestionMetadata

    suggestions: list[BranchSuggestion]

    _names: ClassVar[dict[str, str]] = {
        "metadata": "metadata",
        "suggestions": "suggestions",
    }

    @classmethod
    @_cache
    def _models(cls) -> dict[str, Decoder]:
        from ..models.branch_suggestion import BranchSuggestion
        from ..models.suggestion_metadata import SuggestionMetadata

        return {
            "metadata": SuggestionMetadata.from_dict,
            "suggestions": _many(BranchSuggestion.from_dict),
        }
