from __future__ import annotations

from functools import cache as _cache
from typing import TYPE_CHECKING, ClassVar

from attrs import define as _attrs_define

from ..codec import Decoder
from ..model import Model
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.stream_chunk_delta import StreamChunkDelta


@_attrs_define(eq=False, repr=False, slots=False)
class StreamChunkChoice(Model):
    """A part of an answer, and whether it is the last."""

    delta: StreamChunkDelta | Unset = UNSET
    """A part of an answer."""

    finish_reason: None | str | Unset = UNSET

    index: int | Unset = UNSET

    _names: ClassVar[dict[str, str]] = {
        "delta": "delta",
        "finish_reason": "finish_reason",
        "index": "index",
    }
    _optional: ClassVar[frozenset[str]] = frozenset(
        {
            "delta",
            "finish_reason",
            "index",
        }
    )

    @classmethod
    @_cache
    def _models(cls) -> dict[str, Decoder]:
        from ..models.stream_chunk_delta import StreamChunkDelta

        return {
            "delta": StreamChunkDelta.from_dict,
        }
