from __future__ import annotations

from attrs import define as _attrs_define

from ..model import Model


@_attrs_define(eq=False, repr=False, slots=False)
class SuggestResponseScores(Model):
    """How well each fits."""

    def __getitem__(self, key: str) -> float:
        value: float = super().__getitem__(key)
        return value
