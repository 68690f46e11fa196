"""What is done for a frame of a client, and what becomes of a message (CONTRACT §3, §4)."""

from __future__ import annotations

import json
import uuid
from typing import Any

from .dialects import THOUGHT, Frame, Item
from .line import Line
from .model import Reply
from .record import Turn
from .state import Service, Thread

NO_HISTORY = "Error retrieving history: "


async def handle(service: Service, line: Line, text: str | None) -> None:
    """Deal with a frame, to its end; None is a binary one.

    Errors are told as the server tells them, which is in the words of Python's exceptions.
    """
    try:
        if text is None:
            raise KeyError("text")
        data = json.loads(text)
        kind = data["type"]
        if kind == "history":
            await _history(service, line, data)
        elif kind == "message":
            await _message(service, line, data)
        elif service.options.answers_unknown_types:
            await line.put(_error(f"Unknown message type: {kind}"))
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        await line.put(_error(str(error)))


async def _history(service: Service, line: Line, data: dict[str, Any]) -> None:
    try:
        thread_id = str(uuid.UUID(data["thread_id"]))
    except ValueError:
        await line.put(_error("Invalid thread ID format"))
        return
    except (KeyError, TypeError, AttributeError) as error:
        await line.put(_error(f"{NO_HISTORY}{error}"))
        return
    frames = service.history(thread_id, line.record.user)
    if frames is None:
        await line.put(_error(f"{NO_HISTORY}'NoneType' object has no attribute 'profile_id'"))
        return
    for frame in frames:
        await line.put(frame)


async def _message(service: Service, line: Line, data: dict[str, Any]) -> None:
    try:
        thread_id = str(uuid.UUID(data["thread_id"]))
        content = data["content"]
        agent_id = None if data.get("agent_id") is None else str(uuid.UUID(data["agent_id"]))
        if content is not None and not isinstance(content, str):
            raise ValueError
    except ValueError:
        await line.put(_error("Invalid UUID format"))
        return
    except AttributeError as error:
        await line.put(_error(str(error)))
        return
    turn = Turn(thread_id, content, agent_id, line.record.user)
    service.turns.append(turn)
    line.idle.clear()
    try:
        await _Run(service, line, turn).all()
    finally:
        line.idle.set()
        turn.is_over = True
        service.watch.changed()


class _Run:
    """One turn."""

    def __init__(self, service: Service, line: Line, turn: Turn) -> None:
        self._service = service
        self._line = line
        self._turn = turn
        self._thread: Thread = service.thread(turn.thread_id, turn.user)
        self._at = turn.thread_id, turn.agent_id
        self._sent = 0

    async def all(self) -> None:
        """Store what was said, answer it, and store the answer."""
        service, turn, content = self._service, self._turn, self._turn.content
        self._store(Item("user", content if isinstance(content, str) else None, self._now, agent_id=turn.agent_id))
        await self._held()
        await self._say(*service.dialect.received(turn.thread_id))
        if self._thread.is_broken or not isinstance(content, str):
            self._thread.is_broken = True
        elif service.options.agents is None or turn.agent_id is None or turn.agent_id in service.options.agents:
            reply = service.model.reply(content, turn.thread_id)
            if not reply.fails:
                await self._answer(reply)
                return
        await self._say(*service.dialect.failed())

    async def _answer(self, reply: Reply) -> None:
        dialect, begun = self._service.dialect, self._now
        if planned := dialect.planned(self._now, *self._at):
            self._store(Item("assistant", None, self._now, agent_id=self._turn.agent_id, thought=THOUGHT))
            await self._say(*planned)
        for number, use in enumerate(reply.tools):
            if number:
                await self._say(*dialect.call_ended(self._now, *self._at, last=False))
            self._store(Item("assistant", None, self._now, tool=use, agent_id=self._turn.agent_id))
            await self._say(*dialect.tool(use, self._now, *self._at))
        item = Item("assistant", reply.text, self._now, agent_id=self._turn.agent_id)
        for number, piece in enumerate(filter(None, reply.pieces), 1):
            await self._service.clock.wait_until(begun + number * reply.pause)
            await self._say(dialect.delta(piece, self._now, *self._at, item.id))
        item.at = self._now
        self._store(item)
        self._turn.answer = reply.text
        if reply.tools or dialect.survives:
            await self._say(*dialect.call_ended(self._now, *self._at, last=True))

    async def _say(self, *frames: Frame) -> None:
        for frame in frames:
            await self._line.put(frame)
            self._sent += 1
            await self._held()

    async def _held(self) -> None:
        held = self._service.held
        if held is not None and held.after == self._sent:
            await held.wait(self._turn)

    def _store(self, item: Item) -> None:
        self._thread.items.append(item)
        self._service.watch.changed()

    @property
    def _now(self) -> float:
        return self._service.clock.now()


def _error(message: str) -> Frame:
    return {"type": "error", "message": message}
