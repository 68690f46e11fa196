from __future__ import annotations

from typing import ClassVar

from attrs import define as _attrs_define

from ..model import Model


@_attrs_define(eq=False, repr=False, slots=False)
class ServerStatus(Model):
    """The server's greeting and version."""

    status: str
    """A fixed greeting; tells nothing more than that the server is up."""

    version: str
    """Version of the server, such as `1.9.2`."""

    _names: ClassVar[dict[str, str]] = {
        "status": "status",
        "version": "version",
    }
