from __future__ import annotations

from functools import cache as _cache
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from attrs import define as _attrs_define

from ..codec import Decoder
from ..model import Model

if TYPE_CHECKING:
    from ..models.annotations import Annotations


@_attrs_define(eq=False, repr=False, slots=False)
class AudioContent(Model):
    """AudioContent"""

    annotations: Annotations | None

    data: str

    mime_type: str

    type: Literal["audio"] | None

    _names: ClassVar[dict[str, str]] = {
        "annotations": "annotations",
        "data": "data",
        "mime_type": "mimeType",
        "type": "type",
    }
    _constants: ClassVar[dict[str, tuple[Any, ...]]] = {
        "type": ("audio",),
    }

    @classmethod
    @_cache
    def _models(cls) -> dict[str, Decoder]:
        from ..models.annotations import Annotations

        return {
            "annotations": Annotations.from_dict,
        }
