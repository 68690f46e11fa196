from __future__ import annotations

import datetime
from functools import cache as _cache
from typing import TYPE_CHECKING, ClassVar

from attrs import define as _attrs_define

from ..codec import Decoder
from ..codec import many as _many
from ..dates import as_datetime as _as_datetime
from ..model import Model

if TYPE_CHECKING:
    from ..models.speech_segment_schema import SpeechSegmentSchema


@_attrs_define(eq=False, repr=False, slots=False)
class SpeechTurnSchema(Model):
    """An answer as it could be spoken."""

    average_words_per_second: float
    """How fast it is spoken; seen as 2.75 (M8)."""

    created_at: datetime.datetime
    """When it was made."""

    segments: list[SpeechSegmentSchema]
    """The text in pieces, at the ends of sentences."""

    tempo: float
    """By what the speed is multiplied; seen as 1.0 (M8)."""

    text: str
    """The whole text."""

    turn_id: str
    """Id of the turn; the event of this answer has the same (M1)."""

    _names: ClassVar[dict[str, str]] = {
        "average_words_per_second": "average_words_per_second",
        "created_at": "created_at",
        "segments": "segments",
        "tempo": "tempo",
        "text": "text",
        "turn_id": "turn_id",
    }
    _values: ClassVar[dict[str, Decoder]] = {
        "created_at": _as_datetime,
    }

    @classmethod
    @_cache
    def _models(cls) -> dict[str, Decoder]:
        from ..models.speech_segment_schema import SpeechSegmentSchema

        return {
            "segments": _many(SpeechSegmentSchema.from_dict),
        }
