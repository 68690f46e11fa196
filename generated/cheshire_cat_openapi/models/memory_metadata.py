from __future__ import annotations

from typing import ClassVar

from attrs import define as _attrs_define

from ..model import Model


@_attrs_define(eq=False, repr=False, slots=False)
class MemoryMetadata(Model):
    """What is stored beside a text: `source`, `when` and whatever was given with it. A piece of an HTML page has
    `title`; a tool in procedural memory has `type` and `trigger_type`."""

    source: None | str
    """Whose or whence: the user id for what was said, the file name or URL for a document, the tool's name."""

    when: float | None
    """When it was stored, in seconds since 1970 (UTC)."""

    _names: ClassVar[dict[str, str]] = {
        "source": "source",
        "when": "when",
    }
