from __future__ import annotations

from functools import cache as _cache
from typing import TYPE_CHECKING, ClassVar

from attrs import define as _attrs_define

from ..codec import Decoder
from ..codec import choice as _choice
from ..codec import many as _many
from ..model import Model

if TYPE_CHECKING:
    from ..models.branch import Branch
    from ..models.branch_node import BranchNode
    from ..models.conversation import Conversation
    from ..models.conversation_tree_metadata import ConversationTreeMetadata
    from ..models.tree_node import TreeNode


@_attrs_define(eq=False, repr=False, slots=False)
class ConversationTree(Model):
    """A conversation as a tree, in one of three shapes: `tree` with `metadata`, `branches` with `mainBranch`, or
    `branches` that hold their children (R2)."""

    conversation: Conversation | None

    metadata: ConversationTreeMetadata | None

    tree: None | TreeNode

    branches: list[Branch | BranchNode] | None
    """The branches; in the third shape each stands in a node, with those that begin in it."""

    main_branch: Branch | None

    _names: ClassVar[dict[str, str]] = {
        "conversation": "conversation",
        "metadata": "metadata",
        "tree": "tree",
        "branches": "branches",
        "main_branch": "mainBranch",
    }

    @classmethod
    @_cache
    def _models(cls) -> dict[str, Decoder]:
        from ..models.branch import Branch
        from ..models.branch_node import BranchNode
        from ..models.conversation import Conversation
        from ..models.conversation_tree_metadata import ConversationTreeMetadata
        from ..models.tree_node import TreeNode

        return {
            "conversation": Conversation.from_dict,
            "metadata": ConversationTreeMetadata.from_dict,
            "tree": TreeNode.from_dict,
            "branches": _many(_choice(BranchNode, Branch)),
            "mainBranch": Branch.from_dict,
        }
