from __future__ import annotations

from functools import cache as _cache
from typing import TYPE_CHECKING, ClassVar

from attrs import define as _attrs_define

from ..codec import Decoder
from ..model import Model

if TYPE_CHECKING:
    from ..models.json_object import JsonObject
    from ..models.json_schema import JsonSchema


@_attrs_define(eq=False, repr=False, slots=False)
class ProviderSettings(Model):
    """A language model, embedder or auth handler that can be chosen, and what is stored for it."""

    name: str
    """Its name, to be used in the path, such as `LLMOpenAIChatConfig`."""

    value: JsonObject
    """A JSON object whose keys are not fixed, as the server stores it."""

    schema: JsonSchema
    """A JSON Schema: `properties`, `required`, `title` and so on. The server does not apply it (D9, D9c): what is
    stored may lack what is required, and defaults are only suggestions for a form. Empty for a plugin without
    settings. Of language models and embedders it also holds `humanReadableName`, `link` and, again, the name."""

    _names: ClassVar[dict[str, str]] = {
        "name": "name",
        "value": "value",
        "schema": "schema",
    }

    @classmethod
    @_cache
    def _models(cls) -> dict[str, Decoder]:
        from ..models.json_object import JsonObject
        from ..models.json_schema import JsonSchema

        return {
            "value": JsonObject.from_dict,
            "schema": JsonSchema.from_dict,
        }
