from __future__ import annotations

from typing import Any, ClassVar

from attrs import define as _attrs_define

from ..model import Model


@_attrs_define(eq=False, repr=False, slots=False)
class Error(Model):
    """Body of an answer that is no success, where it is JSON. Every field may be missing."""

    code: None | str
    """What is wrong, as a code. `QUOTA_EXCEEDED`, `RATE_LIMIT_EXCEEDED` and `PROVIDER_QUOTA_EXCEEDED` come with 429."""

    details: Any
    """More of it, of any form."""

    error: Any
    """What is wrong, in words or as a code, where `message` is missing; may be an object."""

    message: None | str
    """What is wrong, in words."""

    retry_after: float | None
    """How many seconds to wait, with 429."""

    success: bool | None

    _names: ClassVar[dict[str, str]] = {
        "code": "code",
        "details": "details",
        "error": "error",
        "message": "message",
        "retry_after": "retryAfter",
        "success": "success",
    }
