from __future__ import annotations

from functools import cache as _cache
from typing import TYPE_CHECKING, ClassVar

from attrs import define as _attrs_define

from ..codec import Decoder
from ..codec import many as _many
from ..model import Model

if TYPE_CHECKING:
    from ..models.validation_error import ValidationError


@_attrs_define(eq=False, repr=False, slots=False)
class ErrorBody(Model):
    """Body of an answer that is no success."""

    detail: list[ValidationError] | None | str
    """What is wrong, as a list of it where the framework validates, else in words."""

    _names: ClassVar[dict[str, str]] = {
        "detail": "detail",
    }

    @classmethod
    @_cache
    def _models(cls) -> dict[str, Decoder]:
        from ..models.validation_error import ValidationError

        return {
            "detail": _many(ValidationError.from_dict),
        }
