from __future__ import annotations

from functools import cache as _cache
from typing import TYPE_CHECKING, Any, ClassVar

from attrs import define as _attrs_define

from ..codec import Decoder
from ..model import Model

if TYPE_CHECKING:
    from ..models.branch_list_data import BranchListData


@_attrs_define(eq=False, repr=False, slots=False)
class BranchListEnvelope(Model):
    """A result, and whether there is one."""

    data: BranchListData | None

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
        from ..models.branch_list_data import BranchListData

        return {
            "data": BranchListData.from_dict,
        }
