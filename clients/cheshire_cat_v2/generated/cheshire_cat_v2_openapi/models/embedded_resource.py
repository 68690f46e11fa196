from __future__ import annotations

from functools import cache as _cache
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from attrs import define as _attrs_define

from ..codec import Decoder
from ..codec import choice as _choice
from ..model import Model

if TYPE_CHECKING:
    from ..models.annotations import Annotations
    from ..models.blob_resource_contents import BlobResourceContents
    from ..models.text_resource_contents import TextResourceContents


@_attrs_define(eq=False, repr=False, slots=False)
class EmbeddedResource(Model):
    """EmbeddedResource"""

    annotations: Annotations | None

    resource: BlobResourceContents | TextResourceContents

    type: Literal["resource"] | None

    _names: ClassVar[dict[str, str]] = {
        "annotations": "annotations",
        "resource": "resource",
        "type": "type",
    }
    _constants: ClassVar[dict[str, tuple[Any, ...]]] = {
        "type": ("resource",),
    }

    @classmethod
    @_cache
    def _models(cls) -> dict[str, Decoder]:
        from ..models.annotations import Annotations
        from ..models.blob_resource_contents import BlobResourceContents
        from ..models.text_resource_contents import TextResourceContents

        return {
            "annotations": Annotations.from_dict,
            "resource": _choice(TextResourceContents, BlobResourceContents),
        }
