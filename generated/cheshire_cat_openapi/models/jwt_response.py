from __future__ import annotations

from typing import ClassVar

from attrs import define as _attrs_define

from ..model import Model


@_attrs_define(eq=False, repr=False, slots=False)
class JWTResponse(Model):
    """A token."""

    access_token: str
    """The JWT. A secret: whoever has it is that user. Its payload holds `sub` (the user's id), `username`,
    `permissions` and `exp`."""

    token_type: str
    """How to send it, `bearer`."""

    _names: ClassVar[dict[str, str]] = {
        "access_token": "access_token",
        "token_type": "token_type",
    }
