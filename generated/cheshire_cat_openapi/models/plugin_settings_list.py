from __future__ import annotations

from functools import cache as _cache
from typing import TYPE_CHECKING, ClassVar

from attrs import define as _attrs_define

from ..codec import Decoder
from ..codec import many as _many
from ..model import Model

if TYPE_CHECKING:
    from ..models.plugin_settings import PluginSettings


@_attrs_define(eq=False, repr=False, slots=False)
class PluginSettingsList(Model):
    """The settings of all plugins."""

    settings: list[PluginSettings]
    """One item per installed plugin."""

    _names: ClassVar[dict[str, str]] = {
        "settings": "settings",
    }

    @classmethod
    @_cache
    def _models(cls) -> dict[str, Decoder]:
        from ..models.plugin_settings import PluginSettings

        return {
            "settings": _many(PluginSettings.from_dict),
        }
