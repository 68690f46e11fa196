from __future__ import annotations

from attrs import define as _attrs_define

from ..model import Model


@_attrs_define(eq=False, repr=False, slots=False)
class MetadataFilter(Model):
    """Metadata that a point must have: every key must match. Values are strings, whole numbers or booleans; a list
    asks for all of its items. A number with a fraction makes the server fail (500)."""
