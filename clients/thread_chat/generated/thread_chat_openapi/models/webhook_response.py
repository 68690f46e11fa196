from __future__ import annotations

from functools import cache as _cache
from typing import TYPE_CHECKING, ClassVar

from attrs import define as _attrs_define

from ..codec import Decoder
from ..model import Model

if TYPE_CHECKING:
    from ..models.webhook_data import WebhookData


@_attrs_define(eq=False, repr=False, slots=False)
class WebhookResponse(Model):
    """What became of what was told."""

    success: bool
    """Whether it was understood."""

    message: str
    """What was done, in words."""

    data: None | WebhookData
    """What came of it."""

    _names: ClassVar[dict[str, str]] = {
        "success": "success",
        "message": "message",
        "data": "data",
    }

    @classmethod
    @_cache
    def _models(cls) -> dict[str, Decoder]:
        from ..models.webhook_data import WebhookData

        return {
            "data": WebhookData.from_dict,
        }
