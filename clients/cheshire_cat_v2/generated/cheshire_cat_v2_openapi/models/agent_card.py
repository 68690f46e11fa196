from __future__ import annotations

from functools import cache as _cache
from typing import TYPE_CHECKING, ClassVar

from attrs import define as _attrs_define

from ..codec import Decoder
from ..model import Model

if TYPE_CHECKING:
    from ..models.agent_card_args_schema_type_0 import AgentCardArgsSchemaType0


@_attrs_define(eq=False, repr=False, slots=False)
class AgentCard(Model):
    """AgentCard"""

    args_schema: AgentCardArgsSchemaType0 | None

    description: None | str

    name: None | str

    plugin_id: None | str

    slug: str

    _names: ClassVar[dict[str, str]] = {
        "args_schema": "args_schema",
        "description": "description",
        "name": "name",
        "plugin_id": "plugin_id",
        "slug": "slug",
    }

    @classmethod
    @_cache
    def _models(cls) -> dict[str, Decoder]:
        from ..models.agent_card_args_schema_type_0 import AgentCardArgsSchemaType0

        return {
            "args_schema": AgentCardArgsSchemaType0.from_dict,
        }
