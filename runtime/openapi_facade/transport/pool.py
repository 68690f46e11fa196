"""The connections of a client, which its views share. They are opened when they are needed, and again after `close`.

What runs when it is closed ends at once: see `lifetime`.
"""

from __future__ import annotations

import os
import ssl
import threading
from collections.abc import AsyncIterable, Awaitable, Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import httpcore
import httpx

from openapi_facade.addresses import checked_proxy
from openapi_facade.failure import Failure
from openapi_facade.forks import renew_after_fork
from openapi_facade.interpreter import running_loop
from openapi_facade.transport.deadline import AsyncBackend, Backend
from openapi_facade.transport.httpcore_locks import put_plain_locks, put_quick_detection
from openapi_facade.transport.lifetime import AsyncLifetime, Lifetime

if TYPE_CHECKING:
    import asyncio

    from openapi_facade.api import Api
    from openapi_facade.config import Settings
    from openapi_facade.transport.call import Call
    from openapi_facade.transport.request import Header, Request

Transport: TypeAlias = httpx.BaseTransport
AsyncTransport: TypeAlias = httpx.AsyncBaseTransport
CONNECTIONS = 100

put_plain_locks()
put_quick_detection()


class Answer(NamedTuple):
    """The head of an answer, and the way to its body."""

    status: int
    reason: str
    headers: list[Header]
    stream: Iterable[bytes]
    close: Callable[[], object]
    """Give the connection back, or end it where the body was not read to its end."""
    connection: Any
    """The network stream of httpcore, where no other answer comes over it; None: it is not known."""


class AsyncAnswer(NamedTuple):
    """The same, awaited."""

    status: int
    reason: str
    headers: list[Header]
    stream: AsyncIterable[bytes]
    aclose: Callable[[], Awaitable[object]]
    connection: Any


class Pool:
    """The connections of a client and its views.

    Args:
        config: with the server, TLS and proxy.
        api: whose.
        transport: the caller's own instead, which stays theirs to close.
        connections: how many there may be at a time.
        within: the lifetime of another pool, with whose end this one ends for good.
        http2: whether HTTP/2 is spoken, where the server does so over TLS. Calls share a connection then; one of them
            that ends too late ends it for all.
    """

    def __init__(
        self,
        config: Settings,
        api: Api,
        transport: httpx.BaseTransport | None = None,
        connections: int = CONNECTIONS,
        within: Lifetime | None = None,
        http2: bool = False,
    ) -> None:
        self._config = config
        self._http2 = http2
        self._api = api
        self._own = transport
        self._connections = connections
        self._within = within
        self._made: dict[bool, httpcore.ConnectionPool] = {}
        """For the main thread, and for the others; see `interrupted`."""
        self._lifetime: Lifetime | None = None
        self.latest: Any = None
        """The connection of the last answer, where there is one at a time: see `single`."""
        self._main: Lifetime | None = None
        """That of the main thread's connections."""
        self._parents: list[object] = []
        self._lock = threading.RLock()  # a handler of signals may close what its own thread is opening
        renew_after_fork(self)

    def lifetime(self) -> Lifetime:
        """That of the calls that begin now, which `close` ends."""
        with self._lock:
            if self._lifetime is not None and self._lifetime.over:  # `close` was interrupted
                self._lifetime.cancel()
                self._lifetime = None
                self._made.clear()
            if self._lifetime is None:
                self._lifetime = Lifetime(self._within, self._api.threads)
            return self._lifetime

    def send(self, request: Request, headers: list[Header], call: Call) -> Answer:
        """Send a request: the head of its answer.

        Args:
            request: what; its own headers are not looked at.
            headers: all of them.
            call: with its lifetime and the timeouts of this attempt.

        Raises:
            CloseError: the client was closed since the call began.
            Failure: config: `verify` or `cert` is no certificate.
            httpcore's and httpx's transport errors: it failed.
        """
        lifetime = call.lifetime
        assert isinstance(lifetime, Lifetime)
        if self._own is not None:
            lifetime.check()
            return _answer(self._own.handle_request(_for_httpx(request, headers, call)))
        main = threading.current_thread() is threading.main_thread()
        connections = self._made.get(main)
        if connections is None or lifetime.over or lifetime.pid != os.getpid():
            connections = self._connections_of(lifetime, main)
        response = connections.handle_request(_for_httpcore(request, headers, call, ()))
        more: Any = response.extensions
        reason = more.get("reason_phrase", b"").decode("ascii", "replace")
        stream: Any = response.stream
        connection = _own_connection(more)
        if self._connections == 1:
            self.latest = connection
        return Answer(response.status, reason, response.headers, stream, response.close, connection)

    def _connections_of(self, lifetime: Lifetime, main: bool) -> httpcore.ConnectionPool:
        """Those of a call, in the main thread or another, made if need be.

        Raises:
            CloseError: see `send`.
        """
        with self._lock:
            lifetime.check()
            made = self._made.get(main)
            if made is None:
                if main:
                    lifetime = self._main = Lifetime(lifetime)
                options = _options(self._config, self._api, self._connections, self._http2)
                kind = httpcore.HTTPProxy if "proxy_url" in options else httpcore.ConnectionPool
                made = self._made[main] = kind(**options, network_backend=Backend(lifetime))
            return made

    def interrupted(self) -> None:
        """Something else than httpx's errors came out of the transport: in the main thread, it is used no longer.

        A signal's handler may raise there at any moment, and leave httpcore's pool in any state. So that no other
        thread's call suffers from that, the main thread has connections of its own.
        """
        if threading.current_thread() is threading.main_thread():
            with self._lock:
                self._made.pop(True, None)
                main, self._main = self._main, None
            if main is not None:
                main.cancel()

    def single(self) -> Pool:
        """Another pool of one connection, so that calls one after the other share it. The caller closes it."""
        return Pool(self._config, self._api, self._own, connections=1, within=self.lifetime(), http2=self._http2)

    def close(self) -> None:
        """Close the connections, and end the calls that use them or want to; a later call opens new ones."""
        with self._lock:
            lifetime, made = self._lifetime, list(self._made.values())
        if lifetime is not None:
            lifetime.cancel()
        for each in made:
            each.close()
        with self._lock:
            if self._lifetime is lifetime:
                self._lifetime = self._main = None
                self._made.clear()

    def after_fork(self) -> None:
        # The sockets are the parent's: kept as they are, unused, since closing them could take its locks.
        self._parents.append((self._made, self._lifetime))
        self._made, self._lifetime, self._main = {}, None, None
        self._lock = threading.RLock()


