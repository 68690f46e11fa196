from __future__ import annotations

from functools import cache as _cache
from typing import TYPE_CHECKING, ClassVar

from attrs import define as _attrs_define

from ..codec import Decoder
from ..model import Model

if TYPE_CHECKING:
    from ..models.settings_entry_schema_type_0 import SettingsEntrySchemaType0
    from ..models.settings_entry_value import SettingsEntryValue


@_attrs_define(eq=False, repr=False, slots=False)
class SettingsEntry(Model):
    """SettingsEntry"""

    id: str

    name: str

    plugin_id: None | str

    schema: None | SettingsEntrySchemaType0

    slug: str

    type: str

    value: SettingsEntryValue

    _names: ClassVar[dict[str, str]] = {
        "id": "id",
        "name": "name",
        "plugin_id": "plugin_id",
        "schema": "schema",
        "slug": "slug",
        "type": "type",
        "value": "value",
    }

    @classmethod
    @_cache
    def _models(cls) -> dict[str, Decoder]:
        from ..models.settings_entry_schema_type_0 import SettingsEntrySchemaType0
        from ..models.settings_entry_value import SettingsEntryValue

        return {
            "schema": SettingsEntrySchemaType0.from_dict,
            "value": SettingsEntryValue.from_dict,
        }
