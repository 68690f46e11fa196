from __future__ import annotations

from typing import ClassVar

from attrs import define as _attrs_define

from ..model import Model


@_attrs_define(eq=False, repr=False, slots=False)
class ErrorDetail(Model):
    """Why an operation refused."""

    error: str
    """The server's words, such as `Point does not exist.`"""

    url: None | str
    """The address that could not be read; only from uploading a URL."""

    _names: ClassVar[dict[str, str]] = {
        "error": "error",
        "url": "url",
    }
