"""The time limit of a call, held at the socket: httpx limits each read and each write, and that is not their sum.

A server that sends its status line or its headers in drips would keep a call for ever. So what httpcore connects,
writes and reads goes through here, where none of it gets more time than its call has left.
"""

from __future__ import annotations

import contextlib
import socket
import time
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import httpcore

from cheshire_cat_api._transport.call import current

if TYPE_CHECKING:
    import ssl

    import httpx

PIECE = 131_072
"""Bytes that are written at a time: within one write, httpcore gives each part that goes out the whole time again."""


def hold(transport: httpx.HTTPTransport | httpx.AsyncHTTPTransport) -> None:
    """Hold a transport of httpx to the time limits of the calls that it carries.

    httpx has no way to hand on a network backend, which is public in httpcore: hence its private names, here alone.
    Where they are others, the limits are as httpx holds them.
    """
    pool: Any = getattr(transport, "_pool", None)
    backend = getattr(pool, "_network_backend", None)
    if isinstance(backend, httpcore.NetworkBackend):
        pool._network_backend = _Backend(backend)
    elif isinstance(backend, httpcore.AsyncNetworkBackend):
        pool._network_backend = _AsyncBackend(backend)


def _left(due: float | None, timeout: float | None, late: type[Exception]) -> float | None:
    """Seconds for the next step, of those that it may take by itself; late: none are left."""
    if due is None:
        return timeout
    left = due - time.monotonic()
    if left <= 0:
        raise late("the call's time is over")
    return left if timeout is None else min(timeout, left)


def _connecting(timeout: float | None) -> float | None:
    call = current.get()
    return _left(call.deadline if call else None, timeout, httpcore.ConnectTimeout)


def _writing(timeout: float | None) -> float | None:
    call = current.get()
    if call is None:
        return timeout
    call.sending()
    return timeout if call.deadline is None else _left(call.deadline, timeout, httpcore.WriteTimeout)


def _reading(timeout: float | None) -> float | None:
    call = current.get()
    return _left(call.answer_due() if call else None, timeout, httpcore.ReadTimeout)


class _Stream(httpcore.NetworkStream):
    def __init__(self, stream: httpcore.NetworkStream) -> None:
        self._stream = stream
        self.get_extra_info = stream.get_extra_info  # type: ignore[method-assign]

    def close(self) -> None:
        # Another thread may be reading, which would go on until its time is over. Not the method of an SSLSocket, which
        # would take its TLS away from it meanwhile.
        with contextlib.suppress(OSError):
            socket.socket.shutdown(self.get_extra_info("socket"), socket.SHUT_RDWR)
        self._stream.close()

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _reading(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        if len(buffer) <= PIECE:  # as the pieces of an upload are, which are many
            self._stream.write(buffer, _writing(timeout))
            return
        for start in range(0, len(buffer), PIECE):
            self._stream.write(buffer[start : start + PIECE], _writing(timeout))

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, _connecting(timeout)))


class _Backend(httpcore.NetworkBackend):
    def __init__(self, backend: httpcore.NetworkBackend) -> None:
        self._backend = backend

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        addresses = _addresses(host, port)
        left = _connecting(timeout)
        due = None if left is None else time.monotonic() + left
        while True:
            address = addresses.pop(0)
            # A name can have many, each of which would get the whole time: they share it.
            share = None if due is None else max(0.001, (due - time.monotonic()) / (len(addresses) + 1))
            try:
                return _Stream(self._backend.connect_tcp(address, port, share, local_address, socket_options))
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                if not addresses:
                    raise

    def sleep(self, seconds: float) -> None:
        self._backend.sleep(seconds)


class _AsyncStream(httpcore.AsyncNetworkStream):
    def __init__(self, stream: httpcore.AsyncNetworkStream) -> None:
        self._stream = stream
        self.aclose = stream.aclose  # type: ignore[method-assign]
        self.get_extra_info = stream.get_extra_info  # type: ignore[method-assign]

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return await self._stream.read(max_bytes, _reading(timeout))

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        await self._stream.write(buffer, _writing(timeout))

    async def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.AsyncNetworkStream:
        return _AsyncStream(await self._stream.start_tls(ssl_context, server_hostname, _connecting(timeout)))


class _AsyncBackend(httpcore.AsyncNetworkBackend):
    def __init__(self, backend: httpcore.AsyncNetworkBackend) -> None:
        self._backend = backend

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        # All addresses of a name at once, within the one limit: nothing to add.
        return _AsyncStream(
            await self._backend.connect_tcp(host, port, _connecting(timeout), local_address, socket_options)
        )

    async def sleep(self, seconds: float) -> None:
        await self._backend.sleep(seconds)


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
