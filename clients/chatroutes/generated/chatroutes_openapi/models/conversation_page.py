from __future__ import annotations

from functools import cache as _cache
from typing import TYPE_CHECKING, ClassVar

from attrs import define as _attrs_define

from ..codec import Decoder
from ..codec import many as _many
from ..model import Model

if TYPE_CHECKING:
    from ..models.conversation import Conversation


@_attrs_define(eq=False, repr=False, slots=False)
class ConversationPage(Model):
    """A page of conversations."""

    conversations: list[Conversation]

    has_next: bool | None
    """Whether there is another page."""

    limit: int | None
    """How many a page has."""

    page: int | None
    """Number of the page, from 1."""

    total: int | None
    """How many there are on all pages."""

    pages: int | None
    """How many pages there are."""

    _names: ClassVar[dict[str, str]] = {
        "conversations": "conversations",
        "has_next": "hasNext",
        "limit": "limit",
        "page": "page",
        "total": "total",
        "pages": "pages",
    }

    @classmethod
    @_cache
    def _models(cls) -> dict[str, Decoder]:
        from ..models.conversation import Conversation

        return {
            "conversations": _many(Conversation.from_dict),
        }
