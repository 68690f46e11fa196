from __future__ import annotations

from typing import ClassVar

from attrs import define as _attrs_define

from ..model import Model


@_attrs_define(eq=False, repr=False, slots=False)
class PageChatSelect(Model):
    """PageChatSelect"""

    cursor: None | str

    _names: ClassVar[dict[str, str]] = {
        "cursor": "cursor",
    }
