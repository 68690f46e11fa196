from __future__ import annotations

from typing import ClassVar

from attrs import define as _attrs_define

from ..model import Model
from ..types import UNSET, Unset


@_attrs_define(eq=False, repr=False, slots=False)
class BodyLoginTokenPost(Model):
    """Name and password. Of the rest, the server ignores all but `grant_type`."""

    password: str
    """The password. A secret."""

    username: str
    """Name of the user."""

    client_id: None | str | Unset = UNSET

    client_secret: None | str | Unset = UNSET
    """A secret of no use."""

    grant_type: None | str | Unset = UNSET
    """The word `password`, or nothing."""

    scope: str | Unset = UNSET

    _names: ClassVar[dict[str, str]] = {
        "password": "password",
        "username": "username",
        "client_id": "client_id",
        "client_secret": "client_secret",
        "grant_type": "grant_type",
        "scope": "scope",
    }
    _optional: ClassVar[frozenset[str]] = frozenset(
        {
            "client_id",
            "client_secret",
            "grant_type",
            "scope",
        }
    )
