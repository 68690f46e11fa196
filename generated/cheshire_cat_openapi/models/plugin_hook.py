from __future__ import annotations

from typing import ClassVar

from attrs import define as _attrs_define

from ..model import Model


@_attrs_define(eq=False, repr=False, slots=False)
class PluginHook(Model):
    """A hook that a plugin implements."""

    name: str
    """Name of the hook."""

    priority: float
    """The larger, the earlier it runs among hooks of the same name."""

    _names: ClassVar[dict[str, str]] = {
        "name": "name",
        "priority": "priority",
    }
