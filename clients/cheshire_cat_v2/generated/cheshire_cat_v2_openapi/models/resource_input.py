from __future__ import annotations

from typing import ClassVar

from attrs import define as _attrs_define

from ..model import Model


@_attrs_define(eq=False, repr=False, slots=False)
class ResourceInput(Model):
    """A resource beside the messages; core 2.0.23 does not read it (§4)."""

    name: str
    """What it is called."""

    uri: str
    """Where it is."""

    _names: ClassVar[dict[str, str]] = {
        "name": "name",
        "uri": "uri",
    }
