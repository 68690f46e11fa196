from __future__ import annotations

from typing import ClassVar

from attrs import define as _attrs_define

from ..model import Model
from ..types import UNSET, Unset


@_attrs_define(eq=False, repr=False, slots=False)
class UserMessage(Model):
    """What the user says. Further keys are allowed: plugins see them and the history keeps them (CONTRACT §4.2)."""

    text: str
    """The text; may be empty, but a missing text fails the turn (CONTRACT §4.4)."""

    image: None | str | Unset = UNSET
    """A picture: a data URI, or a URL that the server itself fetches. Passed to the language model."""

    audio: None | str | Unset = UNSET
    """Kept in the history and otherwise unused."""

    _names: ClassVar[dict[str, str]] = {
        "text": "text",
        "image": "image",
        "audio": "audio",
    }
    _optional: ClassVar[frozenset[str]] = frozenset(
        {
            "image",
            "audio",
        }
    )
