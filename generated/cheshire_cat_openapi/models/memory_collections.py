from __future__ import annotations

from functools import cache as _cache
from typing import TYPE_CHECKING, ClassVar

from attrs import define as _attrs_define

from ..codec import Decoder
from ..codec import many as _many
from ..model import Model

if TYPE_CHECKING:
    from ..models.memory_collection import MemoryCollection


@_attrs_define(eq=False, repr=False, slots=False)
class MemoryCollections(Model):
    """The collections of the vector memory."""

    collections: list[MemoryCollection]
    """One item per collection; episodic, declarative and procedural."""

    _names: ClassVar[dict[str, str]] = {
        "collections": "collections",
    }

    @classmethod
    @_cache
    def _models(cls) -> dict[str, Decoder]:
        from ..models.memory_collection import MemoryCollection

        return {
            "collections": _many(MemoryCollection.from_dict),
        }
