from __future__ import annotations

from typing import Any, ClassVar, Literal

from attrs import define as _attrs_define

from ..model import Model


@_attrs_define(eq=False, repr=False, slots=False)
class LLMModelInteraction(Model):
    """One call of the language model."""

    ended_at: float
    """When the reply was complete, in seconds since 1970 (UTC)."""

    input_tokens: int
    """Length of the prompt in tokens, as the Cat counts them."""

    model_type: Literal["llm"]
    """Always `llm`."""

    output_tokens: int
    """Length of the reply in tokens, as the Cat counts them."""

    prompt: list[str]
    """The messages that were sent, in order. A single string before 1.9."""

    reply: str
    """The text that came back."""

    source: str
    """The part of the Cat that called, such as `MemoryAgent.execute`."""

    started_at: float
    """When the call began, in seconds since 1970 (UTC)."""

    _names: ClassVar[dict[str, str]] = {
        "ended_at": "ended_at",
        "input_tokens": "input_tokens",
        "model_type": "model_type",
        "output_tokens": "output_tokens",
        "prompt": "prompt",
        "reply": "reply",
        "source": "source",
        "started_at": "started_at",
    }
    _constants: ClassVar[dict[str, tuple[Any, ...]]] = {
        "model_type": ("llm",),
    }
