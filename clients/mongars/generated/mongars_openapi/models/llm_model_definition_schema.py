from __future__ import annotations

from functools import cache as _cache
from typing import TYPE_CHECKING, ClassVar

from attrs import define as _attrs_define

from ..codec import Decoder
from ..model import Model

if TYPE_CHECKING:
    from ..models.llm_model_definition_schema_parameters import LLMModelDefinitionSchemaParameters


@_attrs_define(eq=False, repr=False, slots=False)
class LLMModelDefinitionSchema(Model):
    """A model, and what it is used for."""

    auto_download: bool
    """Whether it is fetched when it is missing."""

    description: None | str
    """What it is, in words."""

    name: str
    """Its name, as the provider knows it."""

    parameters: LLMModelDefinitionSchemaParameters
    """What it is run with."""

    provider: str
    """Who runs it, such as `ollama`."""

    role: str
    """What it is used for, such as `general` or `coding`."""

    _names: ClassVar[dict[str, str]] = {
        "auto_download": "auto_download",
        "description": "description",
        "name": "name",
        "parameters": "parameters",
        "provider": "provider",
        "role": "role",
    }

    @classmethod
    @_cache
    def _models(cls) -> dict[str, Decoder]:
        from ..models.llm_model_definition_schema_parameters import LLMModelDefinitionSchemaParameters

        return {
            "parameters": LLMModelDefinitionSchemaParameters.from_dict,
        }
