from __future__ import annotations

from typing import ClassVar

from attrs import define as _attrs_define

from ..model import Model


@_attrs_define(eq=False, repr=False, slots=False)
class RagReferenceSchema(Model):
    """A place in code."""

    file_path: str
    """Which file."""

    repository: str
    """Which repository."""

    score: float | None
    """How well it fits."""

    summary: str
    """What is there."""

    url: None | str
    """Where to read it."""

    _names: ClassVar[dict[str, str]] = {
        "file_path": "file_path",
        "repository": "repository",
        "score": "score",
        "summary": "summary",
        "url": "url",
    }
