from __future__ import annotations

from typing import ClassVar

from attrs import define as _attrs_define

from ..model import Model


@_attrs_define(eq=False, repr=False, slots=False)
class FileIngestion(Model):
    """A file that was taken and will be read. Whether that succeeds is told over the WebSocket only."""

    filename: str
    """Name of the file as sent."""

    content_type: None | str
    """Content type of the part as sent, None if it had none; it does not matter."""

    info: str
    """Fixed words."""

    _names: ClassVar[dict[str, str]] = {
        "filename": "filename",
        "content_type": "content_type",
        "info": "info",
    }
