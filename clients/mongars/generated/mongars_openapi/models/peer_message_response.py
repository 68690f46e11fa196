from __future__ import annotations

from typing import Any, ClassVar

from attrs import define as _attrs_define

from ..model import Model


@_attrs_define(eq=False, repr=False, slots=False)
class PeerMessageResponse(Model):
    """What the message of a peer was."""

    status: str
    """The word `received`."""

    data: Any
    """What was in the message; any JSON."""

    _names: ClassVar[dict[str, str]] = {
        "status": "status",
        "data": "data",
    }
