from __future__ import annotations

from typing import ClassVar

from attrs import define as _attrs_define

from ..model import Model
from ..types import UNSET, Unset


@_attrs_define(eq=False, repr=False, slots=False)
class PointMetadata(Model):
    """What to store beside a text: any keys. `source` and `when` are added by the server where they are missing or
    empty; give them only to set them yourself."""

    source: str | Unset = UNSET
    """Whose or whence. The server's own: the user id; for an upload the file name or URL."""

    when: float | Unset = UNSET
    """When, in seconds since 1970 (UTC). The server's own is the time of the call."""

    _names: ClassVar[dict[str, str]] = {
        "source": "source",
        "when": "when",
    }
    _optional: ClassVar[frozenset[str]] = frozenset(
        {
            "source",
            "when",
        }
    )
