from __future__ import annotations

from typing import ClassVar

from attrs import define as _attrs_define

from ..codec import Decoder
from ..codec import linked as _linked
from ..codec import member as _member
from ..model import Model
from ..models.annotations_audience_type_0_item import AnnotationsAudienceType0Item


@_attrs_define(eq=False, repr=False, slots=False)
class Annotations(Model):
    """Annotations"""

    audience: list[AnnotationsAudienceType0Item] | None

    priority: float | None

    _names: ClassVar[dict[str, str]] = {
        "audience": "audience",
        "priority": "priority",
    }
    _values: ClassVar[dict[str, Decoder]] = {
        "audience": _linked(_member(AnnotationsAudienceType0Item)),
    }
