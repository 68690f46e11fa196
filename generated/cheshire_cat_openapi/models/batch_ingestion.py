from __future__ import annotations

from functools import cache as _cache
from typing import TYPE_CHECKING

from attrs import define as _attrs_define

from ..codec import Decoder
from ..model import Model

if TYPE_CHECKING:
    from ..models.file_ingestion import FileIngestion


@_attrs_define(eq=False, repr=False, slots=False)
class BatchIngestion(Model):
    """File name -> what was taken. Files of one name share an item."""

    @classmethod
    @_cache
    def _additional_model(cls) -> Decoder:
        from ..models.file_ingestion import FileIngestion

        return FileIngestion.from_dict

    def __getitem__(self, key: str) -> FileIngestion:
        value: FileIngestion = super().__getitem__(key)
        return value
