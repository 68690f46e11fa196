from __future__ import annotations

from typing import ClassVar

from attrs import define as _attrs_define

from ..model import Model


@_attrs_define(eq=False, repr=False, slots=False)
class RecallQuery(Model):
    """The text that was searched for, and its vector."""

    text: str
    """The text."""

    vector: list[float]
    """The embedded text; as many numbers as the embedder has dimensions."""

    _names: ClassVar[dict[str, str]] = {
        "text": "text",
        "vector": "vector",
    }
