from __future__ import annotations

from typing import ClassVar

from attrs import define as _attrs_define

from ..model import Model


@_attrs_define(eq=False, repr=False, slots=False)
class Branch(Model):
    """One line of a conversation."""

    context_mode: None | str
    """How much of what came before it began with, `FULL`, `PARTIAL` or `MINIMAL`."""

    conversation_id: None | str

    created_at: None | str
    """When it was created, as text (ISO 8601)."""

    fork_point_message_id: None | str

    id: None | str

    is_active: bool | None

    is_main: bool | None

    message_count: int | None

    parent_branch_id: None | str

    title: None | str

    updated_at: None | str
    """When it was last changed, as text (ISO 8601)."""

    _names: ClassVar[dict[str, str]] = {
        "context_mode": "contextMode",
        "conversation_id": "conversationId",
        "created_at": "createdAt",
        "fork_point_message_id": "forkPointMessageId",
        "id": "id",
        "is_active": "isActive",
        "is_main": "isMain",
        "message_count": "messageCount",
        "parent_branch_id": "parentBranchId",
        "title": "title",
        "updated_at": "updatedAt",
    }
