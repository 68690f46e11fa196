from __future__ import annotations

from functools import cache as _cache
from typing import TYPE_CHECKING, ClassVar

from attrs import define as _attrs_define

from ..codec import Decoder
from ..codec import many as _many
from ..model import Model

if TYPE_CHECKING:
    from ..models.rag_reference_schema import RagReferenceSchema


@_attrs_define(eq=False, repr=False, slots=False)
class RagContextResponse(Model):
    """Code that a review should know of. Not observed, but read in the server (§3.1)."""

    enabled: bool
    """Whether the server looks for it."""

    focus_areas: list[str]
    """What to look at."""

    references: list[RagReferenceSchema]
    """Where to look."""

    _names: ClassVar[dict[str, str]] = {
        "enabled": "enabled",
        "focus_areas": "focus_areas",
        "references": "references",
    }

    @classmethod
    @_cache
    def _models(cls) -> dict[str, Decoder]:
        from ..models.rag_reference_schema import RagReferenceSchema

        return {
            "references": _many(RagReferenceSchema.from_dict),
        }
