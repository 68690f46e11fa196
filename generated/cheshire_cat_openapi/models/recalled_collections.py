from __future__ import annotations

from functools import cache as _cache
from typing import TYPE_CHECKING, ClassVar

from attrs import define as _attrs_define

from ..codec import Decoder
from ..codec import many as _many
from ..model import Model

if TYPE_CHECKING:
    from ..models.recalled_memory import RecalledMemory


@_attrs_define(eq=False, repr=False, slots=False)
class RecalledCollections(Model):
    """The memories that were found, by collection, nearest first."""

    episodic: list[RecalledMemory]
    """What this user said."""

    declarative: list[RecalledMemory]
    """Pieces of documents."""

    procedural: list[RecalledMemory]
    """Tools and forms."""

    _names: ClassVar[dict[str, str]] = {
        "episodic": "episodic",
        "declarative": "declarative",
        "procedural": "procedural",
    }

    @classmethod
    @_cache
    def _models(cls) -> dict[str, Decoder]:
        from ..models.recalled_memory import RecalledMemory

        return {
            "episodic": _many(RecalledMemory.from_dict),
            "declarative": _many(RecalledMemory.from_dict),
            "procedural": _many(RecalledMemory.from_dict),
        }

    @classmethod
    @_cache
    def _additional_model(cls) -> Decoder:
        from ..models.recalled_memory import RecalledMemory

        return _many(RecalledMemory.from_dict)
