from __future__ import annotations

from typing import ClassVar

from attrs import define as _attrs_define

from ..model import Model


@_attrs_define(eq=False, repr=False, slots=False)
class WipedHistory(Model):
    """The answer to wiping the history."""

    deleted: bool
    """Always True."""

    _names: ClassVar[dict[str, str]] = {
        "deleted": "deleted",
    }
