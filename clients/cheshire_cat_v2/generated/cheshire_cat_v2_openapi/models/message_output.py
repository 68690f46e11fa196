from __future__ import annotations

from functools import cache as _cache
from typing import TYPE_CHECKING, ClassVar

from attrs import define as _attrs_define

from ..codec import Decoder
from ..codec import choice as _choice
from ..codec import many as _many
from ..model import Model

if TYPE_CHECKING:
    from ..models.audio_content import AudioContent
    from ..models.embedded_resource import EmbeddedResource
    from ..models.image_content import ImageContent
    from ..models.message_output_structured_content_type_0 import MessageOutputStructuredContentType0
    from ..models.resource_link import ResourceLink
    from ..models.text_content import TextContent
    from ..models.tool_call import ToolCall


@_attrs_define(eq=False, repr=False, slots=False)
class MessageOutput(Model):
    """MessageOutput"""

    content: list[AudioContent | EmbeddedResource | ImageContent | ResourceLink | TextContent]

    role: str

    structured_content: MessageOutputStructuredContentType0 | None

    text: str

    tool_call_id: None | str

    tool_calls: list[ToolCall] | None

    _names: ClassVar[dict[str, str]] = {
        "content": "content",
        "role": "role",
        "structured_content": "structuredContent",
        "text": "text",
        "tool_call_id": "tool_call_id",
        "tool_calls": "tool_calls",
    }

    @classmethod
    @_cache
    def _models(cls) -> dict[str, Decoder]:
        from ..models.audio_content import AudioContent
        from ..models.embedded_resource import EmbeddedResource
        from ..models.image_content import ImageContent
        from ..models.message_output_structured_content_type_0 import MessageOutputStructuredContentType0
        from ..models.resource_link import ResourceLink
        from ..models.text_content import TextContent
        from ..models.tool_call import ToolCall

        return {
            "content": _many(_choice(TextContent, ImageContent, AudioContent, ResourceLink, EmbeddedResource)),
            "structuredContent": MessageOutputStructuredContentType0.from_dict,
            "tool_calls": _many(ToolCall.from_dict),
        }
