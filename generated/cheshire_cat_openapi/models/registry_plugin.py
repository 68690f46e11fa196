from __future__ import annotations

from typing import ClassVar

from attrs import define as _attrs_define

from ..model import Model


@_attrs_define(eq=False, repr=False, slots=False)
class RegistryPlugin(Model):
    """A plugin that the registry offers: whatever the registry says about it, much like a plugin's manifest."""

    name: None | str
    """Its name for people."""

    plugin_url: None | str
    """Page of the plugin; the `url` by which it is installed."""

    version: None | str
    """Its version."""

    _names: ClassVar[dict[str, str]] = {
        "name": "name",
        "plugin_url": "plugin_url",
        "version": "version",
    }
