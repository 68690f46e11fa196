from __future__ import annotations

from typing import Any, ClassVar, Literal

from attrs import define as _attrs_define

from ..model import Model


@_attrs_define(eq=False, repr=False, slots=False)
class EmbedderModelInteraction(Model):
    """One call of the embedder."""

    input_tokens: int
    """Length of the texts in tokens, as the Cat counts them."""

    model_type: Literal["embedder"]
    """Always `embedder`."""

    prompt: list[str]
    """The texts that were embedded. A single string before 1.9."""

    reply: list[float]
    """The vector; as many numbers as the embedder has dimensions."""

    source: str
    """The part of the Cat that called."""

    started_at: float
    """When the call began, in seconds since 1970 (UTC)."""

    _names: ClassVar[dict[str, str]] = {
        "input_tokens": "input_tokens",
        "model_type": "model_type",
        "prompt": "prompt",
        "reply": "reply",
        "source": "source",
        "started_at": "started_at",
    }
    _constants: ClassVar[dict[str, tuple[Any, ...]]] = {
        "model_type": ("embedder",),
    }
