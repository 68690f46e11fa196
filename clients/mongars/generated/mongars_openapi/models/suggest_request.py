from __future__ import annotations

from typing import ClassVar

from attrs import define as _attrs_define

from ..model import Model
from ..types import UNSET, Unset


@_attrs_define(eq=False, repr=False, slots=False)
class SuggestRequest(Model):
    """A text, and what could be done with it."""

    prompt: str
    """The text, 1 to 8000 characters."""

    actions: list[str] | None | Unset = UNSET
    """What could be done; `code`, `summarize` and `explain`, without."""

    _names: ClassVar[dict[str, str]] = {
        "prompt": "prompt",
        "actions": "actions",
    }
    _optional: ClassVar[frozenset[str]] = frozenset(
        {
            "actions",
        }
    )
