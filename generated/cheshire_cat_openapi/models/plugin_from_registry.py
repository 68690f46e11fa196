from __future__ import annotations

from typing import ClassVar

from attrs import define as _attrs_define

from ..model import Model


@_attrs_define(eq=False, repr=False, slots=False)
class PluginFromRegistry(Model):
    """Which plugin of the registry to install."""

    url: str
    """The `plugin_url` of a plugin that the registry lists."""

    _names: ClassVar[dict[str, str]] = {
        "url": "url",
    }
