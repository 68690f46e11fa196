"""The embedded Cat: a real HTTP and WebSocket server on loopback, in a thread of its own, with all state in memory."""

from __future__ import annotations

import asyncio
import copy
import email.utils
import socket
import threading
from collections.abc import Callable
from concurrent.futures import Future
from types import TracebackType
from typing import TYPE_CHECKING, Any, TypeVar

import uvicorn
from uvicorn.server import ServerState

from ._cat.app import Application
from ._cat.state import Answers, Cat, Options
from ._cat.watch import Request
from ._protocols import HTTPProtocol, WebSocketProtocol

if TYPE_CHECKING:
    from typing_extensions import Self

_Result = TypeVar("_Result")

START_TIMEOUT = 10.0
STOP_TIMEOUT = 10.0
"""Seconds after which starting or stopping has gone wrong; both take milliseconds."""
ACCEPTING = 3
"""Turns of the loop after which asyncio has made each connection known that it had accepted."""


class EmbeddedCat:
    """A server that behaves like a Cheshire Cat 1.9.2, for tests and demos.

    Use it as a context manager, or call `start()` and `stop()`. With the default `scripted=True` it comes up with a
    language model that answers by the markers in a message (`[slow:0.1]`, `[raise:boom]`, `[tok:50]`…); with
    `scripted=False` it is an empty Cat, which answers that no language model is configured. `answers`, a dict from
    text to reply or a callable `(text, user_id) -> reply or None`, decides what it says; where it gives None the
    script does. An exception that the callable raises fails the turn, as a language model's would.

    Args:
        host: The address to listen on.
        port: The port; 0 takes a free one.
        api_key: What HTTP requests must show; empty for an open server.
        ws_key: What WebSockets must show. The two keys do not stand in for each other (CONTRACT §2).
        jwt_secret: Signs the tokens of `POST /auth/token`.
        scripted: Whether the scripted language model is installed and selected.
        answers: What to say.
        ping_interval: Seconds between the server's WebSocket pings.
        ping_timeout: Seconds to wait for a pong before closing with 1011.
        keep_alive: Seconds after which an idle HTTP connection is closed.
        exposed: Whether it is as open as a real Cat: to every Host, to web pages of every Origin, and fetching from
            every address that it is told. Without, it serves loopback, and fetches from public addresses only.
        fragile_store: Whether two who write to one collection of memories at once (uploads, turns, points) leave it
            unreadable until the next `start()`, as they may in a real Cat without a vector database (CONTRACT §3.3).
        streaming: Whether an answer comes token by token before it comes whole. Without, the reply is the first frame.
    """

    def __init__(
        self,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        api_key: str = "",
        ws_key: str = "",
        jwt_secret: str = "secret",
        scripted: bool = True,
        answers: Answers | None = None,
        ping_interval: float = 20.0,
        ping_timeout: float = 20.0,
        keep_alive: float = 5.0,
        exposed: bool = False,
        fragile_store: bool = False,
        streaming: bool = True,
    ) -> None:
        self.host = host
        self.port = port
        """The port that was asked for until the server has been started; from then on the real one."""
        self.api_key = api_key
        self.ws_key = ws_key
        self._ping_interval = ping_interval
        self._ping_timeout = ping_timeout
        self._keep_alive = keep_alive
        self._cat = Cat(
            Options(api_key, ws_key, jwt_secret, scripted, answers, host, exposed, fragile_store, streaming)
        )
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop: asyncio.Event
        self._server_state: ServerState

    def __repr__(self) -> str:
        state = "running" if self._thread else "stopped"
        return f"<EmbeddedCat {self.url} {state}>"

    @property
    def url(self) -> str:
        """Where it answers, such as `http://127.0.0.1:40123`."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}"

    def start(self) -> Self:
        """Start listening; does nothing if it already does. Raises OSError if the address cannot be had."""
        with self._lock:
            if self._thread is not None:
                return self
            self._cat.memory.restart()
            family = socket.AF_INET6 if ":" in self.host else socket.AF_INET
            made = socket.create_server((self.host, self.port), family=family, backlog=2048)
            listener = _Listener(made.family, made.type, made.proto, fileno=made.detach())
            # asyncio does this only for sockets that it has made itself; without, each answer waits 40 ms for an ACK.
            listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.port = listener.getsockname()[1]
            ready: Future[None] = Future()
            self._thread = threading.Thread(
                target=self._run, args=(listener, ready), name=f"embedded-cat-{self.port}", daemon=True
            )
            self._thread.start()
            try:
                ready.result(START_TIMEOUT)
            except BaseException:
                self._thread = None
                raise
            return self

    def stop(self) -> None:
        """Stop at once: sockets are dropped without a close frame, turns that still run are cancelled.

        Does nothing if it is not running. What was recorded stays readable, and the port stays the same for the next
        `start()`.
        """
        with self._lock:
            if self._thread is None or self._loop is None:
                return
            self._loop.call_soon_threadsafe(self._stop.set)
            self._thread.join(STOP_TIMEOUT)
            if self._thread.is_alive():
                raise RuntimeError(f"the embedded Cat did not stop within {STOP_TIMEOUT:g} s")
            self._thread = self._loop = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def reset(self) -> None:
        """Back to the fresh state: open sockets and running requests are dropped, everything recorded is forgotten."""
        loop = self._loop
        if loop is None:
            self._cat.reset()
        else:
            asyncio.run_coroutine_threadsafe(self._reset(), loop).result(STOP_TIMEOUT)

    def history(self, user_id: str = "user") -> list[dict[str, Any]]:
        """The conversation of a user, oldest message first: what `GET /memory/conversation_history` shows."""
        return self._look(lambda: copy.deepcopy(self._cat.history(user_id)))

    def prompts(self, user_id: str | None = None) -> list[str]:
        """The texts that were received, over WebSocket and HTTP, in order; of one user or of all."""
        return self._look(lambda: [text for user, text in self._cat.prompts if user_id in (None, user)])

    @property
    def requests(self) -> list[Request]:
        """The HTTP requests and WebSocket handshakes that came in, in order."""
        return self._look(lambda: list(self._cat.requests))

    def sockets(self, user_id: str = "user") -> int:
        """How many WebSockets of a user are open, those included that no longer hear anything (CONTRACT §4.5)."""
        return self._look(lambda: self._cat.sockets.count(user_id))

    def wait_for(self, predicate: Callable[[], object], timeout: float = 5.0) -> bool:
        """Wait until `predicate()` is true; returns whether it came true within `timeout` seconds.

        It is called now and after every change of state (a request, a prompt, a socket opened or closed, a turn
        finished, a chunk memorised), so a test need not sleep.
        """
        return self._cat.watch.wait_for(predicate, timeout)

    def _look(self, view: Callable[[], _Result]) -> _Result:
        """Call `view` where nothing changes meanwhile: in the server's thread, if there is one."""
        loop, thread = self._loop, self._thread
        if loop is None or thread is None or thread is threading.current_thread():
            return view()

        async def looking() -> _Result:
            return view()

        return asyncio.run_coroutine_threadsafe(looking(), loop).result(STOP_TIMEOUT)

    def _run(self, listener: _Listener, ready: Future[None]) -> None:
        try:
            asyncio.run(self._serve(listener, ready))
        except BaseException as error:
            if ready.done():
                raise
            listener.close()
            ready.set_exception(error)

    async def _serve(self, listener: _Listener, ready: Future[None]) -> None:
        loop = asyncio.get_running_loop()
        config = uvicorn.Config(
            Application(self._cat),
            http=HTTPProtocol,
            ws=WebSocketProtocol,
            lifespan="off",
            log_config=None,
            access_log=False,
            ws_ping_interval=self._ping_interval,
            ws_ping_timeout=self._ping_timeout,
            timeout_keep_alive=self._keep_alive,  # type: ignore[arg-type]  # it only ever reaches call_later
        )
        config.load()
        self._stop = asyncio.Event()
        self._server_state = state = ServerState()
        server = await loop.create_server(
            lambda: HTTPProtocol(config=config, server_state=state, app_state={}), sock=listener
        )
        clock = asyncio.create_task(_keep_date(state))
        self._loop = loop
        ready.set_result(None)
        await self._stop.wait()
        clock.cancel()
        listener.over = True
        for _ in range(ACCEPTING):
            await asyncio.sleep(0)
        server.close()
        for connection in list(state.connections):
            connection.transport.abort()
        await self._end_tasks()

    async def _reset(self) -> None:
        await self._end_tasks()
        self._cat.reset()

    async def _end_tasks(self) -> None:
        """Cancel every request and socket that is being served, and wait until they are gone."""
        await asyncio.sleep(0)
        tasks = list(self._server_state.tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


class _Listener(socket.socket):
    """Can stop accepting before it is closed: asyncio leaks a connection whose acceptance is under way then."""

    over = False

    def accept(self) -> tuple[socket.socket, Any]:
        if self.over:
            raise BlockingIOError
        return super().accept()


async def _keep_date(state: ServerState) -> None:
    """Keep the headers that every response carries up to date."""
    while True:
        date = email.utils.formatdate(usegmt=True).encode()
        state.default_headers = [(b"date", date), (b"server", b"uvicorn")]
        await asyncio.sleep(1)
