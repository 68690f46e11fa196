from __future__ import annotations

from typing import ClassVar

from attrs import define as _attrs_define

from ..model import Model


@_attrs_define(eq=False, repr=False, slots=False)
class PasswordChangeResponse(Model):
    """What became of a change of password."""

    status: str
    """The word `changed`."""

    _names: ClassVar[dict[str, str]] = {
        "status": "status",
    }
