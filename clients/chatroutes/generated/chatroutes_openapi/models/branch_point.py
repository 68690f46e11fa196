from __future__ import annotations

from typing import ClassVar

from attrs import define as _attrs_define

from ..model import Model


@_attrs_define(eq=False, repr=False, slots=False)
class BranchPoint(Model):
    """A part of the text, as positions of characters."""

    end: int

    start: int

    _names: ClassVar[dict[str, str]] = {
        "end": "end",
        "start": "start",
    }