class AsyncPool:
    """The same for an event loop, to which its connections belong."""

    def __init__(
        self,
        config: Settings,
        api: Api,
        transport: httpx.AsyncBaseTransport | None = None,
        connections: int = CONNECTIONS,
        within: AsyncLifetime | None = None,
        http2: bool = False,
    ) -> None:
        self._config = config
        self._http2 = http2
        self._api = api
        self._own = transport
        self._connections = connections
        self._within = within
        self._made: httpcore.AsyncConnectionPool | None = None
        self.latest: Any = None
        self._lifetime: AsyncLifetime | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._parents: list[object] = []
        renew_after_fork(self)

    def lifetime(self) -> AsyncLifetime:
        """That of the calls that begin now, which `close` ends.

        Raises:
            Failure: event loop: the connections are another event loop's.
        """
        self.check_loop()
        if self._lifetime is None:
            self._lifetime = AsyncLifetime(self._within, self._api.threads)
        return self._lifetime

    async def send(self, request: Request, headers: list[Header], call: Call) -> AsyncAnswer:
        """Send a request: the head of its answer. See `Pool.send`.

        Raises:
            Failure: event loop: the connections are another event loop's.
        """
        lifetime = call.lifetime
        assert isinstance(lifetime, AsyncLifetime)
        lifetime.check()
        self.check_loop()
        if self._own is not None:
            return _async_answer(await self._own.handle_async_request(_for_httpx(request, headers, call)))
        if self._made is None:
            options = _options(self._config, self._api, self._connections, self._http2)
            kind = httpcore.AsyncHTTPProxy if "proxy_url" in options else httpcore.AsyncConnectionPool
            self._made = kind(**options, network_backend=AsyncBackend(lifetime))
        response = await self._made.handle_async_request(_for_httpcore(request, headers, call, b""))
        more: Any = response.extensions
        reason = more.get("reason_phrase", b"").decode("ascii", "replace")
        stream: Any = response.stream
        connection = _own_connection(more)
        if self._connections == 1:
            self.latest = connection
        return AsyncAnswer(response.status, reason, response.headers, stream, response.aclose, connection)

    def interrupted(self) -> None:
        """Do nothing: no handler of signals raises in the middle of an event loop's work."""

    def check_loop(self) -> None:
        """Make this event loop the pool's own.

        Raises:
            Failure: event loop: another one is it already, or none runs here.
        """
        loop = running_loop()
        if self._loop is None:
            self._loop = loop
        elif self._loop is not loop:
            raise Failure(
                "event loop",
                "this client opened its connections in another event loop: `await client.close()` there first, or "
                "make a client for each loop (each asyncio.run() has its own)",
            )

    def single(self) -> AsyncPool:
        """Another pool of one connection, so that calls one after the other share it. The caller closes it."""
        return AsyncPool(self._config, self._api, self._own, connections=1, within=self.lifetime(), http2=self._http2)

    async def close(self) -> None:
        """Close the connections, and end the calls that use them or want to; a later call opens new ones.

        That may be in another event loop.

        Raises:
            Failure: event loop: they were opened in another event loop, which is still there.
        """
        gone = self._loop is not None and self._loop.is_closed()  # and with it, whatever could close them in order
        if self._loop is not None and not gone:
            self.check_loop()
        made, lifetime, self._made, self._lifetime, self._loop = self._made, self._lifetime, None, None, None
        if lifetime is not None and gone:
            lifetime.cancel()
        elif lifetime is not None:
            await lifetime.aclose()
            if made is not None:
                await made.aclose()

    def after_fork(self) -> None:
        self._parents.append((self._made, self._lifetime, self._loop))
        self._made = self._lifetime = self._loop = None


