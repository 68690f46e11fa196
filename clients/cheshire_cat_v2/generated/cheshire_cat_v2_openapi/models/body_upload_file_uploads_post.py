from __future__ import annotations

from typing import ClassVar

from attrs import define as _attrs_define

from .. import types
from ..codec import parts as _parts
from ..model import Model
from ..types import File


@_attrs_define(eq=False, repr=False, slots=False)
class BodyUploadFileUploadsPost(Model):
    """BodyUploadFileUploadsPost"""

    file: File

    _names: ClassVar[dict[str, str]] = {
        "file": "file",
    }

    def to_multipart(self) -> types.RequestFiles:
        """The parts of a multipart/form-data request, as httpx takes them."""
        return _parts(self)
