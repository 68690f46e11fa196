from __future__ import annotations

from functools import cache as _cache
from typing import TYPE_CHECKING, ClassVar

from attrs import define as _attrs_define

from ..codec import Decoder
from ..codec import many as _many
from ..model import Model

if TYPE_CHECKING:
    from ..models.error_detail import ErrorDetail
    from ..models.validation_issue import ValidationIssue


@_attrs_define(eq=False, repr=False, slots=False)
class ErrorBody(Model):
    """Body of an answer that is not 200, where it is JSON (CONTRACT §1.2). Validation fills `error`, everything else
    fills `detail`. An unhandled exception has no such body: it is the plain text `Internal Server Error` with
    status 500."""

    error: list[ValidationIssue] | None
    """What validation refused, one item per mistake (status 400)."""

    detail: ErrorDetail | None | str
    """Why the operation refused; a plain string where the web framework itself answers, such as `Not Found`."""

    _names: ClassVar[dict[str, str]] = {
        "error": "error",
        "detail": "detail",
    }

    @classmethod
    @_cache
    def _models(cls) -> dict[str, Decoder]:
        from ..models.error_detail import ErrorDetail
        from ..models.validation_issue import ValidationIssue

        return {
            "error": _many(ValidationIssue.from_dict),
            "detail": ErrorDetail.from_dict,
        }
