from __future__ import annotations

from typing import ClassVar

from attrs import define as _attrs_define

from ..model import Model


@_attrs_define(eq=False, repr=False, slots=False)
class PeerTelemetryResponse(Model):
    """What became of what a peer told."""

    status: str
    """The word `accepted`."""

    _names: ClassVar[dict[str, str]] = {
        "status": "status",
    }
