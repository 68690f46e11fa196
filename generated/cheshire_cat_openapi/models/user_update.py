from __future__ import annotations

from functools import cache as _cache
from typing import TYPE_CHECKING, ClassVar

from attrs import define as _attrs_define

from ..codec import Decoder
from ..model import Model
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.granted_permissions import GrantedPermissions


@_attrs_define(eq=False, repr=False, slots=False)
class UserUpdate(Model):
    """What shall change about a user. What is left out stays."""

    password: str | Unset = UNSET
    """New password, at least 4 characters."""

    username: str | Unset = UNSET
    """New name, at least 2 characters."""

    permissions: GrantedPermissions | Unset = UNSET
    """Resource -> what is allowed with it; replaces the whole set. Left out when a user is created: STATUS READ,
    MEMORY READ and LIST, STATIC READ and all of CONVERSATION. That is enough to chat, not to upload (CONTRACT §2)."""

    _names: ClassVar[dict[str, str]] = {
        "password": "password",
        "username": "username",
        "permissions": "permissions",
    }
    _optional: ClassVar[frozenset[str]] = frozenset(
        {
            "password",
            "username",
            "permissions",
        }
    )

    @classmethod
    @_cache
    def _models(cls) -> dict[str, Decoder]:
        from ..models.granted_permissions import GrantedPermissions

        return {
            "permissions": GrantedPermissions.from_dict,
        }
