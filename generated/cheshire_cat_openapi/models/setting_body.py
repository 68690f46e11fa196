from __future__ import annotations

from typing import Any, ClassVar

from attrs import define as _attrs_define

from ..model import Model
from ..types import UNSET, Unset


@_attrs_define(eq=False, repr=False, slots=False)
class SettingBody(Model):
    """A setting to be stored."""

    name: str
    """Its name; need not be unique."""

    value: Any
    """Its value, a JSON object or array. A bare string or number is refused."""

    category: None | str | Unset = UNSET
    """A word by which the server groups settings, such as `llm_factory`."""

    _names: ClassVar[dict[str, str]] = {
        "name": "name",
        "value": "value",
        "category": "category",
    }
    _optional: ClassVar[frozenset[str]] = frozenset(
        {
            "category",
        }
    )
