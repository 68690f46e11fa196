from __future__ import annotations

from functools import cache as _cache
from typing import TYPE_CHECKING, ClassVar

from attrs import define as _attrs_define

from ..codec import Decoder
from ..codec import choice as _choice
from ..model import Model

if TYPE_CHECKING:
    from ..models.camel_checkpoint import CamelCheckpoint
    from ..models.checkpoint import Checkpoint


@_attrs_define(eq=False, repr=False, slots=False)
class CheckpointData(Model):
    """What is wrapped."""

    checkpoint: CamelCheckpoint | Checkpoint | None
    """The checkpoint."""

    _names: ClassVar[dict[str, str]] = {
        "checkpoint": "checkpoint",
    }

    @classmethod
    @_cache
    def _models(cls) -> dict[str, Decoder]:
        from ..models.camel_checkpoint import CamelCheckpoint
        from ..models.checkpoint import Checkpoint

        return {
            "checkpoint": _choice(Checkpoint, CamelCheckpoint),
        }
