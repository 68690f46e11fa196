from __future__ import annotations

from typing import ClassVar

from attrs import define as _attrs_define

from ..model import Model
from ..types import UNSET, Unset


@_attrs_define(eq=False, repr=False, slots=False)
class SendMessageRequest(Model):
    """What is said, and how it shall be answered."""

    content: str

    branch_id: None | str | Unset = UNSET
    """Id of the branch in which it is said; the main one, without."""

    max_tokens: int | None | Unset = UNSET
    """How long the answer may become."""

    model: None | str | Unset = UNSET
    """The language model that shall answer."""

    temperature: float | None | Unset = UNSET
    """How freely it answers, from 0; gpt-5 ignores it, the models of Claude take 1 at most (R8)."""

    _names: ClassVar[dict[str, str]] = {
        "content": "content",
        "branch_id": "branchId",
        "max_tokens": "maxTokens",
        "model": "model",
        "temperature": "temperature",
    }
    _optional: ClassVar[frozenset[str]] = frozenset(
        {
            "branchId",
            "maxTokens",
            "model",
            "temperature",
        }
    )
