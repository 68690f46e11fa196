from __future__ import annotations

from typing import ClassVar

from attrs import define as _attrs_define

from ..model import Model


@_attrs_define(eq=False, repr=False, slots=False)
class Icon(Model):
    """Icon"""

    mime_type: None | str

    sizes: list[str] | None

    src: str

    _names: ClassVar[dict[str, str]] = {
        "mime_type": "mimeType",
        "sizes": "sizes",
        "src": "src",
    }
