from __future__ import annotations

from functools import cache as _cache
from typing import TYPE_CHECKING, ClassVar

from attrs import define as _attrs_define

from ..codec import Decoder
from ..model import Model

if TYPE_CHECKING:
    from ..models.suggest_response_scores import SuggestResponseScores


@_attrs_define(eq=False, repr=False, slots=False)
class SuggestResponse(Model):
    """Actions that fit a text."""

    actions: list[str]
    """The actions, the best first."""

    model: str
    """What has judged, `neurones`."""

    scores: SuggestResponseScores
    """How well each fits."""

    _names: ClassVar[dict[str, str]] = {
        "actions": "actions",
        "model": "model",
        "scores": "scores",
    }

    @classmethod
    @_cache
    def _models(cls) -> dict[str, Decoder]:
        from ..models.suggest_response_scores import SuggestResponseScores

        return {
            "scores": SuggestResponseScores.from_dict,
        }
