from __future__ import annotations

from functools import cache as _cache
from typing import TYPE_CHECKING, ClassVar

from attrs import define as _attrs_define

from ..codec import Decoder
from ..model import Model

if TYPE_CHECKING:
    from ..models.speech_turn_schema import SpeechTurnSchema


@_attrs_define(eq=False, repr=False, slots=False)
class ChatResponse(Model):
    """An answer."""

    confidence: float
    """Words by 512, 1 at most; exactly 0.0 where the generation failed (§1, M6, M7)."""

    processing_time: float
    """How many seconds it took."""

    response: str
    """The text, as HTML that the server has cleaned (§3.1)."""

    speech_turn: SpeechTurnSchema
    """An answer as it could be spoken."""

    _names: ClassVar[dict[str, str]] = {
        "confidence": "confidence",
        "processing_time": "processing_time",
        "response": "response",
        "speech_turn": "speech_turn",
    }

    @classmethod
    @_cache
    def _models(cls) -> dict[str, Decoder]:
        from ..models.speech_turn_schema import SpeechTurnSchema

        return {
            "speech_turn": SpeechTurnSchema.from_dict,
        }
