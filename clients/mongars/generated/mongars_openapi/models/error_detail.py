from __future__ import annotations

from typing import ClassVar

from attrs import define as _attrs_define

from ..model import Model


@_attrs_define(eq=False, repr=False, slots=False)
class ErrorDetail(Model):
    """What is wrong, as newer servers say it (M11); every field may be missing."""

    error: None | str
    """What is wrong, such as `approval_required`."""

    status: None | str
    """The word `error`."""

    reason: None | str
    """What is wrong, in words."""

    token_ref: None | str
    """By what an approval is known."""

    approval_token: None | str
    """What approves. A secret."""

    _names: ClassVar[dict[str, str]] = {
        "error": "error",
        "status": "status",
        "reason": "reason",
        "token_ref": "token_ref",
        "approval_token": "approval_token",
    }
