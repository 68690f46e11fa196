from __future__ import annotations

from functools import cache as _cache
from typing import TYPE_CHECKING, ClassVar

from attrs import define as _attrs_define

from ..codec import Decoder
from ..codec import many as _many
from ..model import Model

if TYPE_CHECKING:
    from ..models.history_message import HistoryMessage


@_attrs_define(eq=False, repr=False, slots=False)
class ConversationHistory(Model):
    """The latest messages between a user and the Cat."""

    history: list[HistoryMessage]
    """At most 20 messages, oldest first, human and AI."""

    _names: ClassVar[dict[str, str]] = {
        "history": "history",
    }

    @classmethod
    @_cache
    def _models(cls) -> dict[str, Decoder]:
        from ..models.history_message import HistoryMessage

        return {
            "history": _many(HistoryMessage.from_dict),
        }
