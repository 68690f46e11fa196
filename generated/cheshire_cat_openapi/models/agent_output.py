from __future__ import annotations

from typing import Any, ClassVar

from attrs import define as _attrs_define

from ..model import Model


@_attrs_define(eq=False, repr=False, slots=False)
class AgentOutput(Model):
    """What the agent handed over before plugins could change the reply."""

    output: None | str
    """Its text."""

    intermediate_steps: list[Any]
    """The tools it used, each as [[name, input or null], output]."""

    return_direct: bool
    """True if a tool's output was taken as the reply, without asking the language model."""

    _names: ClassVar[dict[str, str]] = {
        "output": "output",
        "intermediate_steps": "intermediate_steps",
        "return_direct": "return_direct",
    }
