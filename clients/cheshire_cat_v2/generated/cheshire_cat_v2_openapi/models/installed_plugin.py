from __future__ import annotations

from functools import cache as _cache
from typing import TYPE_CHECKING, ClassVar

from attrs import define as _attrs_define

from ..codec import Decoder
from ..model import Model

if TYPE_CHECKING:
    from ..models.plugin_manifest import PluginManifest


@_attrs_define(eq=False, repr=False, slots=False)
class InstalledPlugin(Model):
    """InstalledPlugin"""

    active: bool

    id: str

    manifest: PluginManifest

    _names: ClassVar[dict[str, str]] = {
        "active": "active",
        "id": "id",
        "manifest": "manifest",
    }

    @classmethod
    @_cache
    def _models(cls) -> dict[str, Decoder]:
        from ..models.plugin_manifest import PluginManifest

        return {
            "manifest": PluginManifest.from_dict,
        }
