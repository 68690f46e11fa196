from __future__ import annotations

from functools import cache as _cache
from typing import TYPE_CHECKING, ClassVar

from attrs import define as _attrs_define

from ..codec import Decoder
from ..model import Model

if TYPE_CHECKING:
    from ..models.json_object import JsonObject


@_attrs_define(eq=False, repr=False, slots=False)
class SavedProviderSettings(Model):
    """What the server stored for a language model, embedder or auth handler."""

    name: str
    """Its name, as in the path."""

    value: JsonObject
    """A JSON object whose keys are not fixed, as the server stores it."""

    _names: ClassVar[dict[str, str]] = {
        "name": "name",
        "value": "value",
    }

    @classmethod
    @_cache
    def _models(cls) -> dict[str, Decoder]:
        from ..models.json_object import JsonObject

        return {
            "value": JsonObject.from_dict,
        }
