from __future__ import annotations

from functools import cache as _cache
from typing import TYPE_CHECKING, ClassVar

from attrs import define as _attrs_define

from ..codec import Decoder
from ..model import Model

if TYPE_CHECKING:
    from ..models.setting import Setting


@_attrs_define(eq=False, repr=False, slots=False)
class SettingResult(Model):
    """One setting."""

    setting: Setting
    """A setting as the server stores it."""

    _names: ClassVar[dict[str, str]] = {
        "setting": "setting",
    }

    @classmethod
    @_cache
    def _models(cls) -> dict[str, Decoder]:
        from ..models.setting import Setting

        return {
            "setting": Setting.from_dict,
        }
