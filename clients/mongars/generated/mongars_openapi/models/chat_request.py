from __future__ import annotations

from typing import ClassVar

from attrs import define as _attrs_define

from ..model import Model
from ..types import UNSET, Unset


@_attrs_define(eq=False, repr=False, slots=False)
class ChatRequest(Model):
    """What is said."""

    message: str
    """The text, 1 to 1000 characters, not blank."""

    session_id: None | str | Unset = UNSET
    """Name of a session, 1 to 100 characters; it separates nothing (M5)."""

    _names: ClassVar[dict[str, str]] = {
        "message": "message",
        "session_id": "session_id",
    }
    _optional: ClassVar[frozenset[str]] = frozenset(
        {
            "session_id",
        }
    )
