from __future__ import annotations

from functools import cache as _cache
from typing import TYPE_CHECKING, ClassVar

from attrs import define as _attrs_define

from ..codec import Decoder
from ..codec import many as _many
from ..model import Model

if TYPE_CHECKING:
    from ..models.installed_plugin import InstalledPlugin
    from ..models.plugin_filters import PluginFilters
    from ..models.registry_plugin import RegistryPlugin


@_attrs_define(eq=False, repr=False, slots=False)
class PluginList(Model):
    """The plugins that are installed and those that the registry offers."""

    filters: PluginFilters
    """By what the list of plugins was filtered."""

    installed: list[InstalledPlugin]
    """The plugins on this server, active or not."""

    registry: list[RegistryPlugin]
    """What else the registry offers, in no particular order; empty if it cannot be reached."""

    _names: ClassVar[dict[str, str]] = {
        "filters": "filters",
        "installed": "installed",
        "registry": "registry",
    }

    @classmethod
    @_cache
    def _models(cls) -> dict[str, Decoder]:
        from ..models.installed_plugin import InstalledPlugin
        from ..models.plugin_filters import PluginFilters
        from ..models.registry_plugin import RegistryPlugin

        return {
            "filters": PluginFilters.from_dict,
            "installed": _many(InstalledPlugin.from_dict),
            "registry": _many(RegistryPlugin.from_dict),
        }
