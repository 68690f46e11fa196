from __future__ import annotations

from typing import ClassVar

from attrs import define as _attrs_define

from ..model import Model
from ..types import UNSET, Unset


@_attrs_define(eq=False, repr=False, slots=False)
class RagContextRequest(Model):
    """What is looked for, and where."""

    query: str
    """What is looked for, 1 to 4000 characters."""

    max_results: int | None | Unset = UNSET
    """How many places at most, 1 to 50."""

    repositories: list[str] | None | Unset = UNSET
    """In which repositories; in all, without."""

    _names: ClassVar[dict[str, str]] = {
        "query": "query",
        "max_results": "max_results",
        "repositories": "repositories",
    }
    _optional: ClassVar[frozenset[str]] = frozenset(
        {
            "max_results",
            "repositories",
        }
    )
