from __future__ import annotations

from functools import cache as _cache
from typing import TYPE_CHECKING, ClassVar

from attrs import define as _attrs_define

from ..codec import Decoder
from ..codec import many as _many
from ..model import Model

if TYPE_CHECKING:
    from ..models.plugin_endpoint import PluginEndpoint
    from ..models.plugin_form import PluginForm
    from ..models.plugin_hook import PluginHook
    from ..models.plugin_tool import PluginTool


@_attrs_define(eq=False, repr=False, slots=False)
class Plugin(Model):
    """A plugin on this server, as its manifest describes it, and what it brings."""

    id: str
    """Its id, to be used as `plugin_id`."""

    name: str
    """Its name for people."""

    description: str
    """What it does, in its author's words."""

    author_name: str
    """Who wrote it; `Unknown author` if the manifest does not say."""

    author_url: str
    """Page of the author; may be empty."""

    plugin_url: str
    """Page of the plugin; may be empty."""

    tags: str
    """Tags, separated by commas, in one string."""

    thumb: str
    """URL of a picture; may be empty."""

    version: str
    """Its version, such as `0.0.1`."""

    min_cat_version: str
    """Oldest server that it is made for; may be empty."""

    max_cat_version: str
    """Newest server that it is made for; may be empty."""

    active: bool
    """Whether it is switched on."""

    hooks: list[PluginHook]
    """The hooks that it implements; empty while it is off."""

    tools: list[PluginTool]
    """The tools that it brings; empty while it is off."""

    forms: list[PluginForm]
    """The forms that it brings; empty while it is off."""

    endpoints: list[PluginEndpoint]
    """The HTTP endpoints that it adds to the server; empty while it is off."""

    _names: ClassVar[dict[str, str]] = {
        "id": "id",
        "name": "name",
        "description": "description",
        "author_name": "author_name",
        "author_url": "author_url",
        "plugin_url": "plugin_url",
        "tags": "tags",
        "thumb": "thumb",
        "version": "version",
        "min_cat_version": "min_cat_version",
        "max_cat_version": "max_cat_version",
        "active": "active",
        "hooks": "hooks",
        "tools": "tools",
        "forms": "forms",
        "endpoints": "endpoints",
    }

    @classmethod
    @_cache
    def _models(cls) -> dict[str, Decoder]:
        from ..models.plugin_endpoint import PluginEndpoint
        from ..models.plugin_form import PluginForm
        from ..models.plugin_hook import PluginHook
        from ..models.plugin_tool import PluginTool

        return {
            "hooks": _many(PluginHook.from_dict),
            "tools": _many(PluginTool.from_dict),
            "forms": _many(PluginForm.from_dict),
            "endpoints": _many(PluginEndpoint.from_dict),
        }
