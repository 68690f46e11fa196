from __future__ import annotations

from typing import ClassVar

from attrs import define as _attrs_define

from ..model import Model
from ..types import UNSET, Unset


@_attrs_define(eq=False, repr=False, slots=False)
class LLMModelProvisionRequest(Model):
    """Which models to fetch."""

    force: bool | Unset = False
    """Whether to fetch what is there as well."""

    roles: list[str] | None | Unset = UNSET
    """Those of these roles; of all, without."""

    _names: ClassVar[dict[str, str]] = {
        "force": "force",
        "roles": "roles",
    }
    _optional: ClassVar[frozenset[str]] = frozenset(
        {
            "force",
            "roles",
        }
    )
