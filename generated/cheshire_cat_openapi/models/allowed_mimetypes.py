from __future__ import annotations

from typing import ClassVar

from attrs import define as _attrs_define

from ..model import Model


@_attrs_define(eq=False, repr=False, slots=False)
class AllowedMimetypes(Model):
    """The kinds of documents that can be uploaded."""

    allowed: list[str]
    """MIME types, such as `application/pdf`; plugins may add some."""

    _names: ClassVar[dict[str, str]] = {
        "allowed": "allowed",
    }
