from __future__ import annotations

from typing import ClassVar

from attrs import define as _attrs_define

from ..model import Model


@_attrs_define(eq=False, repr=False, slots=False)
class UserListResponse(Model):
    """The users of the server."""

    users: list[str]
    """Their names, in order."""

    _names: ClassVar[dict[str, str]] = {
        "users": "users",
    }
