from __future__ import annotations

from functools import cache as _cache
from typing import TYPE_CHECKING, ClassVar

from attrs import define as _attrs_define

from ..codec import Decoder
from ..model import Model

if TYPE_CHECKING:
    from ..models.status_response_auth_handlers import StatusResponseAuthHandlers


@_attrs_define(eq=False, repr=False, slots=False)
class StatusResponse(Model):
    """StatusResponse"""

    auth_handlers: StatusResponseAuthHandlers

    status: str

    version: str

    _names: ClassVar[dict[str, str]] = {
        "auth_handlers": "auth_handlers",
        "status": "status",
        "version": "version",
    }

    @classmethod
    @_cache
    def _models(cls) -> dict[str, Decoder]:
        from ..models.status_response_auth_handlers import StatusResponseAuthHandlers

        return {
            "auth_handlers": StatusResponseAuthHandlers.from_dict,
        }
