from __future__ import annotations

from functools import cache as _cache
from typing import TYPE_CHECKING, ClassVar

from attrs import define as _attrs_define

from ..codec import Decoder
from ..model import Model
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.point_metadata import PointMetadata


@_attrs_define(eq=False, repr=False, slots=False)
class UploadURLConfig(Model):
    """A web page to read, and how to cut it."""

    url: str
    """Address of the page, http or https."""

    chunk_overlap: int | None | Unset = UNSET
    """By how many tokens pieces overlap. Left out or None: 64, whatever `chunk_size` is."""

    chunk_size: int | None | Unset = UNSET
    """Length of the pieces in tokens. Left out or None: the server's choice. Send `chunk_overlap` with it."""

    metadata: PointMetadata | Unset = UNSET
    """What to store beside a text: any keys. `source` and `when` are added by the server where they are missing or
    empty; give them only to set them yourself."""

    _names: ClassVar[dict[str, str]] = {
        "url": "url",
        "chunk_overlap": "chunk_overlap",
        "chunk_size": "chunk_size",
        "metadata": "metadata",
    }
    _optional: ClassVar[frozenset[str]] = frozenset(
        {
            "chunk_overlap",
            "chunk_size",
            "metadata",
        }
    )

    @classmethod
    @_cache
    def _models(cls) -> dict[str, Decoder]:
        from ..models.point_metadata import PointMetadata

        return {
            "metadata": PointMetadata.from_dict,
        }
