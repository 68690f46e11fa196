from __future__ import annotations

from functools import cache as _cache
from typing import TYPE_CHECKING, ClassVar

from attrs import define as _attrs_define

from ..codec import Decoder
from ..model import Model
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.message import Message
    from ..models.usage import Usage


@_attrs_define(eq=False, repr=False, slots=False)
class TypedStreamChunk(Model):
    """One event of a stream, since 0.1.2."""

    type: str
    """What it is, `content` or `complete`; others are possible."""

    content: None | str | Unset = UNSET

    created: int | Unset = UNSET

    message: Message | None | Unset = UNSET

    model: None | str | Unset = UNSET

    usage: None | Unset | Usage = UNSET

    _names: ClassVar[dict[str, str]] = {
        "type": "type",
        "content": "content",
        "created": "created",
        "message": "message",
        "model": "model",
        "usage": "usage",
    }
    _optional: ClassVar[frozenset[str]] = frozenset(
        {
            "content",
            "created",
            "message",
            "model",
            "usage",
        }
    )

    @classmethod
    @_cache
    def _models(cls) -> dict[str, Decoder]:
        from ..models.message import Message
        from ..models.usage import Usage

        return {
            "message": Message.from_dict,
            "usage": Usage.from_dict,
        }
