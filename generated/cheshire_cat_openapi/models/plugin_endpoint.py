from __future__ import annotations

from typing import ClassVar

from attrs import define as _attrs_define

from ..model import Model


@_attrs_define(eq=False, repr=False, slots=False)
class PluginEndpoint(Model):
    """An HTTP endpoint that a plugin adds to the server."""

    name: str
    """Its path."""

    tags: list[str]
    """Under which headings the server's API document lists it."""

    _names: ClassVar[dict[str, str]] = {
        "name": "name",
        "tags": "tags",
    }
