"""A server for tests: an ASGI application behind real HTTP and WebSockets on loopback, in a thread of its own."""

from __future__ import annotations

import asyncio
import email.utils
import logging
import socket
import threading
from collections.abc import Callable
from concurrent.futures import Future
from types import TracebackType
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

import uvicorn
from uvicorn.server import ServerState

from ._protocols import HTTPProtocol, WebSocketProtocol
from .asgi import ASGIApp
from .loopback import LoopbackOnly
from .recorder import Recorder
from .watch import Request, Watch

if TYPE_CHECKING:
    from typing_extensions import Self

_Result = TypeVar("_Result")

START_TIMEOUT = 10.0
STOP_TIMEOUT = 10.0
"""Seconds after which starting or stopping has gone wrong; both take milliseconds."""
LARGEST_PORT = 65535
ACCEPTING = 3
"""Turns of the loop after which asyncio has made each connection known that it had accepted."""


class EmbeddedServer:
    """An ASGI application, served over real sockets for tests and demos.

    Use it as a context manager, or call `start()` and `stop()`. Lifespan is off: the application is told of no startup
    and no shutdown. Its scopes have `scope["state"]["record"]`, the `Request` that is recorded, whose `user` it may
    fill in; `asgi.drop(scope)` closes the connection. An exception that it raises is logged, answered with a plain 500
    where nothing was answered yet, and closes the connection; `asgi.Unhandled` is not logged. It is cancelled by
    `stop()` and `reset()`.

    A subclass is a server of one kind. It makes its state and application before it calls this constructor, and says
    what is its own: `_name`, `_logger`, `_judges_origins`, `_on_start`, `_on_reset`, `_refusal`; `_look` is for its
    views.

    Args:
        application: What to serve.
        host: The address to listen on.
        port: The port; 0 takes a free one.
        exposed: Whether every Host and web pages of every Origin are answered. Without, loopback and its pages only.
        ping_interval: Seconds between the server's WebSocket pings.
        ping_timeout: Seconds to wait for a pong before closing with 1011.
        keep_alive: Seconds after which an idle HTTP connection is closed.
        watch: Is told of what changes, by the application too, for `wait_for`; one of its own if none is given.
    """

    _name: ClassVar[str] = "embedded server"
    """What messages call it; its thread has the name, too."""
    _logger: ClassVar[logging.Logger] = logging.getLogger("openapi_facade.testing")
    """Is told what is refused, and how the application failed."""
    _judges_origins: ClassVar[bool] = False
    """Whether the application decides itself which Origins may open a WebSocket."""

    def __init__(
        self,
        application: ASGIApp,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        exposed: bool = False,
        ping_interval: float = 20.0,
        ping_timeout: float = 20.0,
        keep_alive: float = 5.0,
        watch: Watch | None = None,
    ) -> None:
        self.host = host
        self.port = port
        """The port that was asked for until the server has been started; from then on the real one."""
        self._ping_interval = ping_interval
        self._ping_timeout = ping_timeout
        self._keep_alive = keep_alive
        self._watch = watch or Watch()
        self._requests: list[Request] = []
        if not exposed:
            opens = f"{type(self).__name__}(exposed=True) or --exposed opens it to all."
            application = LoopbackOnly(
                application,
                host,
                name=self._name,
                opens=opens,
                body=self._refusal,
                logger=self._logger,
                handshakes=not self._judges_origins,
            )
        self._application = Recorder(application, self._record, self._watch, self._name, self._logger)
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop: asyncio.Event
        self._server_state: ServerState

    def __repr__(self) -> str:
        state = "running" if self._thread else "stopped"
        return f"<{type(self).__name__} {self.url} {state}>"

    # -- what a subclass says of itself

    def _on_start(self) -> None:
        """Do what a start does to the state. It is called before anything is served."""

    def _on_reset(self) -> None:
        """Put the state back to what it was at first. It is called where nothing else runs."""

    def _refusal(self, status: int, message: str) -> object:
        """Return the JSON body of a request that is refused: no Host of loopback (400, 421), a foreign page (403)."""
        return {"error": message}

    # -- life

    @property
    def url(self) -> str:
        """Where it answers, such as `http://127.0.0.1:40123`."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}"

    def start(self) -> Self:
        """Start listening; does nothing if it already does.

        Raises OSError if the address cannot be had, and OverflowError for a port that is none.
        """
        with self._lock:
            if self._thread is not None:
                return self
            if not 0 <= self.port <= LARGEST_PORT:  # `create_server` would leave a socket behind
                raise OverflowError(f"a port is 0 to {LARGEST_PORT}, not {self.port}")
            self._on_start()
            family = socket.AF_INET6 if ":" in self.host else socket.AF_INET
            made = socket.create_server((self.host, self.port), family=family, backlog=2048)
            listener = _Listener(made.family, made.type, made.proto, fileno=made.detach())
            # asyncio does this only for sockets that it has made itself; without, each answer waits 40 ms for an ACK.
            listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.port = listener.getsockname()[1]
            ready: Future[None] = Future()
            self._thread = threading.Thread(
                target=self._run,
                args=(listener, ready),
                name=f"{self._name.lower().replace(' ', '-')}-{self.port}",
                daemon=True,
            )
            self._thread.start()
            try:
                ready.result(START_TIMEOUT)
            except BaseException:
                self._thread = None
                raise
            return self

    def stop(self) -> None:
        """Stop at once: sockets are dropped without a close frame, what still runs is cancelled.

        Does nothing if it is not running. What was recorded stays readable, and the port stays the same for the next
        `start()`.
        """
        with self._lock:
            if self._thread is None or self._loop is None:
                return
            self._loop.call_soon_threadsafe(self._stop.set)
            self._thread.join(STOP_TIMEOUT)
            if self._thread.is_alive():
                raise RuntimeError(f"the {self._name} did not stop within {STOP_TIMEOUT:g} s")
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
            self._forget()
        else:
            asyncio.run_coroutine_threadsafe(self._drop_and_forget(), loop).result(STOP_TIMEOUT)

    # -- what happened

    @property
    def requests(self) -> list[Request]:
        """The HTTP requests and WebSocket handshakes that came in, in order."""
        return self._look(lambda: list(self._requests))

    def wait_for(self, predicate: Callable[[], object], timeout: float = 5.0) -> bool:
        """Wait until `predicate()` is true; returns whether it came true within `timeout` seconds.

        It is called now and after every change: a request has arrived, or has been dealt with, or the application has
        told its `Watch`. So a test need not sleep.
        """
        return self._watch.wait_for(predicate, timeout)

    def _look(self, view: Callable[[], _Result]) -> _Result:
        """Call `view` where nothing changes meanwhile: in the server's thread, if there is one."""
        loop, thread = self._loop, self._thread
        if loop is None or thread is None or thread is threading.current_thread():
            return view()

        async def looking() -> _Result:
            return view()

        return asyncio.run_coroutine_threadsafe(looking(), loop).result(STOP_TIMEOUT)

    # -- in the server's thread

    def _record(self, request: Request) -> None:
        self._requests.append(request)

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
            self._application,
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

    async def _drop_and_forget(self) -> None:
        await self._end_tasks()
        self._forget()

    def _forget(self) -> None:
        self._requests = []
        self._on_reset()
        self._watch.changed()

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
