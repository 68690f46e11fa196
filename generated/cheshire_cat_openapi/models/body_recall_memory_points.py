from __future__ import annotations

from functools import cache as _cache
from typing import TYPE_CHECKING, ClassVar

from attrs import define as _attrs_define

from ..codec import Decoder
from ..model import Model
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.metadata_filter import MetadataFilter


@_attrs_define(eq=False, repr=False, slots=False)
class BodyRecallMemoryPoints(Model):
    """What to recall."""

    text: str
    """The text to which memories shall be near."""

    k: int | Unset = 100
    """How many memories to give at most, of each collection."""

    metadata: MetadataFilter | Unset = UNSET
    """Metadata that a point must have: every key must match. Values are strings, whole numbers or booleans; a list
    asks for all of its items. A number with a fraction makes the server fail (500)."""

    _names: ClassVar[dict[str, str]] = {
        "text": "text",
        "k": "k",
        "metadata": "metadata",
    }
    _optional: ClassVar[frozenset[str]] = frozenset(
        {
            "k",
            "metadata",
        }
    )

    @classmethod
    @_cache
    def _models(cls) -> dict[str, Decoder]:
        from ..models.metadata_filter import MetadataFilter

        return {
            "metadata": MetadataFilter.from_dict,
        }
