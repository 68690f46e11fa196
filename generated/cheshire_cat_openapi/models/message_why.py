from __future__ import annotations

from functools import cache as _cache
from typing import TYPE_CHECKING, Any, ClassVar

from attrs import define as _attrs_define

from ..codec import Decoder
from ..codec import choice as _choice
from ..codec import many as _many
from ..model import Model

if TYPE_CHECKING:
    from ..models.agent_output import AgentOutput
    from ..models.embedder_model_interaction import EmbedderModelInteraction
    from ..models.llm_model_interaction import LLMModelInteraction
    from ..models.why_memory import WhyMemory


@_attrs_define(eq=False, repr=False, slots=False)
class MessageWhy(Model):
    """How a reply came about (CONTRACT §4.3). Large: it holds the prompts and the vector of the question."""

    input: str
    """The user's text as the Cat took it."""

    intermediate_steps: list[Any]
    """The tools that were used, each as [[name, input or null], output]."""

    model_interactions: list[EmbedderModelInteraction | LLMModelInteraction]
    """Every call of the embedder and of the language model, in order; `model_type` tells which."""

    memory: WhyMemory
    """The memories that were recalled for a turn, by collection, best match first."""

    agent_output: AgentOutput | None
    """What the agent handed over before plugins could change the reply. None in a frame that a plugin sent in the
    middle of a turn, and before 1.7."""

    _names: ClassVar[dict[str, str]] = {
        "input": "input",
        "intermediate_steps": "intermediate_steps",
        "model_interactions": "model_interactions",
        "memory": "memory",
        "agent_output": "agent_output",
    }

    @classmethod
    @_cache
    def _models(cls) -> dict[str, Decoder]:
        from ..models.agent_output import AgentOutput
        from ..models.embedder_model_interaction import EmbedderModelInteraction
        from ..models.llm_model_interaction import LLMModelInteraction
        from ..models.why_memory import WhyMemory

        return {
            "model_interactions": _many(_choice(LLMModelInteraction, EmbedderModelInteraction)),
            "memory": WhyMemory.from_dict,
            "agent_output": AgentOutput.from_dict,
        }
