from __future__ import annotations

from typing import ClassVar

from attrs import define as _attrs_define

from ..model import Model


@_attrs_define(eq=False, repr=False, slots=False)
class BlobResourceContents(Model):
    """BlobResourceContents"""

    blob: str

    mime_type: None | str

    uri: str

    _names: ClassVar[dict[str, str]] = {
        "blob": "blob",
        "mime_type": "mimeType",
        "uri": "uri",
    }
