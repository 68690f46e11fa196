from __future__ import annotations

from typing import ClassVar

from attrs import define as _attrs_define

from ..model import Model


@_attrs_define(eq=False, repr=False, slots=False)
class HealthResponse(Model):
    """How the server is."""

    status: str
    """The word `healthy`."""

    _names: ClassVar[dict[str, str]] = {
        "status": "status",
    }
