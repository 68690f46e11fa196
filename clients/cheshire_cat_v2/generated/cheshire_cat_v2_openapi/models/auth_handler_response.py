from __future__ import annotations

from typing import ClassVar

from attrs import define as _attrs_define

from ..model import Model


@_attrs_define(eq=False, repr=False, slots=False)
class AuthHandlerResponse(Model):
    """AuthHandlerResponse"""

    description: None | str

    login_url: None | str

    name: None | str

    slug: str

    _names: ClassVar[dict[str, str]] = {
        "description": "description",
        "login_url": "login_url",
        "name": "name",
        "slug": "slug",
    }
