from __future__ import annotations

from typing import ClassVar

from attrs import define as _attrs_define

from ..model import Model


@_attrs_define(eq=False, repr=False, slots=False)
class PeerRegistration(Model):
    """A peer."""

    url: str
    """Where it is, as an http or https URL."""

    _names: ClassVar[dict[str, str]] = {
        "url": "url",
    }
