from __future__ import annotations

from functools import cache as _cache
from typing import TYPE_CHECKING, ClassVar

from attrs import define as _attrs_define

from ..codec import Decoder
from ..model import Model

if TYPE_CHECKING:
    from ..models.wipe_outcome import WipeOutcome


@_attrs_define(eq=False, repr=False, slots=False)
class WipedCollections(Model):
    """The answer to a wipe."""

    deleted: WipeOutcome
    """Name of a collection -> True if it was wiped. Names only what was asked for."""

    _names: ClassVar[dict[str, str]] = {
        "deleted": "deleted",
    }

    @classmethod
    @_cache
    def _models(cls) -> dict[str, Decoder]:
        from ..models.wipe_outcome import WipeOutcome

        return {
            "deleted": WipeOutcome.from_dict,
        }
