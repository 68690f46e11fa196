from __future__ import annotations

from typing import ClassVar

from attrs import define as _attrs_define

from ..model import Model


@_attrs_define(eq=False, repr=False, slots=False)
class UserRegistration(Model):
    """An account to be created."""

    password: str
    """8 characters or more. A secret."""

    username: str
    """Letters, digits, hyphens and underscores, 1 to 150."""

    _names: ClassVar[dict[str, str]] = {
        "password": "password",
        "username": "username",
    }
