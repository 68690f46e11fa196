from __future__ import annotations

from typing import ClassVar

from attrs import define as _attrs_define

from .. import types
from ..codec import parts as _parts
from ..model import Model
from ..types import UNSET, File, Unset


@_attrs_define(eq=False, repr=False, slots=False)
class BodyUploadFiles(Model):
    """Documents to upload, and how to cut them."""

    files: list[File]
    """The documents; the extensions of their file names tell their kinds."""

    chunk_overlap: int | Unset = UNSET
    """By how many tokens pieces overlap. Left out: 64, whatever `chunk_size` is."""

    chunk_size: int | Unset = UNSET
    """Length of the pieces in tokens. Left out: the server's choice. Send `chunk_overlap` with it: the server's own
    overlap of 64 tokens, with small pieces, makes hundreds of them."""

    metadata: str | Unset = UNSET
    """A JSON object of file name -> object, written as a string; each object is stored beside every piece of that
    file. Text that is not JSON gives 500 (D8)."""

    _names: ClassVar[dict[str, str]] = {
        "files": "files",
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

    def to_multipart(self) -> types.RequestFiles:
        """The parts of a multipart/form-data request, as httpx takes them."""
        return _parts(self)
