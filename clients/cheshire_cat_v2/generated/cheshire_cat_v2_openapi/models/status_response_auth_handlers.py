from __future__ import annotations

from functools import cache as _cache
from typing import TYPE_CHECKING

from attrs import define as _attrs_define

from ..codec import Decoder
from ..model import Model

if TYPE_CHECKING:
    from ..models.auth_handler_response import AuthHandlerResponse


@_attrs_define(eq=False, repr=False, slots=False)
class StatusResponseAuthHandlers(Model):
    """StatusResponseAuthHandlers"""

    @classmethod
    @_cache
    def _additional_model(cls) -> Decoder:
        from ..models.auth_handler_response import AuthHandlerResponse

        return AuthHandlerResponse.from_dict

    def __getitem__(self, key: str) -> AuthHandlerResponse:
        value: AuthHandlerResponse = super().__getitem__(key)
        return value
