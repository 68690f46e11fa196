from __future__ import annotations

from functools import cache as _cache
from typing import TYPE_CHECKING, ClassVar

from attrs import define as _attrs_define

from ..codec import Decoder
from ..model import Model
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.point_metadata import PointMetadata


@_attrs_define(eq=False, repr=False, slots=False)
class MemoryPointBase(Model):
    """A text to be stored, and what to store beside it."""

    content: str
    """The text; may be empty."""

    metadata: PointMetadata | Unset = UNSET
    """What to store beside a text: any keys. `source` and `when` are added by the server where they are missing or
    empty; give them only to set them yourself."""

    _names: ClassVar[dict[str, str]] = {
        "content": "content",
        "metadata": "metadata",
    }
    _optional: ClassVar[frozenset[str]] = frozenset(
        {
            "metadata",
        }
    )

    @classmethod
    @_cache
    def _models(cls) -> dict[str, Decoder]:
        from ..models.point_metadata import PointMetadata

        return {
            "metadata": PointMetadata.from_dict,
        }
