"""The end of a call, held at the socket: when its time is over, and when the client is closed.

httpx limits each read and each write, and that is not their sum: a server that sends its status line or its headers in
drips would keep a call for ever. So what httpcore connects, writes and reads goes through here, where none of it gets
more time than its call has left, nor outlives the lifetime of its pool.
"""

from __future__ import annotations

import contextlib
import os
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, TypeVar

import httpcore
import httpx

from openapi_facade.frames import let_go
from openapi_facade.redaction import Redactor, clean_logs
from openapi_facade.transport.call import current
from openapi_facade.transport.lifetime import CLOSED, AsyncLifetime, Lifetime, TooLate

if TYPE_CHECKING:
    import ssl

A = TypeVar("A")
T = TypeVar("T")

PIECE = 131_072
"""Bytes that are written at a time: within one write, httpcore gives each part that goes out the whole time again."""


def _redactor() -> Redactor | None:
    call = current.get()
    return None if call is None else call.redactor


# httpcore tells, at its level DEBUG, the headers of each answer, in which a server may echo a credential; what packs
# the headers of HTTP/2 tells those of each request.
clean_logs(_redactor, "httpcore.http11", "httpcore.http2", "httpcore.connection", "httpcore.proxy")
clean_logs(_redactor, "hpack.hpack", "hpack.table")


def _connecting(timeout: float | None) -> float | None:
    """Seconds for connecting."""
    call = current.get()
    return _left(call.ends if call else None, timeout, httpcore.ConnectTimeout)


def _left(due: float | None, timeout: float | None, late: type[Exception]) -> float | None:
    """Seconds for the next step, of those that it may take by itself; late: none are left."""
    if due is None:
        return timeout
    left = due - time.monotonic()
    if left <= 0:
        raise late("the call's time is over")
    return left if timeout is None else min(timeout, left)


class _Stream(httpcore.NetworkStream):
    """A connection, which `close` may end from another thread than the one that uses it.

    The descriptor is closed by its user, or when it has none: a thread that goes on reading it would read another file
    that has got its number meanwhile.
    """

    def __init__(self, stream: httpcore.NetworkStream, lifetime: Lifetime) -> None:
        self._stream = stream
        self._lifetime = lifetime
        self._lock = threading.RLock()  # a handler of signals may close what its own thread is using
        self._users: set[int] = set()  # threads: over HTTP/2, one may read while another writes
        self._closed = False
        self._handshaking: socket.socket | None = None
        lifetime.add(self)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)

    def close(self) -> None:
        if not self._lifetime.ours:  # but the parent's, whose connection would end too
            return
        with self._lock:
            self._closed = True
            shut_down(self._handshaking or self.get_extra_info("socket"))
            if not self._users:
                self._stream.close()
        self._lifetime.discard(self)

    cancel = close

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        call = current.get()
        due = None if call is None else call.ends or call.answer_due()
        return self._use(self._stream.read, max_bytes, due, timeout, httpcore.ReadTimeout)

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        if not buffer:  # which is how h11 says that this was all
            return
        call = current.get()
        due = None if call is None else call.ends or call.sending()
        if len(buffer) <= PIECE:  # as the pieces of an upload are, which are many
            self._use(self._stream.write, buffer, due, timeout, httpcore.WriteTimeout)
            return
        for start in range(0, len(buffer), PIECE):
            self._use(self._stream.write, buffer[start : start + PIECE], due, timeout, httpcore.WriteTimeout)

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        def shake_hands(handle: socket.socket, seconds: float | None) -> None:
            self._handshaking = handle
            try:
                self._stream = self._stream.start_tls(ssl_context, server_hostname, seconds)
            finally:
                with self._lock:
                    self._handshaking = None

        call = current.get()
        # A handle of the connection: its socket is put into another one, which is not known before its end.
        try:
            handle = self.get_extra_info("socket").dup()
        except OSError as error:  # no more descriptors
            raise httpcore.ConnectError(str(error)) from None
        with handle:
            self._use(shake_hands, handle, call.ends if call else None, timeout, httpcore.ConnectTimeout)
        return self

    def _use(
        self,
        work: Callable[[A, float | None], T],
        argument: A,
        due: float | None,
        timeout: float | None,
        late: type[Exception],
    ) -> T:
        """Use the descriptor, within its time.

        Args:
            work: takes an argument, and the seconds that it may take.
            argument: that.
            due: when it must be done; None: its own time is all.
            timeout: its own time, in seconds.
            late: what to raise when no time is left.

        Raises:
            CloseError: it was closed, before or meanwhile: what came may be cut.
        """
        if due is not None:
            left = due - time.monotonic()
            if left <= 0:
                raise late("the call's time is over")
            timeout = left if timeout is None else min(timeout, left)
        if self._lifetime.over or self._lifetime.pid != os.getpid():
            self._lifetime.check()
        me = threading.get_ident()
        try:
            with self._lock:
                if not self._closed:
                    self._users.add(me)
            if me in self._users:
                result = work(argument, timeout)
                if not self._closed:
                    return result
        except Exception:
            if not self._closed:
                raise
        finally:
            with self._lock:
                self._users.discard(me)
                if self._closed and not self._users:
                    self._stream.close()
        raise httpx.CloseError(CLOSED)


