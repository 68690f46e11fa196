from __future__ import annotations

from functools import cache as _cache
from typing import TYPE_CHECKING, ClassVar

from attrs import define as _attrs_define

from ..codec import Decoder
from ..codec import many as _many
from ..model import Model

if TYPE_CHECKING:
    from ..models.setting import Setting


@_attrs_define(eq=False, repr=False, slots=False)
class SettingList(Model):
    """Settings of the server."""

    settings: list[Setting]
    """The settings, those that the server made for itself too."""

    _names: ClassVar[dict[str, str]] = {
        "settings": "settings",
    }

    @classmethod
    @_cache
    def _models(cls) -> dict[str, Decoder]:
        from ..models.setting import Setting

        return {
            "settings": _many(Setting.from_dict),
        }
