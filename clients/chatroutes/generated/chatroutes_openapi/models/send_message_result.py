from __future__ import annotations

from functools import cache as _cache
from typing import TYPE_CHECKING, ClassVar

from attrs import define as _attrs_define

from ..codec import Decoder
from ..model import Model

if TYPE_CHECKING:
    from ..models.message import Message
    from ..models.usage import Usage


@_attrs_define(eq=False, repr=False, slots=False)
class SendMessageResult(Model):
    """What came of a message: `message`, `usage` and `model`, or, as SDK 0.1.0 has it, `userMessage` and
    `assistantMessage` (§1, R3)."""

    assistant_message: Message | None

    message: Message | None

    model: None | str
    """The language model that answered."""

    usage: None | Usage

    user_message: Message | None

    _names: ClassVar[dict[str, str]] = {
        "assistant_message": "assistantMessage",
        "message": "message",
        "model": "model",
        "usage": "usage",
        "user_message": "userMessage",
    }

    @classmethod
    @_cache
    def _models(cls) -> dict[str, Decoder]:
        from ..models.message import Message
        from ..models.usage import Usage

        return {
            "assistantMessage": Message.from_dict,
            "message": Message.from_dict,
            "usage": Usage.from_dict,
            "userMessage": Message.from_dict,
        }
