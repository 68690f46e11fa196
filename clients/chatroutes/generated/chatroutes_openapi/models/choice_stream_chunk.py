from __future__ import annotations

from functools import cache as _cache
from typing import TYPE_CHECKING, ClassVar

from attrs import define as _attrs_define

from ..codec import Decoder
from ..codec import many as _many
from ..model import Model
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.stream_chunk_choice import StreamChunkChoice


@_attrs_define(eq=False, repr=False, slots=False)
class ChoiceStreamChunk(Model):
    """One event of a stream, as 0.1.0 and 0.1.1 expect it."""

    choices: list[StreamChunkChoice]

    created: int | Unset = UNSET

    id: str | Unset = UNSET

    model: str | Unset = UNSET

    _names: ClassVar[dict[str, str]] = {
        "choices": "choices",
        "created": "created",
        "id": "id",
        "model": "model",
    }
    _optional: ClassVar[frozenset[str]] = frozenset(
        {
            "created",
            "id",
            "model",
        }
    )

    @classmethod
    @_cache
    def _models(cls) -> dict[str, Decoder]:
        from ..models.stream_chunk_choice import StreamChunkChoice

        return {
            "choices": _many(StreamChunkChoice.from_dict),
        }
