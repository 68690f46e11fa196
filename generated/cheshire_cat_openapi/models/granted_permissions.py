from __future__ import annotations

from builtins import property as _property
from functools import cache as _cache

from attrs import define as _attrs_define

from ..codec import Decoder
from ..codec import linked as _linked
from ..codec import member as _member
from ..model import Model
from ..models.auth_permission import AuthPermission


@_attrs_define(eq=False, repr=False, slots=False)
class GrantedPermissions(Model):
    """Resource -> what is allowed with it; replaces the whole set. Left out when a user is created: STATUS READ,
    MEMORY READ and LIST, STATIC READ and all of CONVERSATION. That is enough to chat, not to upload (CONTRACT §2)."""

    @classmethod
    @_cache
    def _additional_value(cls) -> Decoder:
        return _linked(_member(AuthPermission))

    def __getitem__(self, key: str) -> list[str]:
        value: list[str] = super().__getitem__(key)
        return value

    @_property
    def additional_properties(self) -> dict[str, list[AuthPermission]]:
        """The values, decoded, by their names: a copy."""
        values: dict[str, list[AuthPermission]] = super().additional_properties
        return values
