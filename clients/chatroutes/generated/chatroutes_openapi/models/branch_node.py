from __future__ import annotations

from functools import cache as _cache
from typing import TYPE_CHECKING, Any, ClassVar

from attrs import define as _attrs_define

from ..codec import Decoder
from ..model import Model

if TYPE_CHECKING:
    from ..models.branch import Branch


@_attrs_define(eq=False, repr=False, slots=False)
class BranchNode(Model):
    """A branch in the tree of a conversation."""

    branch: Branch
    """One line of a conversation."""

    children: list[Any] | None
    """The nodes below it, as plain data of the same shape."""

    _names: ClassVar[dict[str, str]] = {
        "branch": "branch",
        "children": "children",
    }

    @classmethod
    @_cache
    def _models(cls) -> dict[str, Decoder]:
        from ..models.branch import Branch

        return {
            "branch": Branch.from_dict,
        }
