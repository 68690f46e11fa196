from __future__ import annotations

from typing import ClassVar

from attrs import define as _attrs_define

from ..model import Model


@_attrs_define(eq=False, repr=False, slots=False)
class RegistryInstallation(Model):
    """The plugin of the registry that was installed."""

    url: str
    """The address as sent."""

    info: str
    """Fixed words; they say `asynchronously`, wrongly (D11)."""

    _names: ClassVar[dict[str, str]] = {
        "url": "url",
        "info": "info",
    }
