from __future__ import annotations

from functools import cache as _cache
from typing import TYPE_CHECKING, ClassVar

from attrs import define as _attrs_define

from ..codec import Decoder
from ..codec import many as _many
from ..model import Model

if TYPE_CHECKING:
    from ..models.peer_telemetry import PeerTelemetry


@_attrs_define(eq=False, repr=False, slots=False)
class PeerTelemetryEnvelope(Model):
    """What servers told of themselves."""

    telemetry: list[PeerTelemetry]
    """One for each, the newest first."""

    _names: ClassVar[dict[str, str]] = {
        "telemetry": "telemetry",
    }

    @classmethod
    @_cache
    def _models(cls) -> dict[str, Decoder]:
        from ..models.peer_telemetry import PeerTelemetry

        return {
            "telemetry": _many(PeerTelemetry.from_dict),
        }
