from __future__ import annotations

from typing import ClassVar

from attrs import define as _attrs_define

from ..model import Model


@_attrs_define(eq=False, repr=False, slots=False)
class PeerRegistrationResponse(Model):
    """What became of the registration of a peer."""

    status: str
    """One of `registered`, `already registered`, `unregistered` and `not registered`."""

    count: int
    """How many peers there are now."""

    _names: ClassVar[dict[str, str]] = {
        "status": "status",
        "count": "count",
    }
