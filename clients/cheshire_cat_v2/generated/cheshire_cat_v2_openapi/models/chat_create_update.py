from __future__ import annotations

from functools import cache as _cache
from typing import TYPE_CHECKING, ClassVar

from attrs import define as _attrs_define

from ..codec import Decoder
from ..codec import many as _many
from ..model import Model
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.chat_create_update_context import ChatCreateUpdateContext
    from ..models.message_input import MessageInput


@_attrs_define(eq=False, repr=False, slots=False)
class ChatCreateUpdate(Model):
    """ChatCreateUpdate"""

    context: ChatCreateUpdateContext | Unset = UNSET

    messages: list[MessageInput] | Unset = UNSET

    name: str | Unset = "No name"

    _names: ClassVar[dict[str, str]] = {
        "context": "context",
        "messages": "messages",
        "name": "name",
    }
    _optional: ClassVar[frozenset[str]] = frozenset(
        {
            "context",
            "messages",
            "name",
        }
    )

    @classmethod
    @_cache
    def _models(cls) -> dict[str, Decoder]:
        from ..models.chat_create_update_context import ChatCreateUpdateContext
        from ..models.message_input import MessageInput

        return {
            "context": ChatCreateUpdateContext.from_dict,
            "messages": _many(MessageInput.from_dict),
        }
