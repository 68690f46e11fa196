from __future__ import annotations

from attrs import define as _attrs_define

from ..model import Model


@_attrs_define(eq=False, repr=False, slots=False)
class JsonObject(Model):
    """A JSON object whose keys are not fixed, as the server stores it."""
