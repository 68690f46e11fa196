from __future__ import annotations

from typing import ClassVar

from attrs import define as _attrs_define

from ..model import Model


@_attrs_define(eq=False, repr=False, slots=False)
class ValidationError(Model):
    """One thing that is wrong about a request; `input` comes as well."""

    loc: list[int | str]
    """Where it is, as keys and positions."""

    msg: str
    """What is wrong, in words."""

    type: str
    """What is wrong, as a word of the server's framework."""

    _names: ClassVar[dict[str, str]] = {
        "loc": "loc",
        "msg": "msg",
        "type": "type",
    }
