from __future__ import annotations

from typing import ClassVar

from attrs import define as _attrs_define

from ..model import Model


@_attrs_define(eq=False, repr=False, slots=False)
class SuccessEnvelope(Model):
    """An answer without data."""

    message: None | str

    success: bool | None
    """Whether it was done; status 200 comes with false as well (§1)."""

    _names: ClassVar[dict[str, str]] = {
        "message": "message",
        "success": "success",
    }
