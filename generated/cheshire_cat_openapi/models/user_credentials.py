from __future__ import annotations

from typing import ClassVar

from attrs import define as _attrs_define

from ..model import Model


@_attrs_define(eq=False, repr=False, slots=False)
class UserCredentials(Model):
    """Who wants a token."""

    password: str
    """The user's password."""

    username: str
    """Name of the user."""

    _names: ClassVar[dict[str, str]] = {
        "password": "password",
        "username": "username",
    }
