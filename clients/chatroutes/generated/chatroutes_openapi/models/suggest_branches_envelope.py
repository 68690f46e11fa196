from __future__ import annotations

from functools import cache as _cache
from typing import TYPE_CHECKING, Any, ClassVar

from attrs import define as _attrs_define

from ..codec import Decoder
from ..model import Model

if TYPE_CHECKING:
    from ..models.suggest_branches_response import SuggestBranchesResponse


@_attrs_define(eq=False, repr=False, slots=False)
class SuggestBranchesEnvelope(Model):
    """A result, and whether there is one."""

    data: SuggestBranchesResponse
    """Where a text could branch."""

    error: Any
    """What is wrong, where `message` is missing."""

    message: None | str
    """What is wrong, if it was not done."""

    success: bool | None
    """Whether it was done; status 200 comes with false as well (§1)."""

    _names: ClassVar[dict[str, str]] = {
        "data": "data",
        "error": "error",
        "message": "message",
        "success": "success",
    }

    @classmethod
    @_cache
    def _models(cls) -> dict[str, Decoder]:
        from ..models.suggest_branches_response import SuggestBranchesResponse

        return {
            "data": SuggestBranchesResponse.from_dict,
        }
