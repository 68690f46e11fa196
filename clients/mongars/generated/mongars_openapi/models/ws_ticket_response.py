from __future__ import annotations

from typing import ClassVar

from attrs import define as _attrs_define

from ..model import Model


@_attrs_define(eq=False, repr=False, slots=False)
class WSTicketResponse(Model):
    """A ticket for the socket of events."""

    ticket: str
    """The ticket, for `/ws/chat/?t=...`. A secret."""

    ttl: int
    """How many seconds it is good for; the server takes it a few minutes longer (§2)."""

    _names: ClassVar[dict[str, str]] = {
        "ticket": "ticket",
        "ttl": "ttl",
    }
