from __future__ import annotations

from functools import cache as _cache
from typing import TYPE_CHECKING, ClassVar

from attrs import define as _attrs_define

from ..codec import Decoder
from ..model import Model

if TYPE_CHECKING:
    from ..models.plugin import Plugin


@_attrs_define(eq=False, repr=False, slots=False)
class PluginDetails(Model):
    """One installed plugin."""

    data: Plugin
    """A plugin on this server, as its manifest describes it, and what it brings."""

    _names: ClassVar[dict[str, str]] = {
        "data": "data",
    }

    @classmethod
    @_cache
    def _models(cls) -> dict[str, Decoder]:
        from ..models.plugin import Plugin

        return {
            "data": Plugin.from_dict,
        }