def _options(config: Settings, api: Api, connections: int, http2: bool) -> dict[str, Any]:
    secure = config.http_url.startswith("https:")
    options: dict[str, Any] = {
        # Without TLS the context is not used, and reading all certificate authorities into it would take 20 ms.
        "ssl_context": config.ssl_context() if secure else ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT),
        "http2": http2,
        "max_connections": connections,
        "max_keepalive_connections": min(20, connections),
        "keepalive_expiry": api.keep_alive
        if connections > 1
        else None,  # who has one sees for himself whether it is there
    }
    if config.proxy is not None:
        host, port, auth = checked_proxy(config.proxy)
        options |= {"proxy_url": httpcore.URL(scheme=b"http", host=host, port=port, target=b"/"), "proxy_auth": auth}
    return options


def check_http2(api: Api) -> None:
    """See whether HTTP/2 can be spoken.

    Raises:
        Failure: config: what speaks it is not installed.
    """
    from importlib.util import find_spec

    if find_spec("h2") is None:
        raise Failure("config", f'http2: the package h2 is not installed; pip install "{api.name}[http2]"')


def _own_connection(extensions: Mapping[str, Any]) -> Any:
    """The network stream of an answer, unless others come over it too, as with HTTP/2."""
    return None if extensions.get("http_version") == b"HTTP/2" else extensions.get("network_stream")


def _for_httpcore(request: Request, headers: list[Header], call: Call, nothing: bytes | tuple[()]) -> httpcore.Request:
    """A request as httpcore takes it; `nothing`: the body of one that has none."""
    url = request.url
    return httpcore.Request(
        request.method,
        httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
        headers=headers,
        content=request.body or nothing,
        extensions={"timeout": call.timeouts},
    )


def _for_httpx(request: Request, headers: list[Header], call: Call) -> httpx.Request:
    body: dict[str, Any] = {"content" if isinstance(request.body, bytes) else "stream": request.body}
    return httpx.Request(request.method, request.url, headers=headers, extensions={"timeout": call.timeouts}, **body)


def _head_of(response: httpx.Response) -> tuple[int, str, list[Header]]:
    return response.status_code, response.reason_phrase, response.headers.raw


def _answer(response: httpx.Response) -> Answer:
    assert isinstance(response.stream, httpx.SyncByteStream)
    return Answer(*_head_of(response), response.stream, response.close, None)


def _async_answer(response: httpx.Response) -> AsyncAnswer:
    assert isinstance(response.stream, httpx.AsyncByteStream)
    return AsyncAnswer(*_head_of(response), response.stream, response.aclose, None)
