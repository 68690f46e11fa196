from __future__ import annotations

from typing import ClassVar

from attrs import define as _attrs_define

from ..model import Model


@_attrs_define(eq=False, repr=False, slots=False)
class CreateCheckpointRequest(Model):
    """A checkpoint to be created."""

    anchor_message_id: str
    """Id of the message up to which the branch is summed up."""

    branch_id: str

    _names: ClassVar[dict[str, str]] = {
        "anchor_message_id": "anchorMessageId",
        "branch_id": "branchId",
    }
