from __future__ import annotations

from typing import ClassVar

from attrs import define as _attrs_define

from ..model import Model


@_attrs_define(eq=False, repr=False, slots=False)
class RegistrationResponse(Model):
    """What became of a registration."""

    status: str
    """The word `registered`."""

    is_admin: bool
    """Whether the user is an admin."""

    _names: ClassVar[dict[str, str]] = {
        "status": "status",
        "is_admin": "is_admin",
    }
