from __future__ import annotations

from typing import ClassVar

from attrs import define as _attrs_define

from ..model import Model


@_attrs_define(eq=False, repr=False, slots=False)
class LLMModelProvisionStatusResponse(Model):
    """What was done about one model."""

    action: str
    """What was done, such as `installed`, `updated`, `exists` or `error`; others are possible."""

    detail: None | str
    """More of it; may be the path of a file on the server."""

    name: str
    """Its name."""

    provider: str
    """Who runs it."""

    role: str
    """What it is used for."""

    _names: ClassVar[dict[str, str]] = {
        "action": "action",
        "detail": "detail",
        "name": "name",
        "provider": "provider",
        "role": "role",
    }
