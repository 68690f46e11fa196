"""What comes of a run, typed, in the order in which it came (CONTRACT §4).

Events are grouped by their order, for each has another `message_id` (§0.5). `data` is the event as it came: its fields
vary with the libraries of the server (§0.10).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from cheshire_cat_v2.reply import Reply


class RunStarted(NamedTuple):
    """A run has begun."""

    run_id: str
    data: dict[str, Any]


class TextStarted(NamedTuple):
    """A text of the agent begins."""

    data: dict[str, Any]


class Token(NamedTuple):
    """A piece of text."""

    text: str
    data: dict[str, Any]


class TextEnded(NamedTuple):
    """A text is whole."""

    text: str
    data: dict[str, Any]


class ToolCalled(NamedTuple):
    """The agent uses a tool. `args` are the real ones (§0.7); empty where the server gave none that can be read."""

    id: str
    name: str
    args: dict[str, Any]
    data: dict[str, Any]


class ToolResult(NamedTuple):
    """What a tool gave; one that raised gave "Error: …", and the run goes on."""

    id: str
    content: str
    data: dict[str, Any]


class RunFinished(NamedTuple):
    """The run is over, and `reply` is what came of it."""

    reply: Reply
    data: dict[str, Any]


class Custom(NamedTuple):
    """Any other event, such as those of plugins; `type` tells which."""

    type: str
    data: dict[str, Any]


Event: TypeAlias = RunStarted | TextStarted | Token | TextEnded | ToolCalled | ToolResult | RunFinished | Custom

__all__ = (
    "Custom",
    "Event",
    "RunFinished",
    "RunStarted",
    "TextEnded",
    "TextStarted",
    "Token",
    "ToolCalled",
    "ToolResult",
)
for _name in __all__:
    if _name != "Event":
        globals()[_name].__module__ = "cheshire_cat_v2"
