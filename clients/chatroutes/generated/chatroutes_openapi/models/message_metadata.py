from __future__ import annotations

from typing import ClassVar

from attrs import define as _attrs_define

from ..model import Model


@_attrs_define(eq=False, repr=False, slots=False)
class MessageMetadata(Model):
    """How an answer was made."""

    checkpoint_used: bool | None
    """Whether a checkpoint took the place of what came before; since 0.2.0."""

    context_message_count: int | None
    """How many messages the model was given; since 0.2.0."""

    context_truncated: bool | None
    """Whether the conversation was too long for the model, and cut; since 0.2.0."""

    cost: float | None

    finish_reason: None | str

    max_tokens: int | None

    model: None | str

    prompt_tokens: int | None
    """How many tokens the question had; since 0.2.0."""

    response_time: float | None
    """How long it took; the unit is not known."""

    temperature: float | None

    _names: ClassVar[dict[str, str]] = {
        "checkpoint_used": "checkpoint_used",
        "context_message_count": "context_message_count",
        "context_truncated": "context_truncated",
        "cost": "cost",
        "finish_reason": "finishReason",
        "max_tokens": "maxTokens",
        "model": "model",
        "prompt_tokens": "prompt_tokens",
        "response_time": "responseTime",
        "temperature": "temperature",
    }
