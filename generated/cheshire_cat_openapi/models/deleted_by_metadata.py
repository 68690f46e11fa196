from __future__ import annotations

from typing import Any, ClassVar

from attrs import define as _attrs_define

from ..model import Model


@_attrs_define(eq=False, repr=False, slots=False)
class DeletedByMetadata(Model):
    """The answer to a deletion by metadata. It does not tell what was deleted."""

    deleted: list[Any]
    """Always empty, whatever was deleted (D5c)."""

    _names: ClassVar[dict[str, str]] = {
        "deleted": "deleted",
    }
