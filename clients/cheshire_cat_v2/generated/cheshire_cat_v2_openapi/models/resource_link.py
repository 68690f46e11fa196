from __future__ import annotations

from functools import cache as _cache
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from attrs import define as _attrs_define

from ..codec import Decoder
from ..codec import many as _many
from ..model import Model

if TYPE_CHECKING:
    from ..models.annotations import Annotations
    from ..models.icon import Icon


@_attrs_define(eq=False, repr=False, slots=False)
class ResourceLink(Model):
    """ResourceLink"""

    annotations: Annotations | None

    description: None | str

    icons: list[Icon] | None

    mime_type: None | str

    name: str

    size: int | None

    title: None | str

    type: Literal["resource_link"] | None

    uri: str

    _names: ClassVar[dict[str, str]] = {
        "annotations": "annotations",
        "description": "description",
        "icons": "icons",
        "mime_type": "mimeType",
        "name": "name",
        "size": "size",
        "title": "title",
        "type": "type",
        "uri": "uri",
    }
    _constants: ClassVar[dict[str, tuple[Any, ...]]] = {
        "type": ("resource_link",),
    }

    @classmethod
    @_cache
    def _models(cls) -> dict[str, Decoder]:
        from ..models.annotations import Annotations
        from ..models.icon import Icon

        return {
            "annotations": Annotations.from_dict,
            "icons": _many(Icon.from_dict),
        }
