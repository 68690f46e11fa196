from __future__ import annotations

from typing import ClassVar

from attrs import define as _attrs_define

from ..model import Model


@_attrs_define(eq=False, repr=False, slots=False)
class Usage(Model):
    """What an answer cost, in tokens."""

    completion_tokens: int | None
    """Those of the answer."""

    prompt_tokens: int | None
    """Those of the question."""

    total_tokens: int | None
    """Those of both."""

    _names: ClassVar[dict[str, str]] = {
        "completion_tokens": "completionTokens",
        "prompt_tokens": "promptTokens",
        "total_tokens": "totalTokens",
    }
