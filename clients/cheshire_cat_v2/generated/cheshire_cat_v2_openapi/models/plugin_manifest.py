from __future__ import annotations

from functools import cache as _cache
from typing import TYPE_CHECKING, ClassVar

from attrs import define as _attrs_define

from ..codec import Decoder
from ..model import Model

if TYPE_CHECKING:
    from ..models.plugin_manifest_local_info_type_0 import PluginManifestLocalInfoType0


@_attrs_define(eq=False, repr=False, slots=False)
class PluginManifest(Model):
    """PluginManifest"""

    author_name: None | str

    author_url: None | str

    description: None | str

    local_info: None | PluginManifestLocalInfoType0

    max_cat_version: None | str

    min_cat_version: None | str

    name: str

    plugin_url: None | str

    tags: None | str

    thumb: None | str

    version: None | str

    _names: ClassVar[dict[str, str]] = {
        "author_name": "author_name",
        "author_url": "author_url",
        "description": "description",
        "local_info": "local_info",
        "max_cat_version": "max_cat_version",
        "min_cat_version": "min_cat_version",
        "name": "name",
        "plugin_url": "plugin_url",
        "tags": "tags",
        "thumb": "thumb",
        "version": "version",
    }

    @classmethod
    @_cache
    def _models(cls) -> dict[str, Decoder]:
        from ..models.plugin_manifest_local_info_type_0 import PluginManifestLocalInfoType0

        return {
            "local_info": PluginManifestLocalInfoType0.from_dict,
        }
