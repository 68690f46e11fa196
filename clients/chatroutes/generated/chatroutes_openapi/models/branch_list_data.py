from __future__ import annotations

from functools import cache as _cache
from typing import TYPE_CHECKING, ClassVar

from attrs import define as _attrs_define

from ..codec import Decoder
from ..codec import many as _many
from ..model import Model

if TYPE_CHECKING:
    from ..models.branch import Branch


@_attrs_define(eq=False, repr=False, slots=False)
class BranchListData(Model):
    """What is wrapped."""

    branches: list[Branch] | None

    _names: ClassVar[dict[str, str]] = {
        "branches": "branches",
    }

    @classmethod
    @_cache
    def _models(cls) -> dict[str, Decoder]:
        from ..models.branch import Branch

        return {
            "branches": _many(Branch.from_dict),
        }
