from __future__ import annotations

from typing import ClassVar

from attrs import define as _attrs_define

from ..codec import Decoder
from ..codec import member as _member
from ..model import Model
from ..models.fork_conversation_request_context_mode import ForkConversationRequestContextMode
from ..types import UNSET, Unset


@_attrs_define(eq=False, repr=False, slots=False)
class ForkConversationRequest(Model):
    """A branch to be created after a message."""

    fork_point_message_id: str
    """Id of the message."""

    title: str

    context_mode: ForkConversationRequestContextMode | Unset = UNSET
    """How much of what came before it begins with."""

    _names: ClassVar[dict[str, str]] = {
        "fork_point_message_id": "forkPointMessageId",
        "title": "title",
        "context_mode": "contextMode",
    }
    _optional: ClassVar[frozenset[str]] = frozenset(
        {
            "contextMode",
        }
    )
    _values: ClassVar[dict[str, Decoder]] = {
        "contextMode": _member(ForkConversationRequestContextMode),
    }
