from __future__ import annotations

from typing import ClassVar

from attrs import define as _attrs_define

from ..model import Model


@_attrs_define(eq=False, repr=False, slots=False)
class DeletedItem(Model):
    """What was deleted."""

    deleted: str
    """The id, as it was in the path."""

    _names: ClassVar[dict[str, str]] = {
        "deleted": "deleted",
    }
