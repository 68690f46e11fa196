from __future__ import annotations

from functools import cache as _cache
from typing import TYPE_CHECKING, ClassVar

from attrs import define as _attrs_define

from ..codec import Decoder
from ..codec import many as _many
from ..model import Model

if TYPE_CHECKING:
    from ..models.branch import Branch
    from ..models.message import Message


@_attrs_define(eq=False, repr=False, slots=False)
class Conversation(Model):
    """A conversation, sometimes with its messages and branches."""

    branches: list[Branch] | None

    created_at: None | str
    """When it was created, as text (ISO 8601)."""

    id: None | str

    messages: list[Message] | None

    model: None | str
    """The language model that answers in it."""

    title: None | str

    updated_at: None | str
    """When it was last changed, as text (ISO 8601)."""

    user_id: None | str

    message_count: int | None
    """How many messages it has."""

    branch_count: int | None
    """How many branches it has."""

    _names: ClassVar[dict[str, str]] = {
        "branches": "branches",
        "created_at": "createdAt",
        "id": "id",
        "messages": "messages",
        "model": "model",
        "title": "title",
        "updated_at": "updatedAt",
        "user_id": "userId",
        "message_count": "messageCount",
        "branch_count": "branchCount",
    }

    @classmethod
    @_cache
    def _models(cls) -> dict[str, Decoder]:
        from ..models.branch import Branch
        from ..models.message import Message

        return {
            "branches": _many(Branch.from_dict),
            "messages": _many(Message.from_dict),
        }
