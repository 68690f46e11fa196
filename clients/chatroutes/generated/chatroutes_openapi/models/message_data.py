from __future__ import annotations

from functools import cache as _cache
from typing import TYPE_CHECKING, ClassVar

from attrs import define as _attrs_define

from ..codec import Decoder
from ..model import Model

if TYPE_CHECKING:
    from ..models.message import Message


@_attrs_define(eq=False, repr=False, slots=False)
class MessageData(Model):
    """What is wrapped."""

    message: Message | None

    _names: ClassVar[dict[str, str]] = {
        "message": "message",
    }

    @classmethod
    @_cache
    def _models(cls) -> dict[str, Decoder]:
        from ..models.message import Message

        return {
            "message": Message.from_dict,
        }
