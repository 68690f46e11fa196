from __future__ import annotations

from functools import cache as _cache
from typing import TYPE_CHECKING, ClassVar

from attrs import define as _attrs_define

from ..codec import Decoder
from ..model import Model

if TYPE_CHECKING:
    from ..models.message_metadata import MessageMetadata


@_attrs_define(eq=False, repr=False, slots=False)
class Message(Model):
    """What one side said."""

    branch_id: None | str

    content: None | str

    conversation_id: None | str

    created_at: None | str
    """When it was said, as text (ISO 8601)."""

    id: None | str

    metadata: MessageMetadata | None

    role: None | str
    """Who said it, `user`, `assistant` or `system`."""

    token_count: int | None

    model: None | str
    """The language model that answered."""

    parent_message_id: None | str
    """Id of the message before it."""

    content_hash: None | str
    """SHA-256 of the compact JSON of v (1), role, content, model, parentMessageId, branchId and createdAt."""

    _names: ClassVar[dict[str, str]] = {
        "branch_id": "branchId",
        "content": "content",
        "conversation_id": "conversationId",
        "created_at": "createdAt",
        "id": "id",
        "metadata": "metadata",
        "role": "role",
        "token_count": "tokenCount",
        "model": "model",
        "parent_message_id": "parentMessageId",
        "content_hash": "contentHash",
    }

    @classmethod
    @_cache
    def _models(cls) -> dict[str, Decoder]:
        from ..models.message_metadata import MessageMetadata

        return {
            "metadata": MessageMetadata.from_dict,
        }
