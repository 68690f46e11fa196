from __future__ import annotations

from typing import ClassVar

from attrs import define as _attrs_define

from ..model import Model


@_attrs_define(eq=False, repr=False, slots=False)
class PluginInstallation(Model):
    """The archive that was installed."""

    filename: str
    """Name of the archive as sent."""

    content_type: None | str
    """Content type of the part as sent; None if it had none."""

    info: str
    """Fixed words; they say `asynchronously`, wrongly (D11)."""

    _names: ClassVar[dict[str, str]] = {
        "filename": "filename",
        "content_type": "content_type",
        "info": "info",
    }