class Backend(httpcore.NetworkBackend):
    """Opens connections which end with the calls that use them, and with a lifetime."""

    def __init__(self, lifetime: Lifetime) -> None:
        self._backend = httpcore.SyncBackend()
        self._lifetime = lifetime

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        left = _connecting(timeout)
        due = None if left is None else time.monotonic() + left

        def connect() -> httpcore.NetworkStream:
            handled = sys.exc_info()[1]
            addresses = _addresses(host, port)
            while True:
                address = addresses.pop(0)
                # A name can have many, each of which would get the whole time: they share it.
                share = None if due is None else max(0.001, (due - time.monotonic()) / (len(addresses) + 1))
                try:
                    return self._backend.connect_tcp(address, port, share, local_address, socket_options)
                except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                    if not addresses:
                        raise
                    let_go(error, handled)

        try:
            return _Stream(self._lifetime.aside(connect, lambda late: late.close(), left), self._lifetime)
        except TooLate:
            late = "the name was not resolved in time"
        raise httpcore.ConnectTimeout(late)

    def sleep(self, seconds: float) -> None:
        self._backend.sleep(seconds)


class _AsyncStream(httpcore.AsyncNetworkStream):
    """The same for an event loop.

    A server may answer a large body before it has read it, and close. Writing fails then, and asyncio closes its
    descriptor, whatever has come over it. So where a large body is sent, there is a second one, over which the answer
    is read all the same; not so with TLS, whose keys asyncio has.
    """

    def __init__(self, stream: httpcore.AsyncNetworkStream, lifetime: AsyncLifetime) -> None:
        self._stream = stream
        self._lifetime = lifetime
        self._second: socket.socket | None = None
        self._asked = False
        """Whether something was written since something was read."""
        lifetime.add(self)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)

    def cancel(self) -> None:
        """End it for whoever uses it; the event loop closes it then."""
        if self._lifetime.ours:
            shut_down(self.get_extra_info("socket"))

    async def aclose(self) -> None:
        self._lifetime.discard(self)
        if self._second is not None:
            self._second.close()
        await self._stream.aclose()

    def _prepare(self, large: bool) -> None:
        """Have a second descriptor for what is sent next, if it is large; none otherwise."""
        if self._second is not None:
            self._second.close()
            self._second = None
        if large and self.get_extra_info("ssl_object") is None:
            with contextlib.suppress(OSError):  # no more descriptors
                self._second = self.get_extra_info("socket").dup()

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        call = current.get()
        self._asked = False
        with self._use():
            due = None if call is None else call.ends or call.answer_due()
            left = _left(due, timeout, httpcore.ReadTimeout)
            try:
                return await self._stream.read(max_bytes, left)
            except httpcore.ReadError:
                if self._second is None:
                    raise
            return await _read(self._second, max_bytes, left)

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        if not buffer:
            return
        call = current.get()
        with self._use():
            due = None if call is None else call.ends or call.sending()
            if not self._asked:
                self._asked = True
                self._prepare(call is not None and call.large)
            await self._stream.write(buffer, _left(due, timeout, httpcore.WriteTimeout))

    async def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.AsyncNetworkStream:
        with self._use():
            self._stream = await self._stream.start_tls(ssl_context, server_hostname, _connecting(timeout))
        return self

    @contextlib.contextmanager
    def _use(self) -> Iterator[None]:
        """Raise `CloseError` for whatever comes of it when it was closed: what came may be cut."""
        try:
            self._lifetime.check()
            yield
        except Exception:
            self._lifetime.check()
            raise
        self._lifetime.check()


async def _read(connection: socket.socket, max_bytes: int, timeout: float | None) -> bytes:
    """Read without a transport of asyncio's.

    Raises:
        ReadTimeout, ReadError: nothing came.
    """
    import asyncio  # here, so that nobody loads it who has no use for it

    try:
        return await asyncio.wait_for(asyncio.get_running_loop().sock_recv(connection, max_bytes), timeout)
    except (TimeoutError, asyncio.TimeoutError):  # which are two before Python 3.11
        problem: Exception = httpcore.ReadTimeout("the answer came too slowly")
    except OSError as error:
        problem = httpcore.ReadError(str(error))
    raise problem


class AsyncBackend(httpcore.AsyncNetworkBackend):
    """The same for an event loop."""

    def __init__(self, lifetime: AsyncLifetime) -> None:
        self._backend: Any = httpcore.AnyIOBackend()
        self._lifetime = lifetime

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        left = _connecting(timeout)

        async def connect() -> _AsyncStream:
            # All addresses of a name at once, within the one limit: nothing to add.
            connected = await self._backend.connect_tcp(host, port, left, local_address, socket_options)
            stream = _AsyncStream(connected, self._lifetime)  # known to the lifetime in the same step
            if self._lifetime.over:  # and this task was cancelled, which the backend may swallow at its very end
                await stream.aclose()
            return stream

        return await self._lifetime.aside(connect(), _AsyncStream.aclose)

    async def sleep(self, seconds: float) -> None:
        await self._backend.sleep(seconds)


def shut_down(connection: socket.socket) -> None:
    """End a connection for whoever reads or writes it, and leave the descriptor to them."""
    with contextlib.suppress(OSError):
        try:
            # Not the method of an SSLSocket, which would take its TLS away from it meanwhile.
            socket.socket.shutdown(connection, socket.SHUT_RDWR)
        except (AttributeError, TypeError):  # no socket of the standard library
            connection.shutdown(socket.SHUT_RDWR)


def _addresses(host: str, port: int) -> list[str]:
    """Those of a name, in the order to try them in.

    Raises:
        ConnectError: there is no such name.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        numeric = socket.NI_NUMERICHOST | socket.NI_NUMERICSERV
        return list(dict.fromkeys(socket.getnameinfo(address, numeric)[0] for *_, address in found))
    except (OSError, UnicodeError) as error:
        problem = str(error)
    raise httpcore.ConnectError(problem)
