from __future__ import annotations

from typing import ClassVar

from attrs import define as _attrs_define

from ..model import Model


@_attrs_define(eq=False, repr=False, slots=False)
class SpeechSegmentSchema(Model):
    """A piece of an answer, as it could be spoken."""

    estimated_duration: float
    """How many seconds it takes to say."""

    pause_after: float
    """How many seconds of silence follow."""

    text: str
    """The piece."""

    _names: ClassVar[dict[str, str]] = {
        "estimated_duration": "estimated_duration",
        "pause_after": "pause_after",
        "text": "text",
    }
