from __future__ import annotations

from functools import cache as _cache
from typing import TYPE_CHECKING

from attrs import define as _attrs_define

from ..codec import Decoder
from ..model import Model

if TYPE_CHECKING:
    from ..models.llm_model_definition_schema import LLMModelDefinitionSchema


@_attrs_define(eq=False, repr=False, slots=False)
class LLMModelProfileSummaryModels(Model):
    """Role and model."""

    @classmethod
    @_cache
    def _additional_model(cls) -> Decoder:
        from ..models.llm_model_definition_schema import LLMModelDefinitionSchema

        return LLMModelDefinitionSchema.from_dict

    def __getitem__(self, key: str) -> LLMModelDefinitionSchema:
        value: LLMModelDefinitionSchema = super().__getitem__(key)
        return value
