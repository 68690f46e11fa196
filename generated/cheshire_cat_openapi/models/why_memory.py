from __future__ import annotations

from functools import cache as _cache
from typing import TYPE_CHECKING, ClassVar

from attrs import define as _attrs_define

from ..codec import Decoder
from ..codec import many as _many
from ..model import Model

if TYPE_CHECKING:
    from ..models.recalled_document import RecalledDocument


@_attrs_define(eq=False, repr=False, slots=False)
class WhyMemory(Model):
    """The memories that were recalled for a turn, by collection, best match first."""

    episodic: list[RecalledDocument]
    """What this user said before."""

    declarative: list[RecalledDocument]
    """Pieces of uploaded documents."""

    procedural: list[RecalledDocument]
    """Tools and forms that seemed to fit."""

    _names: ClassVar[dict[str, str]] = {
        "episodic": "episodic",
        "declarative": "declarative",
        "procedural": "procedural",
    }

    @classmethod
    @_cache
    def _models(cls) -> dict[str, Decoder]:
        from ..models.recalled_document import RecalledDocument

        return {
            "episodic": _many(RecalledDocument.from_dict),
            "declarative": _many(RecalledDocument.from_dict),
            "procedural": _many(RecalledDocument.from_dict),
        }

    @classmethod
    @_cache
    def _additional_model(cls) -> Decoder:
        from ..models.recalled_document import RecalledDocument

        return _many(RecalledDocument.from_dict)
