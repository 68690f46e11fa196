from __future__ import annotations

from functools import cache as _cache
from typing import TYPE_CHECKING, ClassVar

from attrs import define as _attrs_define

from ..codec import Decoder
from ..model import Model

if TYPE_CHECKING:
    from ..models.llm_model_profile_summary import LLMModelProfileSummary


@_attrs_define(eq=False, repr=False, slots=False)
class LLMModelConfigurationResponse(Model):
    """Which language models are configured."""

    active_profile: str
    """Name of the profile in use."""

    available_profiles: list[str]
    """Names of all profiles."""

    profile: LLMModelProfileSummary
    """A profile, with its models."""

    _names: ClassVar[dict[str, str]] = {
        "active_profile": "active_profile",
        "available_profiles": "available_profiles",
        "profile": "profile",
    }

    @classmethod
    @_cache
    def _models(cls) -> dict[str, Decoder]:
        from ..models.llm_model_profile_summary import LLMModelProfileSummary

        return {
            "profile": LLMModelProfileSummary.from_dict,
        }
