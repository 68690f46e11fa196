from __future__ import annotations

from typing import ClassVar

from attrs import define as _attrs_define

from ..model import Model


@_attrs_define(eq=False, repr=False, slots=False)
class PeerMessage(Model):
    """The message of a peer."""

    payload: str
    """Its text, encrypted with the key of the server (M10)."""

    _names: ClassVar[dict[str, str]] = {
        "payload": "payload",
    }
