"""Runs of agents: what each does with a history, and the events that tell it (CONTRACT §4)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from .errors import Json
from .events import event, new_id
from .messages import checked_messages, message, said, text_block, told
from .model import Reply, reply
from .record import Run
from .settings import CORE, DEFAULT_MODEL
from .state import State

Emit = Callable[[Json], Awaitable[None]]

NOT_CONFIGURED = "No Language Model is configured yet. Choose one in the settings!"
NO_KEY = "No key set. Update it into the settings"
_PROMPT = "You are an Agent in the Cheshire Cat AI fleet. Help the user and other agents with their requests."
_ARGS: Json = {
    "description": "What it takes.",
    "properties": {
        "temperature": {"title": "Temperature", "type": "number"},
        "style": {"default": "plain", "title": "Style", "type": "string"},
    },
    "required": ["temperature"],
    "title": "ArgsSchema",
    "type": "object",
}
_EVENTS: tuple[Json, ...] = (
    {"type": "STEP_STARTED", "step_name": "think"},
    {"type": "CUSTOM", "name": "progress", "value": {"percent": 50}},
    {"type": "STATE_SNAPSHOT", "snapshot": {"mood": "curious"}},
    {"type": "STEP_FINISHED", "step_name": "think"},
)


class RunFailed(Exception):
    """A run ends with an error: its words are an event's, or lost in a plain 500 (CONTRACT §0.8)."""


class NotSerialisable(Exception):
    """The result cannot be written into an event: the stream is cut (CONTRACT §0.9)."""


@dataclass(frozen=True)
class Agent:
    """An agent, as lists show it."""

    slug: str
    name: str
    description: str
    plugin_id: str = "scripted"
    prompt: str = _PROMPT
    args_schema: Json | None = None

    def card(self) -> Json:
        """Return its entry in the list."""
        return {
            "slug": self.slug,
            "name": self.name,
            "description": self.description,
            "plugin_id": self.plugin_id,
            "args_schema": self.args_schema,
        }


AGENTS = (
    Agent("default", "Default Agent", "Agent included in core.", "core"),
    Agent("events", "Events", "Sends custom events."),
    Agent("link", "Link", "Answers with a resource_link."),
    Agent("probe", "Probe", "Has tools.", prompt="You are a probe."),
    Agent("withargs", "With args", "Declares an ArgsSchema.", args_schema=_ARGS),
)


def agents(state: State) -> dict[str, Agent]:
    """Return the agents of core and of active plugins."""
    active = {"core": True, **state.active}
    return {agent.slug: agent for agent in AGENTS if active.get(agent.plugin_id)}


