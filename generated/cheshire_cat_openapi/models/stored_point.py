from __future__ import annotations

from functools import cache as _cache
from typing import TYPE_CHECKING, Any, ClassVar

from attrs import define as _attrs_define

from ..codec import Decoder
from ..model import Model

if TYPE_CHECKING:
    from ..models.point_payload import PointPayload


@_attrs_define(eq=False, repr=False, slots=False)
class StoredPoint(Model):
    """A point as the vector store keeps it. A created point has another shape, MemoryPoint."""

    id: str
    """Its id, 32 hexadecimal digits without dashes."""

    payload: PointPayload
    """The text of a stored point, and what is stored beside it."""

    vector: list[float]
    """The embedded text; as many numbers as the embedder has dimensions."""

    shard_key: Any
    """A detail of the vector store; was None in every recording."""

    order_value: Any
    """A detail of the vector store; was None in every recording."""

    _names: ClassVar[dict[str, str]] = {
        "id": "id",
        "payload": "payload",
        "vector": "vector",
        "shard_key": "shard_key",
        "order_value": "order_value",
    }

    @classmethod
    @_cache
    def _models(cls) -> dict[str, Decoder]:
        from ..models.point_payload import PointPayload

        return {
            "payload": PointPayload.from_dict,
        }
