from __future__ import annotations

from functools import cache as _cache
from typing import TYPE_CHECKING, ClassVar

from attrs import define as _attrs_define

from ..codec import Decoder
from ..model import Model

if TYPE_CHECKING:
    from ..models.recalled_collections import RecalledCollections


@_attrs_define(eq=False, repr=False, slots=False)
class RecallVectors(Model):
    """What was found, and with which embedder."""

    embedder: str
    """Class name of the embedder in use, such as `DumbEmbedder`. Not the name that its settings have."""

    collections: RecalledCollections
    """The memories that were found, by collection, nearest first."""

    _names: ClassVar[dict[str, str]] = {
        "embedder": "embedder",
        "collections": "collections",
    }

    @classmethod
    @_cache
    def _models(cls) -> dict[str, Decoder]:
        from ..models.recalled_collections import RecalledCollections

        return {
            "collections": RecalledCollections.from_dict,
        }
