from __future__ import annotations

from functools import cache as _cache
from typing import TYPE_CHECKING, ClassVar

from attrs import define as _attrs_define

from ..codec import Decoder
from ..model import Model

if TYPE_CHECKING:
    from ..models.conversation import Conversation


@_attrs_define(eq=False, repr=False, slots=False)
class ConversationData(Model):
    """What is wrapped."""

    conversation: Conversation | None

    _names: ClassVar[dict[str, str]] = {
        "conversation": "conversation",
    }

    @classmethod
    @_cache
    def _models(cls) -> dict[str, Decoder]:
        from ..models.conversation import Conversation

        return {
            "conversation": Conversation.from_dict,
        }
