from __future__ import annotations

from functools import cache as _cache
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from attrs import define as _attrs_define

from ..codec import Decoder
from ..model import Model

if TYPE_CHECKING:
    from ..models.tool_call_args import ToolCallArgs


@_attrs_define(eq=False, repr=False, slots=False)
class ToolCall(Model):
    """ToolCall"""

    args: ToolCallArgs

    id: str

    name: str

    type: Literal["tool_call"] | None

    _names: ClassVar[dict[str, str]] = {
        "args": "args",
        "id": "id",
        "name": "name",
        "type": "type",
    }
    _constants: ClassVar[dict[str, tuple[Any, ...]]] = {
        "type": ("tool_call",),
    }

    @classmethod
    @_cache
    def _models(cls) -> dict[str, Decoder]:
        from ..models.tool_call_args import ToolCallArgs

        return {
            "args": ToolCallArgs.from_dict,
        }
