from __future__ import annotations

from typing import ClassVar

from attrs import define as _attrs_define

from ..model import Model


@_attrs_define(eq=False, repr=False, slots=False)
class PluginTool(Model):
    """A tool that a plugin brings."""

    name: str
    """Name of the tool."""

    _names: ClassVar[dict[str, str]] = {
        "name": "name",
    }
