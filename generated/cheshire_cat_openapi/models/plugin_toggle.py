from __future__ import annotations

from typing import ClassVar

from attrs import define as _attrs_define

from ..model import Model


@_attrs_define(eq=False, repr=False, slots=False)
class PluginToggle(Model):
    """The answer to switching a plugin. It does not tell whether the plugin is on now."""

    info: str
    """Fixed words with the plugin's id."""

    _names: ClassVar[dict[str, str]] = {
        "info": "info",
    }
