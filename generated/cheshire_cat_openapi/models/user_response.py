from __future__ import annotations

from functools import cache as _cache
from typing import TYPE_CHECKING, ClassVar

from attrs import define as _attrs_define

from ..codec import Decoder
from ..model import Model

if TYPE_CHECKING:
    from ..models.permissions import Permissions


@_attrs_define(eq=False, repr=False, slots=False)
class UserResponse(Model):
    """A user, without the password."""

    id: str
    """Id of the account, a UUID."""

    username: str
    """Name of the user; with a token, also the user id of the chat."""

    permissions: Permissions
    """Resource, such as `MEMORY` -> what is allowed with it, a list out of `WRITE`, `EDIT`, `LIST`, `READ` and
    `DELETE`."""

    _names: ClassVar[dict[str, str]] = {
        "id": "id",
        "username": "username",
        "permissions": "permissions",
    }

    @classmethod
    @_cache
    def _models(cls) -> dict[str, Decoder]:
        from ..models.permissions import Permissions

        return {
            "permissions": Permissions.from_dict,
        }
