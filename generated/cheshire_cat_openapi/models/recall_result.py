from __future__ import annotations

from functools import cache as _cache
from typing import TYPE_CHECKING, ClassVar

from attrs import define as _attrs_define

from ..codec import Decoder
from ..model import Model

if TYPE_CHECKING:
    from ..models.recall_query import RecallQuery
    from ..models.recall_vectors import RecallVectors


@_attrs_define(eq=False, repr=False, slots=False)
class RecallResult(Model):
    """The memories nearest to a text."""

    query: RecallQuery
    """The text that was searched for, and its vector."""

    vectors: RecallVectors
    """What was found, and with which embedder."""

    _names: ClassVar[dict[str, str]] = {
        "query": "query",
        "vectors": "vectors",
    }

    @classmethod
    @_cache
    def _models(cls) -> dict[str, Decoder]:
        from ..models.recall_query import RecallQuery
        from ..models.recall_vectors import RecallVectors

        return {
            "query": RecallQuery.from_dict,
            "vectors": RecallVectors.from_dict,
        }
