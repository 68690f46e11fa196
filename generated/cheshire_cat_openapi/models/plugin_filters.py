from __future__ import annotations

from typing import ClassVar

from attrs import define as _attrs_define

from ..model import Model


@_attrs_define(eq=False, repr=False, slots=False)
class PluginFilters(Model):
    """By what the list of plugins was filtered."""

    query: None | str
    """The words that were looked for; None for no filter."""

    _names: ClassVar[dict[str, str]] = {
        "query": "query",
    }
