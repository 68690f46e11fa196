"""A proxy that makes a network go wrong, for tests: it stands in front of a server, and does what the test asks for.

    with FaultProxy("http://127.0.0.1:8000") as proxy:
        proxy.add(Cut(by="rst", when=Frame(3, edge="at")))  # the third frame to the client stops in its middle
        proxy.add(Answer(503, retry_after=1, path="/items/", times=2))
        ...  # point the client at proxy.host and proxy.port
        proxy.wait_for(lambda: proxy.fired)

A fault waits until some connection reaches its position, and strikes it; `times` says how often, over all connections.
Positions: `Frame`, `Bytes`, `OnRequest`, `OnResponse`, or none: when a connection opens. Faults: `Cut`, `Freeze`,
`Delay`, `Answer`, `CutBody`, `Insert`; `RandomFaults` picks among them. Bytes that no fault concerns pass as they are,
headers included (a server may build redirects from the client's `Host`), and as they come: a frame or a body of any
size needs no memory. Requests that a client sends before it has the response to the last one (pipelining) are passed
on, but do not go together with `Answer`.
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
import os
import socket
import threading
from collections.abc import Callable, Coroutine, Generator
from types import TracebackType
from typing import Any, TypeVar
from urllib.parse import urlsplit

from ._faults.fuzz import RandomFaults
from ._faults.kinds import (
    Answer,
    Bytes,
    Cut,
    CutBody,
    Delay,
    Direction,
    Edge,
    Fault,
    Frame,
    Freeze,
    How,
    Huge,
    Insert,
    OnRequest,
    OnResponse,
    Position,
)
from ._faults.link import Link
from ._faults.plan import Connection, Fired, Plan, Traffic
from ._faults.tcp import Address, no_delay

__all__ = [
    "Answer",
    "Bytes",
    "Connection",
    "Cut",
    "CutBody",
    "Delay",
    "Direction",
    "Edge",
    "Fault",
    "FaultProxy",
    "Fired",
    "Frame",
    "Freeze",
    "How",
    "Huge",
    "Insert",
    "OnRequest",
    "OnResponse",
    "Position",
    "RandomFaults",
    "Traffic",
]

T = TypeVar("T")
AnyFault = TypeVar("AnyFault", Fault, RandomFaults)
_BACKLOG = 1024


class FaultProxy:
    """Listens on a free port of 127.0.0.1 (or the given one), and joins each connection to `server`, an http:// URL.

    Use it as a context manager, or call `start` and `stop`. Its methods may be called from any thread; those that act
    on connections return when they have acted. It runs on a daemon thread of its own.
    """

    def __init__(self, server: str, *, port: int = 0) -> None:
        parts = urlsplit(server)
        if parts.scheme != "http" or not parts.hostname:
            raise ValueError(f"give the server's plain address, such as http://127.0.0.1:8000, not {server!r}")
        self.host = "127.0.0.1"
        self._server = parts.hostname, parts.port or 80
        self._path = parts.path
        self._port = port
        self._plan = Plan()
        self._links: dict[Link, asyncio.Task[None]] = {}
        self._failures: list[BaseException] = []
        self._addresses: list[tuple[int, Address]] = []
        self._listener: socket.socket | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None

    # -- life

    def start(self) -> FaultProxy:
        if self._thread is not None:
            raise RuntimeError("the proxy is running already")
        found = socket.getaddrinfo(*self._server, type=socket.SOCK_STREAM)
        self._addresses = [(family, address) for family, _, _, _, address in found]
        self._bind()
        self._loop = asyncio.SelectorEventLoop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="fault-proxy", daemon=True)
        self._thread.start()
        self.accept()
        return self

    def stop(self) -> None:
        """Close everything, and end the thread. A mistake of the proxy's own, if there was one, is raised here."""
        if self._thread is None or self._loop is None:
            return
        self._call(self._stop())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
        self._thread = self._loop = None
        if self._failures:
            raise RuntimeError("the fault proxy itself failed") from self._failures.pop()

    def __enter__(self) -> FaultProxy:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def port(self) -> int:
        """The port that it listens on; 0 before `start`, unless one was given. A restart keeps it."""
        return self._port

    @property
    def url(self) -> str:
        """The address to use in the server's place, with the same path."""
        return f"http://{self.host}:{self.port}{self._path}"

    # -- faults

    def add(self, fault: AnyFault) -> AnyFault:
        """Let a fault, or what a policy picks, happen from now on; connections that are open now are concerned too."""
        self._plan.add(fault)
        return fault

    def remove(self, fault: Fault | RandomFaults) -> None:
        """Take back what `add` was given; what has happened, or is happening, stays."""
        self._plan.remove(fault)

    def clear(self) -> None:
        """Take back everything that `add` was given."""
        self._plan.clear()

    @contextlib.contextmanager
    def refusing(self) -> Generator[None, None, None]:
        """Refuse new connections within the block."""
        self.refuse()
        try:
            yield
        finally:
            self.accept()

    def refuse(self) -> None:
        """Refuse new connections (ECONNREFUSED) until `accept`; those that are open stay open."""
        self._call(self._refuse())

    def accept(self) -> None:
        """Accept new connections, on the same port as before."""
        self._call(self._accept())

    def cut_all(self, by: How = "fin") -> None:
        """Cut every connection that is open now."""
        Cut(by=by)  # says what is wrong with `by`
        self._call(self._cut_all(by))

    def freeze_all(self, direction: Direction | None = None) -> None:
        """Freeze every connection that is open now, in one direction or in both."""
        Freeze(direction=direction)
        self._call(self._each(lambda link: link.freeze(direction)))

    def thaw(self) -> None:
        """Let every frozen connection go on: what waited is passed on."""
        self._call(self._each(Link.thaw))

    # -- what happened

    @property
    def faults(self) -> list[Fault]:
        """Those that may still strike."""
        return self._plan.waiting()

    @property
    def fired(self) -> list[Fired]:
        """Each stroke of a fault so far, in order. Whoever sees the effect of a fault finds it here."""
        with self._plan.changed:
            return list(self._plan.fired)

    @property
    def connections(self) -> list[Connection]:
        """All connections so far, in order of arrival."""
        with self._plan.changed:
            return list(self._plan.connections)

    @property
    def open_connections(self) -> int:
        """How many have not ended; one that was cut has."""
        return sum(connection.ended is None for connection in self.connections)

    def wait_for(self, predicate: Callable[[], T], timeout: float = 10.0) -> T:
        """Wait until `predicate()` is true, and return its value; it is called whenever something has happened here.

        It may look at the proxy, but must not act on it. TimeoutError, which says what did happen: not so within
        `timeout` seconds.
        """
        return self._plan.wait_for(predicate, timeout)

    # -- on the proxy's thread

    def _call(self, action: Coroutine[Any, Any, None]) -> None:
        if self._loop is None:
            action.close()
            raise RuntimeError("the proxy is not running: use it in a with statement, or call start()")
        asyncio.run_coroutine_threadsafe(action, self._loop).result()

    def _bind(self) -> None:
        """Hold the port without listening on it: connections are refused, and nobody else gets the port."""
        self._listener = listener = socket.socket()
        try:
            if os.name == "posix":  # elsewhere this would let another program take the port
                listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.setblocking(False)
            listener.bind((self.host, self._port))
        except BaseException:
            listener.close()
            raise
        self._port = listener.getsockname()[1]

    async def _accept(self) -> None:
        assert self._listener is not None
        self._listener.listen(_BACKLOG)
        asyncio.get_running_loop().add_reader(self._listener, self._take_in, self._listener)

    async def _refuse(self) -> None:
        self._unlisten()
        self._bind()

    def _unlisten(self) -> None:
        if self._listener is not None:
            asyncio.get_running_loop().remove_reader(self._listener)
            self._listener.close()

    def _take_in(self, listener: socket.socket) -> None:
        with contextlib.suppress(OSError):  # it has gone already, or there are too many open files: it stays waiting
            while True:
                client, _ = listener.accept()
                client.setblocking(False)
                no_delay(client)
                record = Connection(len(self._plan.connections) + 1)
                self._plan.note_connection(record)
                link = Link(client, self._addresses, record, self._plan)
                self._links[link] = task = asyncio.ensure_future(link.run())
                task.add_done_callback(functools.partial(self._gone, link))

    def _gone(self, link: Link, done: asyncio.Task[None]) -> None:
        del self._links[link]
        failure = done.exception()
        if failure is not None:
            self._failures.append(failure)

    async def _each(self, act: Callable[[Link], None]) -> None:
        for link in self._links:
            act(link)

    async def _cut_all(self, by: How) -> None:
        links = list(self._links)
        for link in links:
            link.end(by)
        await asyncio.gather(*(link.shut.wait() for link in links))

    async def _stop(self) -> None:
        self._unlisten()
        await self._each(Link.dismiss)
        await asyncio.gather(*self._links.values(), return_exceptions=True)
