from __future__ import annotations

from typing import ClassVar

from attrs import define as _attrs_define

from ..model import Model


@_attrs_define(eq=False, repr=False, slots=False)
class UrlIngestion(Model):
    """A page that was taken and will be read. Whether that succeeds is told over the WebSocket only."""

    url: str
    """The address as sent."""

    info: str
    """Fixed words."""

    _names: ClassVar[dict[str, str]] = {
        "url": "url",
        "info": "info",
    }
