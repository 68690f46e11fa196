from __future__ import annotations

import datetime
from functools import cache as _cache
from typing import TYPE_CHECKING, ClassVar
from uuid import UUID

from attrs import define as _attrs_define

from ..codec import Decoder
from ..codec import as_uuid as _as_uuid
from ..codec import many as _many
from ..dates import as_datetime as _as_datetime
from ..model import Model

if TYPE_CHECKING:
    from ..models.chat_select_context import ChatSelectContext
    from ..models.message_output import MessageOutput


@_attrs_define(eq=False, repr=False, slots=False)
class ChatSelect(Model):
    """ChatSelect"""

    context: ChatSelectContext

    id: UUID

    messages: list[MessageOutput]

    name: str

    updated_at: datetime.datetime

    _names: ClassVar[dict[str, str]] = {
        "context": "context",
        "id": "id",
        "messages": "messages",
        "name": "name",
        "updated_at": "updated_at",
    }
    _values: ClassVar[dict[str, Decoder]] = {
        "id": _as_uuid,
        "updated_at": _as_datetime,
    }

    @classmethod
    @_cache
    def _models(cls) -> dict[str, Decoder]:
        from ..models.chat_select_context import ChatSelectContext
        from ..models.message_output import MessageOutput

        return {
            "context": ChatSelectContext.from_dict,
            "messages": _many(MessageOutput.from_dict),
        }
