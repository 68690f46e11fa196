from __future__ import annotations

from typing import ClassVar

from attrs import define as _attrs_define

from ..model import Model


@_attrs_define(eq=False, repr=False, slots=False)
class ContentBlockInput(Model):
    """A block of a message: `text`, `image`, `audio`, `resource_link` or `resource`, and what belongs to it (§4).
    Fields that a server gave go back as they came."""

    type: str
    """Which of the five it is."""

    _names: ClassVar[dict[str, str]] = {
        "type": "type",
    }
