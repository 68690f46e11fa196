from __future__ import annotations

from functools import cache as _cache
from typing import TYPE_CHECKING, ClassVar

from attrs import define as _attrs_define

from ..codec import Decoder
from ..codec import many as _many
from ..model import Model

if TYPE_CHECKING:
    from ..models.stored_point import StoredPoint


@_attrs_define(eq=False, repr=False, slots=False)
class PointsPage(Model):
    """Some points of a collection, and where the next ones begin."""

    points: list[StoredPoint]
    """At most `limit` points, ordered by id."""

    next_offset: None | str
    """The `offset` of the next page; None after the last one."""

    _names: ClassVar[dict[str, str]] = {
        "points": "points",
        "next_offset": "next_offset",
    }

    @classmethod
    @_cache
    def _models(cls) -> dict[str, Decoder]:
        from ..models.stored_point import StoredPoint

        return {
            "points": _many(StoredPoint.from_dict),
        }
