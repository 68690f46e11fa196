from __future__ import annotations

from typing import ClassVar

from attrs import define as _attrs_define

from ..model import Model


@_attrs_define(eq=False, repr=False, slots=False)
class MemoryCollection(Model):
    """A collection of the vector memory."""

    name: str
    """Its name, to be used as `collection_id`."""

    vectors_count: int
    """How many points it holds, of all users."""

    _names: ClassVar[dict[str, str]] = {
        "name": "name",
        "vectors_count": "vectors_count",
    }
