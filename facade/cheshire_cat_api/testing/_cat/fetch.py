"""A few lines of HTTP client, since the Cat fetches web pages and pictures itself. No threads: it can be cancelled."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

import h11

from .addresses import Address

SECONDS = 10.0
"""What one fetch may take, redirects included."""
LARGEST = 10 * 1024 * 1024
"""Bytes of a body that are read."""

_REDIRECTS = 20
_CHUNK = 65536

Admits = Callable[[Address], bool]
"""Whether an address may be connected to."""


class Unreachable(Exception):
    """Nobody answered at that address, within bounds, or it is no address of the web."""


class NotAdmitted(Unreachable):
    """No address of that host may be connected to."""


@dataclass
class Fetched:
    """A response: its status, its headers by lower-case name, and its body."""

    status: int
    headers: dict[str, str]
    body: bytes


async def fetch(method: str, url: str, admits: Admits, *, follow: bool = True) -> Fetched:
    """Make one request, and those that it is redirected to.

    Each connects only to addresses that `admits` lets pass. Raises Unreachable, and ValueError for what cannot even be
    read as a URL.
    """
    urlsplit(url)
    try:
        return await asyncio.wait_for(_follow(method, url, admits, follow), SECONDS)
    except asyncio.TimeoutError as error:
        raise Unreachable(f"{url}: no whole answer within {SECONDS:g} s") from error


async def _follow(method: str, url: str, admits: Admits, follow: bool) -> Fetched:
    for _ in range(_REDIRECTS):
        try:
            got = await _fetch_once(method, url, admits)
        except (OSError, ValueError, OverflowError, h11.ProtocolError) as error:
            raise Unreachable(f"{url}: {error}") from error
        if not follow or got.status not in (301, 302, 303, 307, 308) or "location" not in got.headers:
            return got
        url = urljoin(url, got.headers["location"])
    raise Unreachable(f"{url}: too many redirects")


async def _fetch_once(method: str, url: str, admits: Admits) -> Fetched:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("not an http or https URL")
    tls = parts.scheme == "https"
    reader, writer = await _connect(parts.hostname, parts.port or (443 if tls else 80), tls, admits)
    try:
        connection = h11.Connection(h11.CLIENT)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        headers = [("Host", parts.netloc), ("User-Agent", "Magic Browser"), ("Connection", "close")]
        writer.write(connection.send(h11.Request(method=method, target=target, headers=headers)) or b"")
        writer.write(connection.send(h11.EndOfMessage()) or b"")
        head: h11.Response | None = None
        body = bytearray()
        while True:
            event = connection.next_event()
            if event is h11.NEED_DATA:
                connection.receive_data(await reader.read(_CHUNK))
            elif isinstance(event, h11.Response):
                head = event
            elif isinstance(event, h11.Data):
                body += event.data
                if len(body) > LARGEST:
                    raise ConnectionError(f"a body of more than {LARGEST} bytes")
            elif isinstance(event, (h11.EndOfMessage, h11.ConnectionClosed)):
                break
        if head is None:
            raise ConnectionError("closed without an answer")
        named = {name.decode("latin-1"): value.decode("latin-1") for name, value in head.headers}
        return Fetched(head.status_code, named, bytes(body))
    finally:
        writer.close()


async def _connect(
    host: str, port: int, tls: bool, admits: Admits
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """Connect to the first admitted address that answers.

    The name is resolved here, once, and the connection made to an address, not to the name: a second answer of the
    name's server could be another.
    """
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = dict.fromkeys(str(where[0]) for *_, where in found)
    admitted = [address for address in addresses if admits(ipaddress.ip_address(address))]
    if not admitted:
        raise NotAdmitted(
            f"The embedded Cat fetches from public addresses only, of which {host} has none. "
            "EmbeddedCat(exposed=True) or --exposed lets it fetch from others"
        )
    failure: OSError | None = None
    for address in admitted:
        try:
            return await asyncio.open_connection(address, port, ssl=tls or None, server_hostname=host if tls else None)
        except OSError as error:
            failure = failure or error
    raise failure or ConnectionError("no address")
