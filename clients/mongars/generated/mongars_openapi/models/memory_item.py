from __future__ import annotations

import datetime
from typing import ClassVar

from attrs import define as _attrs_define

from ..codec import Decoder
from ..dates import as_datetime as _as_datetime
from ..model import Model


@_attrs_define(eq=False, repr=False, slots=False)
class MemoryItem(Model):
    """A turn that the server remembers."""

    expires_at: datetime.datetime | None
    """When it is forgotten, a day later."""

    query: str
    """What was said, as HTML that the server has cleaned (§3.1)."""

    response: str
    """The answer."""

    timestamp: datetime.datetime
    """When it was stored."""

    user_id: str
    """Name of the user."""

    _names: ClassVar[dict[str, str]] = {
        "expires_at": "expires_at",
        "query": "query",
        "response": "response",
        "timestamp": "timestamp",
        "user_id": "user_id",
    }
    _values: ClassVar[dict[str, Decoder]] = {
        "expires_at": _as_datetime,
        "timestamp": _as_datetime,
    }
