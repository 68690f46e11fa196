from __future__ import annotations

from functools import cache as _cache
from typing import TYPE_CHECKING, ClassVar

from attrs import define as _attrs_define

from ..codec import Decoder
from ..model import Model

if TYPE_CHECKING:
    from ..models.memory_metadata import MemoryMetadata


@_attrs_define(eq=False, repr=False, slots=False)
class MemoryPoint(Model):
    """A point as it was stored. The list of points gives another shape, StoredPoint."""

    content: str
    """The text."""

    id: str
    """Its id, 32 hexadecimal digits without dashes."""

    vector: list[float]
    """The embedded text; as many numbers as the embedder has dimensions."""

    metadata: MemoryMetadata
    """What is stored beside a text: `source`, `when` and whatever was given with it. A piece of an HTML page has
    `title`; a tool in procedural memory has `type` and `trigger_type`."""

    _names: ClassVar[dict[str, str]] = {
        "content": "content",
        "id": "id",
        "vector": "vector",
        "metadata": "metadata",
    }

    @classmethod
    @_cache
    def _models(cls) -> dict[str, Decoder]:
        from ..models.memory_metadata import MemoryMetadata

        return {
            "metadata": MemoryMetadata.from_dict,
        }
