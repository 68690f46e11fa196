from __future__ import annotations

from typing import ClassVar

from attrs import define as _attrs_define

from ..model import Model


@_attrs_define(eq=False, repr=False, slots=False)
class UploadedFileResponse(Model):
    """UploadedFileResponse"""

    mime_type: str

    url: str

    _names: ClassVar[dict[str, str]] = {
        "mime_type": "mime_type",
        "url": "url",
    }