class Performance:
    """One run of an agent, from a history to the messages that it adds.

    Args:
        emit: Is given each event; None where nobody wants them.
    """

    def __init__(self, state: State, agent: Agent, run: Run, args: Json, emit: Emit | None) -> None:
        self._state = state
        self._agent = agent
        self._run = run
        self._args = args
        self._emit = emit
        self._added: list[Json] = []

    async def perform(self) -> list[Json]:
        """Return the new messages. Raises `RunFailed`."""
        slug = self._agent.slug
        if slug == "withargs":
            self._added.append(said(self._with_args()))
        elif slug == "link":
            link = {"type": "resource_link", "name": "doc", "uri": "https://example.org/doc.pdf"}
            self._added.append(message("assistant", [_shown(link)]))
        elif slug == "events":
            for one in _EVENTS:
                await self._own_event(one)
            self._added.append(said("done"))
        else:
            await self._converse()
        return self._added

    async def _converse(self) -> None:
        history, prompt = self._run.messages, self._agent.prompt
        if not history:
            history, prompt = [message("user", [text_block(prompt)])], ""
        while True:
            told_so_far = history + self._added
            chosen = self._without_model() or reply(told_so_far, prompt, self._agent.slug, self._state.options.answers)
            await self._turn(chosen, len(told_so_far))
            calls = self._added[-1]["tool_calls"]
            if not calls:
                return
            for call in calls:
                await self._use(call)

    def _without_model(self) -> Reply | None:
        provider, _, _ = self._state.settings.value(CORE)["default_llm"].rpartition(":")
        if provider in ("", DEFAULT_MODEL.partition(":")[0]):
            return Reply(NOT_CONFIGURED, streams=False)
        if provider == "scripted" and self._state.active.get("scripted"):
            return None
        if provider in ("openai", "ollama", "openai_compatible"):
            return Reply(NO_KEY, streams=False)
        return Reply(fails=f"Service of type 'model_providers' and slug '{provider}' not found")

    async def _turn(self, chosen: Reply, turn: int) -> None:
        for one in chosen.events:
            await self._own_event(one)
        pieces = [piece for piece in chosen.pieces if piece]
        streamed = bool(pieces) and chosen.streams and self._emit is not None
        if streamed:
            await self._event("TEXT_MESSAGE_START", message_id=new_id(), role=self._role, name=None)
        for piece in pieces:
            due = self._state.clock.now() + chosen.pause  # known before a test can move the clock on
            if streamed:
                self._run.pieces.append(piece)
                await self._event("TEXT_MESSAGE_CONTENT", message_id=new_id(), delta=piece)
            if chosen.pause:
                await self._state.clock.wait_until(due)
        if chosen.fails is not None:
            raise RunFailed(chosen.fails)
        calls = [
            {"type": "tool_call", "id": f"call_{turn}_{number}", "name": use.name, "args": dict(use.args)}
            for number, use in enumerate(chosen.tools)
        ]
        for call in calls:
            id = call["id"]
            await self._event("TOOL_CALL_START", tool_call_id=id, tool_call_name=call["name"], parent_message_id=None)
            await self._event("TOOL_CALL_ARGS", call, tool_call_id=id, delta=str(call["args"]))
            await self._event("TOOL_CALL_END", tool_call_id=id)
        if streamed:
            await self._event("TEXT_MESSAGE_END", message_id=new_id())
        text = "".join(chosen.pieces)
        content = [text_block(text)] if text else []
        content += [_shown(block) for block in chosen.blocks]
        self._added.append(message("assistant", content, tool_calls=calls))

    async def _use(self, call: Json) -> None:
        known = self._state.options.tools if self._agent.slug == "probe" else {}
        if call["name"] not in known:
            raise RunFailed(f"Tool {call['name']} not found")
        try:
            text = str(known[call["name"]](**call["args"]))
        except Exception as error:
            text = f"Error: {error}"
        made = message("tool", [text_block(text)], tool_call_id=call["id"])
        self._added.append(made)
        await self._event(
            "TOOL_CALL_RESULT",
            told(made, "stream", self._state.options.libraries),
            message_id=new_id(),
            tool_call_id=call["id"],
            content=text,
            role=None,
        )

    def _with_args(self) -> str:
        temperature = self._args.get("temperature")
        if isinstance(temperature, bool) or not isinstance(temperature, (int, float)):
            raise RunFailed(
                f"1 validation error for ArgsSchema\ntemperature\n  Field required [type=missing, "
                f"input_value={self._args!r}, input_type=dict]"
            )
        style = self._args.get("style", "plain")
        return f"ArgsSchema(temperature={float(temperature)!r}, style={style!r}) {self._run.user}"

    @property
    def _role(self) -> str | None:
        return "assistant" if self._state.options.libraries == "release" else None

    async def _event(self, kind: str, raw: Any = None, **fields: Any) -> None:
        if self._emit is not None:
            await self._emit(event(kind, self._seconds(), self._state.options.libraries, raw, **fields))

    async def _own_event(self, one: Mapping[str, Any]) -> None:
        """Send an event of a plugin's: it says no time."""
        if self._emit is not None:
            fields = {name: value for name, value in one.items() if name != "type"}
            await self._emit(event(one["type"], None, self._state.options.libraries, **fields))

    def _seconds(self) -> int:
        return int(self._state.clock.now())


def result(added: list[Json], state: State, *, streamed: bool) -> Json:
    """Return the result of a run. Raises `NotSerialisable` where events cannot carry it."""
    libraries = state.options.libraries
    if streamed and libraries != "newest":
        for one in added:
            if any(block["type"] in ("resource_link", "resource") for block in one["content"]):
                raise NotSerialisable("AnyUrl is not JSON serializable")
    messages = [told(one, "stream" if streamed else "json", libraries) for one in added]
    return {"messages": messages, "resources": [], "args": {}, "stream": True}


def _shown(block: Mapping[str, Any]) -> Json:
    """Return a block of an agent's with every field."""
    problems: list[Json] = []
    made = checked_messages([{"role": "assistant", "content": [dict(block)]}], [], problems)
    if problems:
        raise ValueError(f"no block: {block!r}")
    shown: Json = made[0]["content"][0]
    return shown
