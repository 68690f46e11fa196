from __future__ import annotations

from typing import ClassVar

from attrs import define as _attrs_define

from ..model import Model


@_attrs_define(eq=False, repr=False, slots=False)
class CamelCheckpoint(Model):
    """The same in camelCase (R4); its attributes have the same names."""

    id: None | str

    conversation_id: str

    branch_id: None | str

    anchor_message_id: None | str
    """Id of the message up to which the branch is summed up."""

    summary: None | str

    token_count: int | None

    created_at: None | str
    """When it was created, as text (ISO 8601)."""

    _names: ClassVar[dict[str, str]] = {
        "id": "id",
        "conversation_id": "conversationId",
        "branch_id": "branchId",
        "anchor_message_id": "anchorMessageId",
        "summary": "summary",
        "token_count": "tokenCount",
        "created_at": "createdAt",
    }
