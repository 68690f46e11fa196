from __future__ import annotations

from typing import ClassVar

from attrs import define as _attrs_define

from ..model import Model
from ..types import UNSET, Unset


@_attrs_define(eq=False, repr=False, slots=False)
class CreateConversationRequest(Model):
    """A conversation to be created."""

    title: str

    model: None | str | Unset = UNSET
    """The language model that shall answer in it."""

    _names: ClassVar[dict[str, str]] = {
        "title": "title",
        "model": "model",
    }
    _optional: ClassVar[frozenset[str]] = frozenset(
        {
            "model",
        }
    )
