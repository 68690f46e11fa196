from __future__ import annotations

from typing import ClassVar

from attrs import define as _attrs_define

from ..model import Model


@_attrs_define(eq=False, repr=False, slots=False)
class Tool(Model):
    """What an agent can do."""

    id: str
    """By what it is known."""

    name: str
    """What people call it."""

    description: None | str
    """What it does."""

    category: str
    """Name of its category, in upper case."""

    parameters: str
    """What it takes, as JSON in a text (§6)."""

    _names: ClassVar[dict[str, str]] = {
        "id": "id",
        "name": "name",
        "description": "description",
        "category": "category",
        "parameters": "parameters",
    }
