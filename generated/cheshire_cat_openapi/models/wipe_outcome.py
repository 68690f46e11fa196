from __future__ import annotations

from attrs import define as _attrs_define

from ..model import Model


@_attrs_define(eq=False, repr=False, slots=False)
class WipeOutcome(Model):
    """Name of a collection -> True if it was wiped. Names only what was asked for."""

    def __getitem__(self, key: str) -> bool:
        value: bool = super().__getitem__(key)
        return value
