from __future__ import annotations

from typing import ClassVar

from attrs import define as _attrs_define

from ..model import Model
from ..types import UNSET, Unset


@_attrs_define(eq=False, repr=False, slots=False)
class StreamChunkDelta(Model):
    """A part of an answer."""

    content: None | str | Unset = UNSET

    role: None | str | Unset = UNSET

    _names: ClassVar[dict[str, str]] = {
        "content": "content",
        "role": "role",
    }
    _optional: ClassVar[frozenset[str]] = frozenset(
        {
            "content",
            "role",
        }
    )
