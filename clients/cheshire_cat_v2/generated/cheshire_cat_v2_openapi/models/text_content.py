from __future__ import annotations

from functools import cache as _cache
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from attrs import define as _attrs_define

from ..codec import Decoder
from ..model import Model

if TYPE_CHECKING:
    from ..models.annotations import Annotations


@_attrs_define(eq=False, repr=False, slots=False)
class TextContent(Model):
    """TextContent"""

    annotations: Annotations | None

    text: str

    type: Literal["text"] | None

    _names: ClassVar[dict[str, str]] = {
        "annotations": "annotations",
        "text": "text",
        "type": "type",
    }
    _constants: ClassVar[dict[str, tuple[Any, ...]]] = {
        "type": ("text",),
    }

    @classmethod
    @_cache
    def _models(cls) -> dict[str, Decoder]:
        from ..models.annotations import Annotations

        return {
            "annotations": Annotations.from_dict,
        }
