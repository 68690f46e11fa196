from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from attrs import define as _attrs_define

from ..codec import Decoder
from ..codec import as_uuid as _as_uuid
from ..model import Model


@_attrs_define(eq=False, repr=False, slots=False)
class User(Model):
    """User"""

    custom: Any

    id: UUID

    name: str

    roles: list[str] | None

    _names: ClassVar[dict[str, str]] = {
        "custom": "custom",
        "id": "id",
        "name": "name",
        "roles": "roles",
    }
    _values: ClassVar[dict[str, Decoder]] = {
        "id": _as_uuid,
    }
