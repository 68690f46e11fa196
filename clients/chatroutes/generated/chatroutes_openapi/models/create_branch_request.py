from __future__ import annotations

from typing import ClassVar

from attrs import define as _attrs_define

from ..codec import Decoder
from ..codec import member as _member
from ..model import Model
from ..models.create_branch_request_context_mode import CreateBranchRequestContextMode
from ..types import UNSET, Unset


@_attrs_define(eq=False, repr=False, slots=False)
class CreateBranchRequest(Model):
    """A branch to be created."""

    title: str

    base_node_id: None | str | Unset = UNSET
    """Id of what it begins after."""

    context_mode: CreateBranchRequestContextMode | Unset = UNSET
    """How much of what came before it begins with."""

    description: None | str | Unset = UNSET

    _names: ClassVar[dict[str, str]] = {
        "title": "title",
        "base_node_id": "baseNodeId",
        "context_mode": "contextMode",
        "description": "description",
    }
    _optional: ClassVar[frozenset[str]] = frozenset(
        {
            "baseNodeId",
            "contextMode",
            "description",
        }
    )
    _values: ClassVar[dict[str, Decoder]] = {
        "contextMode": _member(CreateBranchRequestContextMode),
    }
