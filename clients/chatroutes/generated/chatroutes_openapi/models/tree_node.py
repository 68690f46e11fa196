from __future__ import annotations

from functools import cache as _cache
from typing import TYPE_CHECKING, Any, ClassVar

from attrs import define as _attrs_define

from ..codec import Decoder
from ..model import Model

if TYPE_CHECKING:
    from ..models.tree_node_branch_info_type_0 import TreeNodeBranchInfoType0


@_attrs_define(eq=False, repr=False, slots=False)
class TreeNode(Model):
    """A message in the tree of a conversation."""

    branch_info: None | TreeNodeBranchInfoType0
    """What is known of the branch that begins with it."""

    content: None | str

    id: None | str

    role: None | str

    children: list[Any] | None
    """The nodes below it, as plain data of the same shape."""

    _names: ClassVar[dict[str, str]] = {
        "branch_info": "branchInfo",
        "content": "content",
        "id": "id",
        "role": "role",
        "children": "children",
    }

    @classmethod
    @_cache
    def _models(cls) -> dict[str, Decoder]:
        from ..models.tree_node_branch_info_type_0 import TreeNodeBranchInfoType0

        return {
            "branchInfo": TreeNodeBranchInfoType0.from_dict,
        }
