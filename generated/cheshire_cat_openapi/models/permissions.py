from __future__ import annotations

from attrs import define as _attrs_define

from ..model import Model


@_attrs_define(eq=False, repr=False, slots=False)
class Permissions(Model):
    """Resource, such as `MEMORY` -> what is allowed with it, a list out of `WRITE`, `EDIT`, `LIST`, `READ` and
    `DELETE`."""

    def __getitem__(self, key: str) -> list[str]:
        value: list[str] = super().__getitem__(key)
        return value
