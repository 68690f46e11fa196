from __future__ import annotations

from functools import cache as _cache
from typing import TYPE_CHECKING, ClassVar

from attrs import define as _attrs_define

from ..codec import Decoder
from ..codec import many as _many
from ..model import Model

if TYPE_CHECKING:
    from ..models.llm_model_provision_status_response import LLMModelProvisionStatusResponse


@_attrs_define(eq=False, repr=False, slots=False)
class LLMModelProvisionReportResponse(Model):
    """What became of a provision."""

    statuses: list[LLMModelProvisionStatusResponse]
    """What was done about each model."""

    _names: ClassVar[dict[str, str]] = {
        "statuses": "statuses",
    }

    @classmethod
    @_cache
    def _models(cls) -> dict[str, Decoder]:
        from ..models.llm_model_provision_status_response import LLMModelProvisionStatusResponse

        return {
            "statuses": _many(LLMModelProvisionStatusResponse.from_dict),
        }
