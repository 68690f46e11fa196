from __future__ import annotations

from typing import ClassVar

from attrs import define as _attrs_define

from ..model import Model
from ..types import UNSET, Unset


@_attrs_define(eq=False, repr=False, slots=False)
class SuggestBranchesRequest(Model):
    """A text, and how to look through it."""

    text: str

    hybrid_detection: bool | Unset = False
    """Whether a language model looks through it too."""

    llm_api_key: None | str | Unset = UNSET
    """The key of that provider. A secret."""

    llm_model: None | str | Unset = UNSET
    """The language model that looks through it."""

    llm_provider: None | str | Unset = UNSET
    """Whose it is."""

    suggestions_count: int | Unset = 3
    """How many suggestions are wanted, from 1 to 10."""

    threshold: float | Unset = 0.7
    """How sure a suggestion must be, from 0 to 1."""

    _names: ClassVar[dict[str, str]] = {
        "text": "text",
        "hybrid_detection": "hybridDetection",
        "llm_api_key": "llmApiKey",
        "llm_model": "llmModel",
        "llm_provider": "llmProvider",
        "suggestions_count": "suggestionsCount",
        "threshold": "threshold",
    }
    _optional: ClassVar[frozenset[str]] = frozenset(
        {
            "hybridDetection",
            "llmApiKey",
            "llmModel",
            "llmProvider",
            "suggestionsCount",
            "threshold",
        }
    )
