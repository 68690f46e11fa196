"""What an embedded thread chat knows: its threads, what was said, and what tests have asked it to do."""

from __future__ import annotations

import uuid
from collections import deque
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from openapi_facade.testing import Watch
from openapi_facade.testing.clock import Clock
from thread_chat.testing.faults import Delay, Fault

from .dialects import Dialect, Item, speaking
from .held import HeldTurns
from .model import Answers, Model
from .record import Socket, Turn

WEBSOCKET = "websocket"
"""What a handshake is called among the operations."""


@dataclass(frozen=True)
class Options:
    """What an embedded server was made with; see `EmbeddedThreadChat`."""

    dialect: Dialect = "srv"
    tokens: Mapping[str, str] | None = None
    without_profile: Collection[str] = ()
    answers: Answers | None = None
    agents: Collection[str] | None = None
    answers_unknown_types: bool = True
    secret: str = "hook-token"
    tools: Sequence[Mapping[str, Any]] = ()


@dataclass
class Thread:
    """What is stored of a thread."""

    owner: str
    exists: bool = False
    """Whether there is a row of it, without which SRV gives no history (CONTRACT §1)."""
    is_broken: bool = False
    """Whether a message without a content was stored, after which the model says nothing (CONTRACT §4.4)."""
    items: list[Item] = field(default_factory=list)


@dataclass
class Enqueued:
    """A fault that waits for its request."""

    fault: Fault
    operation: str | None


class Service:
    """The state of one server. All of it is used in the server's thread."""

    def __init__(self, options: Options, clock: Clock, watch: Watch) -> None:
        self.options = options
        self.clock = clock
        self.watch = watch
        self.dialect = speaking(options.dialect)
        self.reset()

    def reset(self) -> None:
        """Back to the state at first."""
        self.threads: dict[str, Thread] = {}
        self.turns: list[Turn] = []
        self.sockets: list[Socket] = []
        self.model = Model(self.options.answers)
        self.faults: deque[Enqueued] = deque()
        self.held: HeldTurns | None = None
        self.is_lost = False
        self.frames_left: int | None = None
        """After so many frames more, the connection of the one that was sent is cut; None: never."""

    def user_of(self, token: str) -> str | None:
        """Return whose token it is; None: nobody's."""
        tokens = self.options.tokens
        return "user" if tokens is None and token else (tokens or {}).get(token)

    def thread(self, thread_id: str, user: str) -> Thread:
        """Return a thread, of which something is about to be stored."""
        found = self.threads.setdefault(thread_id, Thread(user))
        found.exists = found.exists or self.dialect.creates_threads
        return found

    def create_thread(self, thread_id: str | None, user: str) -> str:
        """Make a row of a thread, as what is beside the chat does, and return its id."""
        made = str(uuid.uuid4()) if thread_id is None else str(uuid.UUID(thread_id))
        self.threads.setdefault(made, Thread(user)).exists = True
        return made

    def history(self, thread_id: str, user: str) -> list[dict[str, Any]] | None:
        """Return the frames of a history; None for a thread that there is not."""
        found = self.threads.get(thread_id)
        if found is None or not found.exists:
            return [] if self.dialect.creates_threads else None
        if found.owner != user:
            return []
        items = sorted(found.items, key=lambda item: item.at)
        plain = self.options.dialect == "doc"
        return [self.dialect.item(item, thread_id) for item in items if not (plain and (item.tool or item.thought))]

    def fault_for(self, operation: str) -> Fault | None:
        """Return the fault that waits for a request, if one does, and forget it."""
        for waiting in self.faults:
            if waiting.operation in (None, operation):
                self.faults.remove(waiting)
                return waiting.fault
        return None

    async def delayed(self, fault: Fault | None) -> Fault | None:
        """Wait where the fault is that; return any other."""
        if isinstance(fault, Delay):
            await self.clock.wait_until(self.clock.now() + fault.seconds)
            return None
        return fault

    def lose(self) -> None:
        """Be as lost as a real server is when a client leaves during a reply (CONTRACT §1, T3)."""
        self.is_lost = True
        self.watch.changed()
