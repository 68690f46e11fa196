from __future__ import annotations

from typing import ClassVar

from attrs import define as _attrs_define

from ..model import Model


@_attrs_define(eq=False, repr=False, slots=False)
class ConversationTreeMetadata(Model):
    """How large a tree is."""

    max_depth: int | None

    total_branches: int | None

    total_nodes: int | None

    _names: ClassVar[dict[str, str]] = {
        "max_depth": "maxDepth",
        "total_branches": "totalBranches",
        "total_nodes": "totalNodes",
    }
