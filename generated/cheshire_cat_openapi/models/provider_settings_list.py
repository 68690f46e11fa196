from __future__ import annotations

from functools import cache as _cache
from typing import TYPE_CHECKING, ClassVar

from attrs import define as _attrs_define

from ..codec import Decoder
from ..codec import many as _many
from ..model import Model

if TYPE_CHECKING:
    from ..models.provider_settings import ProviderSettings


@_attrs_define(eq=False, repr=False, slots=False)
class ProviderSettingsList(Model):
    """All language models, embedders or auth handlers that can be chosen, and which one is."""

    settings: list[ProviderSettings]
    """One item per choice, chosen or not."""

    selected_configuration: None | str
    """Name of the one in use. None for language models until one is chosen (the default one answers)."""

    _names: ClassVar[dict[str, str]] = {
        "settings": "settings",
        "selected_configuration": "selected_configuration",
    }

    @classmethod
    @_cache
    def _models(cls) -> dict[str, Decoder]:
        from ..models.provider_settings import ProviderSettings

        return {
            "settings": _many(ProviderSettings.from_dict),
        }
