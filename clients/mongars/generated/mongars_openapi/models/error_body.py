from __future__ import annotations

from functools import cache as _cache
from typing import TYPE_CHECKING, ClassVar

from attrs import define as _attrs_define

from ..codec import Decoder
from ..codec import choice as _choice
from ..codec import many as _many
from ..model import Model

if TYPE_CHECKING:
    from ..models.error_detail import ErrorDetail
    from ..models.validation_error import ValidationError


@_attrs_define(eq=False, repr=False, slots=False)
class ErrorBody(Model):
    """Body of an answer that is no success, but for 500."""

    detail: ErrorDetail | list[ValidationError] | None | str
    """What is wrong: a list of it where the framework validates, words where the server itself refuses, or an object
    (M11)."""

    _names: ClassVar[dict[str, str]] = {
        "detail": "detail",
    }

    @classmethod
    @_cache
    def _models(cls) -> dict[str, Decoder]:
        from ..models.error_detail import ErrorDetail
        from ..models.validation_error import ValidationError

        return {
            "detail": _choice(ErrorDetail, _many(ValidationError.from_dict)),
        }
