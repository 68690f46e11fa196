from __future__ import annotations

from typing import ClassVar

from attrs import define as _attrs_define

from ..model import Model


@_attrs_define(eq=False, repr=False, slots=False)
class HealthResponse(Model):
    """Whether autobranch works."""

    service: None | str

    status: str

    version: None | str

    _names: ClassVar[dict[str, str]] = {
        "service": "service",
        "status": "status",
        "version": "version",
    }
