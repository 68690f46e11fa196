from __future__ import annotations

from attrs import define as _attrs_define

from ..model import Model


@_attrs_define(eq=False, repr=False, slots=False)
class PluginConfig(Model):
    """Settings of a plugin to be changed: a free object. Its keys are in the `schema` of the plugin's settings; what
    is not sent stays, but what is sent must be valid by itself."""
