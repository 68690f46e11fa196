"""A plugin for a Cat 2.x under test: a model that does as it is told, and agents to tell it to.

The embedded Cat of `cheshire_cat_v2.testing` obeys the same commands, so one suite runs on both.
"""

import asyncio
import json

from ag_ui.core.events import CustomEvent, StateSnapshotEvent, StepFinishedEvent, StepStartedEvent
from cat import Agent, agui_event, tool, user
from cat.base import ModelProvider
from cat.types import Message, ResourceLink, TextContent, ToolCall
from pydantic import BaseModel


def answered(text: str) -> Message:
    """Return a message of the assistant."""
    return Message(role="assistant", content=[TextContent(text=text)] if text else [])


class Scripted(ModelProvider):
    """Repeats the last message, but for commands: `/tool name {json}`, `/tools … | …`, `/say+tool name {json}`,
    `/error text`, `/error-mid text`, `/slow seconds tokens`, `/quiet text`, `/empty`, `/history`."""

    slug = "scripted"
    name = "Scripted"

    async def list_llms(self):
        return ["echo"]

    async def llm(self, model, messages, system_prompt="", tools=(), on_token=None, on_tool_call=None):
        last = messages[-1] if messages else None
        if last is not None and last.role == "tool":
            return await self.say(f"Tool said: {last.text}", on_token)
        command, _, rest = (last.text if last else system_prompt).partition(" ")
        if command in ("/tool", "/tools", "/say+tool"):
            return await self.call(command, rest, len(messages), on_token, on_tool_call)
        if command == "/error":
            raise RuntimeError(rest)
        if command == "/error-mid":
            if on_token:
                await on_token("so ")
                await on_token("far ")
            raise RuntimeError(rest)
        if command == "/slow":
            seconds, count = rest.split()
            return await self.say(" ".join(f"t{n}" for n in range(int(count))), on_token, float(seconds))
        if command == "/quiet":
            return answered(rest)
        if command == "/empty":
            return answered("")
        if command == "/history":
            told = [[message.role, message.text] for message in messages]
            return await self.say(f"system={system_prompt!r} {json.dumps(told)}", on_token)
        return await self.say(f"Echo: {last.text if last else system_prompt}", on_token)

    async def say(self, text, on_token, pause=0.0):
        """Answer word by word."""
        for number, word in enumerate(text.split(" ")):
            if on_token:
                await on_token(word if number == 0 else f" {word}")
            await asyncio.sleep(pause)
        return answered(text)

    async def call(self, command, rest, turn, on_token, on_tool_call):
        """Use tools, after some words where they are wanted."""
        said = await self.say("Let me check.", on_token) if command == "/say+tool" else answered("")
        for number, part in enumerate(rest.split(" | ")):
            name, _, args = part.partition(" ")
            made = ToolCall(id=f"call_{turn}_{number}", name=name, args=json.loads(args or "{}"))
            said.tool_calls.append(made)
            if on_tool_call:
                await on_tool_call(made)
        return said


class Probe(Agent):
    """Has two tools."""

    slug = "probe"
    name = "Probe"
    description = "Has tools."
    system_prompt = "You are a probe."

    @tool
    async def add(self, a: int, b: int) -> str:
        """Add two numbers."""
        return str(a + b)

    @tool
    async def fail(self) -> str:
        """Fail."""
        raise RuntimeError("tool exploded")


class WithArgs(Agent):
    """Wants an argument."""

    slug = "withargs"
    name = "With args"
    description = "Declares an ArgsSchema."

    class ArgsSchema(BaseModel):
        """What it takes."""

        temperature: float
        style: str = "plain"

    async def loop(self):
        """Say what it was given."""
        self.result.messages.append(answered(f"{self.args!r} {user.name}"))


class Link(Agent):
    """Answers with a link."""

    slug = "link"
    name = "Link"
    description = "Answers with a resource_link."

    async def loop(self):
        """Answer."""
        link = ResourceLink(name="doc", uri="https://example.org/doc.pdf")
        self.result.messages.append(Message(role="assistant", content=[link]))


class Events(Agent):
    """Sends events of its own."""

    slug = "events"
    name = "Events"
    description = "Sends custom events."

    async def loop(self):
        """Send them, and say so."""
        await agui_event(StepStartedEvent(step_name="think"))
        await agui_event(CustomEvent(name="progress", value={"percent": 50}))
        await agui_event(StateSnapshotEvent(snapshot={"mood": "curious"}))
        await agui_event(StepFinishedEvent(step_name="think"))
        self.result.messages.append(answered("done"))
