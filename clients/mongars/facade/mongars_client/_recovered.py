"""The answer of a chat whose reply was lost."""

from __future__ import annotations

from math import nan

from mongars_client.events import ChatMessage
from mongars_openapi.models import ChatResponse


class RecoveredChat(ChatResponse):
    """The answer of a chat whose HTTP reply was lost, as the event socket told it (CONTRACT M2).

    `confidence` and `processing_time` are NaN, for the event has none: whether the generation has failed is not known.
    """

    @classmethod
    def of(cls, event: ChatMessage) -> RecoveredChat:
        """Return what an event tells of an answer."""
        turn = event.data.get("speech_turn") if event.speech_turn is not None else None
        silent = {
            "turn_id": "",
            "text": event.response,
            "created_at": event.timestamp.isoformat(),
            "segments": [],
            "average_words_per_second": 0.0,
            "tempo": 0.0,
        }
        return cls.from_dict(
            {"response": event.response, "confidence": nan, "processing_time": nan, "speech_turn": turn or silent}
        )


RecoveredChat.__module__ = "mongars_client"
