from __future__ import annotations

from functools import cache as _cache

from attrs import define as _attrs_define

from ..model import Decoder, Model, many
from ..models.auth_permission import AuthPermission


@_attrs_define(eq=False, repr=False, slots=False)
class GrantedPermissions(Model):
    """Resource -> what is allowed with it; replaces the whole set. Left out when a user is created: STATUS READ,
    MEMORY READ and LIST, STATIC READ and all of CONVERSATION. That is enough to chat, not to upload (CONTRACT §2)."""

    @classmethod
    @_cache
    def _additional_decoder(cls) -> Decoder:

        return many(AuthPermission)

    def __getitem__(self, key: str) -> list[AuthPermission]:
        value: list[AuthPermission] = super().__getitem__(key)
        return value
