from __future__ import annotations

from typing import ClassVar

from attrs import define as _attrs_define

from ..model import Model


@_attrs_define(eq=False, repr=False, slots=False)
class Checkpoint(Model):
    """A stored summary of a branch up to a message, in snake_case."""

    anchor_message_id: None | str
    """Id of the message up to which the branch is summed up."""

    branch_id: None | str

    conversation_id: str

    created_at: None | str
    """When it was created, as text (ISO 8601)."""

    id: None | str

    summary: None | str

    token_count: int | None

    _names: ClassVar[dict[str, str]] = {
        "anchor_message_id": "anchor_message_id",
        "branch_id": "branch_id",
        "conversation_id": "conversation_id",
        "created_at": "created_at",
        "id": "id",
        "summary": "summary",
        "token_count": "token_count",
    }
