"""The embedded monGARS: a real HTTP and WebSocket server on loopback, in a thread of its own, its state in memory."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, ClassVar

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from openapi_facade.testing import EmbeddedServer, Watch
from openapi_facade.testing.clock import Clock, RealClock
from openapi_facade.testing.server import STOP_TIMEOUT

from ._service import seal
from ._service.app import Application
from ._service.assistant import FAILED, FILLER, Answers, Reply
from ._service.held import HeldAnswers
from ._service.record import Chat, Request, Socket
from ._service.routes import NAMES
from ._service.state import Account, Enqueued, Options, Revision, Service
from .faults import Fault

GOODBYE = 1.0
"""Seconds for which a stop waits for clients to answer its close frame."""


class EmbeddedMonGARS(EmbeddedServer):
    """A server that speaks as monGARS does, for tests and demos.

    Use it as a context manager, or call `start()` and `stop()`. It has the 21 operations of the document with their
    state, and the event socket `/ws/chat/`. The assistant repeats what it is told ("You said: …"); `answers` decides
    otherwise.

    Args:
        users: Names and passwords of those who are registered from the start.
        admin: Which of them is the admin; None: whoever registers as one first.
        answers: What to say: a dict from message to reply, or a callable `(message, user) -> reply or None`. A reply is
            a text or a `Reply`; where there is None, the assistant answers as ever. What the callable raises fails the
            generation.
        pace: Seconds from the start of one chat of a user to that of the next; 0: there is no limit.
        circuit: Seconds after a failed generation for which nothing is generated for anybody; 0: it goes on.
        clock: The time that tokens, tickets, limits, the circuit and heartbeats follow; a `ManualClock` is moved on by
            the test.
        revision: Of "a7d195a", the Origin must be written exactly as it is allowed; of "d3e160e", its slash does not
            matter, there must be one, and addresses of a local network are as good as local ones.
        origins: The Origins that may open a WebSocket; none: any, and a7d195a needs none then. None: those of the real
            server, and `url` with a slash.
        events: Whether there is a WebSocket; without, each handshake is refused, but tickets are issued.
        heartbeat_interval: Seconds between the pings of a socket.
        heartbeat_timeout: Seconds without a sign of life after which the next ping is a cut.
        ticket_ttl: The `ttl` of tickets, in seconds.
        event_limit: How many events a user may have at once, and the seconds until as many are allowed again; what is
            too much is dropped silently. None: no limit.
        queued_frames: How many frames may wait for a socket; one more closes it with 1013.
        rag: What `rag-context` finds, `{"focus_areas": […], "references": […]}`; None: it is disabled, a 503.
        host: The address to listen on.
        port: The port; 0 takes a free one.
        exposed: Whether it answers to every Host, and to web pages of every Origin. Without, it serves loopback.
        keep_alive: Seconds after which an idle connection is closed.

    Raises ValueError for an admin who is none of the users, and for an unknown revision.
    """

    _name: ClassVar[str] = "embedded monGARS"
    _logger: ClassVar[logging.Logger] = logging.getLogger("mongars_client.testing")
    _judges_origins: ClassVar[bool] = True

    def __init__(
        self,
        *,
        users: Mapping[str, str] | None = None,
        admin: str | None = None,
        answers: Answers | None = None,
        pace: float = 1.0,
        circuit: float = 60.0,
        clock: Clock | None = None,
        revision: Revision = "a7d195a",
        origins: Sequence[str] | None = None,
        events: bool = True,
        heartbeat_interval: float = 20.0,
        heartbeat_timeout: float = 60.0,
        ticket_ttl: int = 45,
        event_limit: tuple[float, float] | None = None,
        queued_frames: int = 32,
        rag: Mapping[str, Any] | None = None,
        host: str = "127.0.0.1",
        port: int = 0,
        exposed: bool = False,
        keep_alive: float = 5.0,
    ) -> None:
        known = dict(users or {})
        if admin is not None and admin not in known:
            raise ValueError(f"the admin {admin!r} is none of the users")
        if revision not in ("a7d195a", "d3e160e"):
            raise ValueError(f"no revision {revision!r}: expected a7d195a or d3e160e")
        options = Options(
            users=known,
            admin=admin,
            answers=answers,
            pace=pace,
            circuit=circuit,
            revision=revision,
            origins=None if origins is None else tuple(origins),
            events=events,
            heartbeat_interval=heartbeat_interval,
            heartbeat_timeout=heartbeat_timeout,
            ticket_ttl=ticket_ttl,
            event_limit=event_limit,
            queued_frames=queued_frames,
            rag=rag,
        )
        watch = Watch()
        self._service = Service(options, clock or RealClock(), watch, lambda: self.url)
        super().__init__(
            Application(self._service), host=host, port=port, exposed=exposed, keep_alive=keep_alive, watch=watch
        )

    # -- life

    def stop(self, *, abruptly: bool = False) -> None:
        """Close the open sockets with 1012, and stop; what still runs is cancelled.

        With `abruptly` sockets are dropped without a close frame, as by a server that is killed.
        """
        loop = self._loop
        if loop is not None and not abruptly:
            asyncio.run_coroutine_threadsafe(self._say_goodbye(), loop).result(STOP_TIMEOUT)
        super().stop()

    async def _say_goodbye(self) -> None:
        """Close the sockets, and let their clients answer."""
        loop = asyncio.get_running_loop()
        self._service.hub.end(1012)
        deadline = loop.time() + GOODBYE
        while self._has_sockets() and loop.time() < deadline:
            await asyncio.sleep(0.005)

    def _has_sockets(self) -> bool:
        return any(isinstance(each, WebSocketsSansIOProtocol) for each in self._server_state.connections)

    # -- what happened

    @property
    def requests(self) -> list[Request]:  # type: ignore[override]  # those of the harness, with their bodies
        """The requests and handshakes that came in, in order."""
        bodies = self._service.bodies
        return [
            Request(one.method, one.path, one.query, one.headers, one.user, bodies.get(id(one), b""))
            for one in super().requests
        ]

    @property
    def chats(self) -> list[Chat]:
        """The chats that were accepted, in order: those that were refused, by 401, 422 or 429, are none."""
        return self._look(lambda: list(self._service.chats))

    @property
    def sockets(self) -> list[Socket]:
        """The WebSockets that are open."""
        return self._look(lambda: [line.record for line in self._service.hub.lines])

    @property
    def enqueued(self) -> int:
        """How many faults still wait for a request."""
        return self._look(lambda: len(self._service.faults))

    @property
    def is_circuit_open(self) -> bool:
        """Whether a failure was so lately that nothing is generated for anybody."""
        return self._look(lambda: self._service.assistant.is_open)

    # -- what it hands out

    def token(self, user: str, *, admin: bool | None = None, life: float | None = 3600.0) -> str:
        """Return a token of a user, whom there need not be; one with a negative `life` is over.

        Args:
            user: Its name; empty: nobody's, which is refused.
            admin: What the token says; None: what the account is.
            life: Seconds for which it is good; None: it does not say so, and the server fails over it with a 500.
        """

        def make() -> str:
            account = self._service.accounts.get(user, Account(""))
            return self._service.token(user, account.is_admin if admin is None else admin, life)

        return self._look(make)

    def ticket(self, user: str, *, age: float = 0.0) -> str:
        """Return a ticket of a user, as if it had been issued some seconds ago."""
        return self._look(lambda: self._service.ticket(user, age))

    def peer_payload(self, data: Any) -> str:
        """Return what a peer sends to tell any JSON: the `payload` of `POST /api/v1/peer/message`."""
        return self.peer_payload_of(json.dumps(data))

    def peer_payload_of(self, text: str) -> str:
        """Return what a peer sends to tell a text; one that is no JSON is refused."""
        return seal.sealed(text, self._service.key, self._service.clock.now())

    # -- what goes wrong

    def enqueue(self, *faults: Fault, times: int = 1, operation: str | None = None) -> None:
        """Let the next requests be answered otherwise: each fault is used `times` times, in this order.

        Any HTTP request takes the next one; with `operation`, what an operationId begins with, such as "chat", only
        one of that does; "websocket" is a handshake. The faults are in `mongars_client.testing.faults`. Raises
        ValueError for an operation that there is not.
        """
        if operation is not None and operation not in NAMES:
            raise ValueError(f"no operation {operation!r}: expected one of {', '.join(sorted(NAMES))}")
        waiting = [Enqueued(fault, operation) for fault in faults for _ in range(times)]
        self._look(lambda: self._service.faults.extend(waiting))

    def fail_generations(self, times: int = 1, *, text: str = FAILED, filler: bool = False) -> None:
        """Let the next generations fail; each opens the circuit for 60 s, in which nothing is generated.

        Args:
            times: How many.
            text: What is answered, with the confidence 0.0.
            filler: Whether a French sentence follows.
        """
        replies = [Reply(text + FILLER * filler, 0.0)] * times
        self._look(lambda: self._service.assistant.failures.extend(replies))

    def invalidate_tokens(self) -> None:
        """Make all tokens and tickets worthless, as a new secret of the server does."""
        self._look(self._service.renew_secret)

    @contextmanager
    def hold_answers(self) -> Iterator[HeldAnswers]:
        """Let chats be accepted, but not answered, until the end of the block, or `release()` of what this gives.

        `wait_for(lambda: held.messages)` waits until a chat is there.
        """
        held = HeldAnswers(self._look, self._watch)
        self._look(lambda: setattr(self._service, "held", held))
        try:
            yield held
        finally:
            self._look(lambda: setattr(self._service, "held", None))
            held.end()

    # -- what the sockets get

    def publish(
        self, type: str, data: Mapping[str, Any] | None = None, *, user: str | None = None, id: str | None = None
    ) -> str:
        """Send an event to all sockets of a user, or to everybody, and return its id.

        Args:
            type: Such as "evolution_engine.training_complete".
            data: What it tells.
            user: Whose it is; None: everybody's.
            id: Its id; None: a new one.
        """
        return self._look(lambda: self._service.hub.publish(type, data or {}, user, id))

    def send(self, frame: str | Mapping[str, Any], *, user: str | None = None) -> None:
        """Send a text, or JSON, as it is to all sockets of a user, or of everybody."""
        text = frame if isinstance(frame, str) else json.dumps(frame)
        self._look(lambda: self._service.hub.put(text, user))

    def close_sockets(self, code: int = 1000, *, user: str | None = None) -> None:
        """Close the sockets of a user, or all, with a close frame."""
        self._look(lambda: self._service.hub.end(code, user))

    def cut_sockets(self, *, user: str | None = None) -> None:
        """Cut the sockets of a user, or all: the connection ends without a close frame."""
        self._look(lambda: self._service.hub.end(None, user))

    @contextmanager
    def silence(self) -> Iterator[None]:
        """Send no pings in the block, and miss nobody's."""
        yield from self._while(lambda over: setattr(self._service.hub, "silent", not over))

    @contextmanager
    def hold_frames(self) -> Iterator[None]:
        """Send nothing to any socket in the block: frames wait, and one too many closes the socket with 1013."""
        yield from self._while(self._flow)

    def _flow(self, flowing: bool) -> None:
        self._service.hub.flow(flowing)

    def _while(self, change: Callable[[bool], None]) -> Iterator[None]:
        self._look(lambda: change(False))
        try:
            yield
        finally:
            self._look(lambda: change(True))

    # -- what the harness asks

    def _on_start(self) -> None:
        self._service.restarted()

    def _on_reset(self) -> None:
        self._service.reset()

    def _refusal(self, status: int, message: str) -> Mapping[str, Any]:
        return {"detail": message}
