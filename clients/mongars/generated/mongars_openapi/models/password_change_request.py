from __future__ import annotations

from typing import ClassVar

from attrs import define as _attrs_define

from ..model import Model


@_attrs_define(eq=False, repr=False, slots=False)
class PasswordChangeRequest(Model):
    """The old and the new password."""

    new_password: str
    """The new one, 8 characters or more. A secret."""

    old_password: str
    """The old one. A secret."""

    _names: ClassVar[dict[str, str]] = {
        "new_password": "new_password",
        "old_password": "old_password",
    }
