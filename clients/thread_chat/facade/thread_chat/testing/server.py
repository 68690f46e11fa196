"""The embedded thread chat: a real HTTP and WebSocket server on loopback, in a thread of its own."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, ClassVar

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from openapi_facade.testing import EmbeddedServer, Watch
from openapi_facade.testing.clock import Clock, RealClock
from openapi_facade.testing.server import STOP_TIMEOUT

from ._service.app import Application
from ._service.dialects import DIALECTS, Dialect
from ._service.held import HeldTurns
from ._service.model import Answers, Reply
from ._service.operations import NAMES
from ._service.record import Socket, Turn
from ._service.state import WEBSOCKET, Enqueued, Options, Service
from ._service.tools import TOOLS
from .faults import Fault

GOODBYE = 1.0
"""Seconds for which a stop waits for clients to answer its close frame."""


class EmbeddedThreadChat(EmbeddedServer):
    """A server that speaks the thread chat, for tests and demos.

    Use it as a context manager, or call `start()` and `stop()`. It has the socket `/chat/ws` in one of three dialects,
    and the six operations. The assistant says "DAOs are fine."; it fails where "FAIL" is in a message, uses a tool for
    "TOOL", and takes a second a piece for "LONG". `answers` decides otherwise.

    A client that leaves during a reply makes a server of the dialects "srv" and "doc" refuse everything from then on,
    as a real one is lost then (`is_lost`).

    Args:
        dialect: "srv", as a server was observed; "doc", as the manual says; "later", as later revisions were read.
        tokens: The tokens that are good, and whose they are; None: any is, and they are all of "user".
        without_profile: Tokens of somebody without a profile.
        answers: What to say: a dict from message to reply, or a callable `(content, thread_id) -> reply or None`. A
            reply is a text, or a `Reply` with its pieces, tools, and whether it fails.
        agents: The agents that there are; None: any.
        answers_unknown_types: Whether a frame of an unknown type is answered with an error; without, it is ignored.
        secret: What webhooks show.
        tools: The tools that there are; None: some of the real server's.
        clock: The time of all that is stored, of pauses, and of pings in JSON.
        host: The address to listen on.
        port: The port; 0 takes a free one.
        exposed: Whether it answers to every Host, and to web pages of every Origin. Without, it serves loopback.

    Raises ValueError for an unknown dialect.
    """

    _name: ClassVar[str] = "embedded thread chat"
    _logger: ClassVar[logging.Logger] = logging.getLogger("thread_chat.testing")
    _judges_origins: ClassVar[bool] = True

    def __init__(
        self,
        dialect: Dialect = "srv",
        *,
        tokens: Mapping[str, str] | None = None,
        without_profile: Collection[str] = (),
        answers: Answers | None = None,
        agents: Collection[str] | None = None,
        answers_unknown_types: bool = True,
        secret: str = "hook-token",
        tools: Sequence[Mapping[str, Any]] | None = None,
        clock: Clock | None = None,
        host: str = "127.0.0.1",
        port: int = 0,
        exposed: bool = False,
    ) -> None:
        if dialect not in DIALECTS:
            raise ValueError(f"no dialect {dialect!r}: expected one of {', '.join(DIALECTS)}")
        options = Options(
            dialect=dialect,
            tokens=None if tokens is None else dict(tokens),
            without_profile=frozenset(without_profile),
            answers=answers,
            agents=None if agents is None else frozenset(agents),
            answers_unknown_types=answers_unknown_types,
            secret=secret,
            tools=TOOLS if tools is None else tuple(tools),
        )
        watch = Watch()
        self._service = Service(options, clock or RealClock(), watch)
        self._app = Application(self._service)
        super().__init__(self._app, host=host, port=port, exposed=exposed, watch=watch)

    @property
    def chat_url(self) -> str:
        """Where the socket is, such as `ws://127.0.0.1:40123/chat/ws`."""
        return f"{self.url.replace('http', 'ws', 1)}/chat/ws"

    # -- life

    def stop(self, *, abruptly: bool = False) -> None:
        """Close the open sockets with 1012, and stop; what still runs is cancelled (CONTRACT §4.4).

        With `abruptly` sockets are dropped without a close frame, as by a server that is killed.
        """
        loop = self._loop
        if loop is not None and not abruptly:
            asyncio.run_coroutine_threadsafe(self._say_goodbye(), loop).result(STOP_TIMEOUT)
        super().stop()

    async def _say_goodbye(self) -> None:
        """Close the sockets, and let their clients answer."""
        loop = asyncio.get_running_loop()
        self._end_all(1012)
        deadline = loop.time() + GOODBYE
        while self._has_sockets() and loop.time() < deadline:
            await asyncio.sleep(0.005)

    def _has_sockets(self) -> bool:
        return any(isinstance(each, WebSocketsSansIOProtocol) for each in self._server_state.connections)

    # -- what happened

    @property
    def turns(self) -> list[Turn]:
        """The messages that were accepted, in order: those that were answered with an error are none."""
        return self._look(lambda: list(self._service.turns))

    @property
    def sockets(self) -> list[Socket]:
        """The WebSockets that were opened, in order."""
        return self._look(lambda: list(self._service.sockets))

    @property
    def is_lost(self) -> bool:
        """Whether a client has left during a reply, which a real server does not survive (CONTRACT §1, T3)."""
        return self._look(lambda: self._service.is_lost)

    # -- what is there

    def create_thread(self, thread_id: str | None = None, *, user: str = "user") -> str:
        """Make a thread of a user, which has a history from then on, and return its id."""
        return self._look(lambda: self._service.create_thread(thread_id, user))

    def history(self, thread_id: str) -> list[dict[str, Any]]:
        """Return the frames of a thread's history, as its owner would get them."""

        def view() -> list[dict[str, Any]]:
            known = self._service.threads.get(thread_id)
            return (self._service.history(thread_id, known.owner) or []) if known else []

        return self._look(view)

    # -- what goes wrong

    def enqueue(self, *faults: Fault, times: int = 1, operation: str | None = None) -> None:
        """Let the next requests be answered otherwise: each fault is used `times` times, in this order.

        Any request of an operation, or handshake, takes the next one; with `operation`, an operationId such as
        "get_tools", only one of that does; "websocket" is a handshake. The faults are in `thread_chat.testing.faults`.
        Raises ValueError for an operation that there is not.
        """
        if operation is not None and operation not in (WEBSOCKET, *NAMES):
            raise ValueError(f"no operation {operation!r}: expected one of {', '.join(sorted({WEBSOCKET, *NAMES}))}")
        waiting = [Enqueued(fault, operation) for fault in faults for _ in range(times)]
        self._look(lambda: self._service.faults.extend(waiting))

    def fail_turns(self, times: int = 1) -> None:
        """Let the model fail in the next turns."""
        self._look(lambda: self._service.model.next.extend([Reply(fails=True)] * times))

    @contextmanager
    def hold_turns(self, after: int = 0) -> Iterator[HeldTurns]:
        """Let each turn stop when so many of its frames were sent, until the end of the block, or `release()`.

        `wait_for(lambda: held.contents)` waits until a turn is there.
        """
        held = HeldTurns(self._look, self._watch, after)
        self._look(lambda: setattr(self._service, "held", held))
        try:
            yield held
        finally:
            self._look(lambda: setattr(self._service, "held", None))
            held.end()

    def cut_after(self, frames: int) -> None:
        """Cut a connection, without a close frame, right behind the frame that is this many from now on."""
        self._look(lambda: setattr(self._service, "frames_left", frames))

    def close_sockets(self, code: int = 1000) -> None:
        """Close all open sockets with a close frame."""
        self._look(lambda: self._end_all(code))

    def cut_sockets(self) -> None:
        """Cut all open sockets: the connection ends without a close frame."""
        self._look(lambda: self._end_all(None))

    def send(self, frame: str | Mapping[str, Any]) -> None:
        """Send a text, or JSON, as it is to all open sockets."""
        text = frame if isinstance(frame, str) else json.dumps(frame)

        async def sending() -> None:
            for line in list(self._app.sockets.lines):
                await line.put(text)

        if self._loop is not None:
            asyncio.run_coroutine_threadsafe(sending(), self._loop).result(STOP_TIMEOUT)

    def _end_all(self, code: int | None) -> None:
        for line in list(self._app.sockets.lines):
            line.end(code)

    # -- what the harness asks

    def _on_reset(self) -> None:
        self._service.reset()

    def _refusal(self, status: int, message: str) -> Mapping[str, Any]:
        return {"detail": message}
