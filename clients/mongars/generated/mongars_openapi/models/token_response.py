from __future__ import annotations

from typing import ClassVar

from attrs import define as _attrs_define

from ..model import Model


@_attrs_define(eq=False, repr=False, slots=False)
class TokenResponse(Model):
    """A token, and how to send it."""

    access_token: str
    """The token, a JWT whose `exp` may be a fraction (§2). A secret."""

    token_type: str
    """How to send it, `bearer`."""

    _names: ClassVar[dict[str, str]] = {
        "access_token": "access_token",
        "token_type": "token_type",
    }
