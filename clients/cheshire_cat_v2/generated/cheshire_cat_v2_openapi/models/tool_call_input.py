from __future__ import annotations

from functools import cache as _cache
from typing import TYPE_CHECKING, ClassVar

from attrs import define as _attrs_define

from ..codec import Decoder
from ..model import Model
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.tool_call_input_args import ToolCallInputArgs


@_attrs_define(eq=False, repr=False, slots=False)
class ToolCallInput(Model):
    """What an agent called, as it goes back to the server."""

    id: str
    """Its id, which its result names."""

    name: str
    """Of the tool."""

    args: ToolCallInputArgs
    """What it was called with."""

    type: str | Unset = UNSET
    """The word `tool_call`."""

    _names: ClassVar[dict[str, str]] = {
        "id": "id",
        "name": "name",
        "args": "args",
        "type": "type",
    }
    _optional: ClassVar[frozenset[str]] = frozenset(
        {
            "type",
        }
    )

    @classmethod
    @_cache
    def _models(cls) -> dict[str, Decoder]:
        from ..models.tool_call_input_args import ToolCallInputArgs

        return {
            "args": ToolCallInputArgs.from_dict,
        }
