from __future__ import annotations

from typing import ClassVar

from attrs import define as _attrs_define

from ..model import Model
from ..types import UNSET, Unset


@_attrs_define(eq=False, repr=False, slots=False)
class UpdateBranchRequest(Model):
    """What shall change about a branch; only `title` is known (§10)."""

    title: str | Unset = UNSET

    _names: ClassVar[dict[str, str]] = {
        "title": "title",
    }
    _optional: ClassVar[frozenset[str]] = frozenset(
        {
            "title",
        }
    )
