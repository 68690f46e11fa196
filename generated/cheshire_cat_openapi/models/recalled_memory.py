from __future__ import annotations

from functools import cache as _cache
from typing import TYPE_CHECKING, ClassVar

from attrs import define as _attrs_define

from ..codec import Decoder
from ..model import Model

if TYPE_CHECKING:
    from ..models.memory_metadata import MemoryMetadata


@_attrs_define(eq=False, repr=False, slots=False)
class RecalledMemory(Model):
    """A memory that was found, with its vector."""

    id: str
    """Id of the point, 32 hexadecimal digits."""

    page_content: str
    """The text."""

    metadata: MemoryMetadata
    """What is stored beside a text: `source`, `when` and whatever was given with it. A piece of an HTML page has
    `title`; a tool in procedural memory has `type` and `trigger_type`."""

    type: str
    """Always `Document`."""

    score: float
    """Similarity to the query; the larger, the nearer. 1 is (nearly) the same text."""

    vector: list[float]
    """The embedded text; as many numbers as the embedder has dimensions."""

    _names: ClassVar[dict[str, str]] = {
        "id": "id",
        "page_content": "page_content",
        "metadata": "metadata",
        "type": "type",
        "score": "score",
        "vector": "vector",
    }

    @classmethod
    @_cache
    def _models(cls) -> dict[str, Decoder]:
        from ..models.memory_metadata import MemoryMetadata

        return {
            "metadata": MemoryMetadata.from_dict,
        }
