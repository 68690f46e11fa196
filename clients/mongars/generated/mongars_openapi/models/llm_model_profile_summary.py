from __future__ import annotations

from functools import cache as _cache
from typing import TYPE_CHECKING, ClassVar

from attrs import define as _attrs_define

from ..codec import Decoder
from ..model import Model

if TYPE_CHECKING:
    from ..models.llm_model_profile_summary_models import LLMModelProfileSummaryModels


@_attrs_define(eq=False, repr=False, slots=False)
class LLMModelProfileSummary(Model):
    """A profile, with its models."""

    models: LLMModelProfileSummaryModels
    """Role and model."""

    name: str
    """Its name."""

    _names: ClassVar[dict[str, str]] = {
        "models": "models",
        "name": "name",
    }

    @classmethod
    @_cache
    def _models(cls) -> dict[str, Decoder]:
        from ..models.llm_model_profile_summary_models import LLMModelProfileSummaryModels

        return {
            "models": LLMModelProfileSummaryModels.from_dict,
        }
