from __future__ import annotations

from typing import ClassVar

from attrs import define as _attrs_define

from ..model import Model


@_attrs_define(eq=False, repr=False, slots=False)
class TextResourceContents(Model):
    """TextResourceContents"""

    mime_type: None | str

    text: str

    uri: str

    _names: ClassVar[dict[str, str]] = {
        "mime_type": "mimeType",
        "text": "text",
        "uri": "uri",
    }
