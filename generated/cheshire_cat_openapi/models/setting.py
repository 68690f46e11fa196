from __future__ import annotations

from typing import Any, ClassVar

from attrs import define as _attrs_define

from ..model import Model


@_attrs_define(eq=False, repr=False, slots=False)
class Setting(Model):
    """A setting as the server stores it."""

    name: str
    """Its name; need not be unique."""

    value: Any
    """Its value, a plain JSON object or array."""

    category: None | str
    """A word by which the server groups settings, such as `llm_factory`."""

    setting_id: str
    """Its id, a UUID."""

    updated_at: int
    """When it was last stored, in whole seconds since 1970 (UTC)."""

    _names: ClassVar[dict[str, str]] = {
        "name": "name",
        "value": "value",
        "category": "category",
        "setting_id": "setting_id",
        "updated_at": "updated_at",
    }
