from __future__ import annotations

from typing import Any, ClassVar

from attrs import define as _attrs_define

from ..model import Model


@_attrs_define(eq=False, repr=False, slots=False)
class ValidationIssue(Model):
    """One mistake that validation found in a request."""

    type: str
    """Kind of mistake, such as `missing`, `int_parsing` or `json_invalid`."""

    loc: list[int | str]
    """Where it is: `body` or `query`, then the path of keys and positions. For malformed JSON, the position of the
    character."""

    msg: str
    """The mistake in words, such as `Field required`."""

    input: Any
    """The value that was refused; any JSON. Of a missing field, what stood around it."""

    ctx: Any
    """An object with the numbers or names behind the message, such as a minimum length of 5; absent where there are
    none."""

    _names: ClassVar[dict[str, str]] = {
        "type": "type",
        "loc": "loc",
        "msg": "msg",
        "input": "input",
        "ctx": "ctx",
    }
