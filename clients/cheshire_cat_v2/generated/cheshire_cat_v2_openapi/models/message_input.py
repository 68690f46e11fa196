from __future__ import annotations

from functools import cache as _cache
from typing import TYPE_CHECKING, ClassVar

from attrs import define as _attrs_define

from ..codec import Decoder
from ..codec import many as _many
from ..model import Model
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.content_block_input import ContentBlockInput
    from ..models.message_input_structured_content_type_0 import MessageInputStructuredContentType0
    from ..models.tool_call_input import ToolCallInput


@_attrs_define(eq=False, repr=False, slots=False)
class MessageInput(Model):
    """MessageInput"""

    content: list[ContentBlockInput]

    role: str

    structured_content: MessageInputStructuredContentType0 | None | Unset = UNSET

    tool_call_id: None | str | Unset = UNSET

    tool_calls: list[ToolCallInput] | Unset = UNSET

    _names: ClassVar[dict[str, str]] = {
        "content": "content",
        "role": "role",
        "structured_content": "structuredContent",
        "tool_call_id": "tool_call_id",
        "tool_calls": "tool_calls",
    }
    _optional: ClassVar[frozenset[str]] = frozenset(
        {
            "structuredContent",
            "tool_call_id",
            "tool_calls",
        }
    )

    @classmethod
    @_cache
    def _models(cls) -> dict[str, Decoder]:
        from ..models.content_block_input import ContentBlockInput
        from ..models.message_input_structured_content_type_0 import MessageInputStructuredContentType0
        from ..models.tool_call_input import ToolCallInput

        return {
            "content": _many(ContentBlockInput.from_dict),
            "structuredContent": MessageInputStructuredContentType0.from_dict,
            "tool_calls": _many(ToolCallInput.from_dict),
        }
