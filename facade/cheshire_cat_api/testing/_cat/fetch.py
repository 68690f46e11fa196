"""A few lines of HTTP client, since the Cat fetches web pages and pictures itself. No threads: it can be cancelled."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

import h11

TIMEOUT = 5.0
"""Seconds for one request, redirects apart."""

_REDIRECTS = 20
_CHUNK = 65536


class Unreachable(Exception):
    """Nobody answered at that address, or it is no address of the web."""


@dataclass
class Fetched:
    """A response: its status, its headers by lower-case name, and its body."""

    status: int
    headers: dict[str, str]
    body: bytes


async def fetch(method: str, url: str, *, follow: bool = True) -> Fetched:
    """Make one request; raises Unreachable, and ValueError for what cannot even be read as a URL."""
    urlsplit(url)
    for _ in range(_REDIRECTS):
        try:
            got = await asyncio.wait_for(_fetch_once(method, url), TIMEOUT)
        except (OSError, ValueError, OverflowError, h11.ProtocolError, asyncio.TimeoutError) as error:
            raise Unreachable(f"{url}: {error}") from error
        if not follow or got.status not in (301, 302, 303, 307, 308) or "location" not in got.headers:
            return got
        url = urljoin(url, got.headers["location"])
    raise Unreachable(f"{url}: too many redirects")


async def _fetch_once(method: str, url: str) -> Fetched:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("not an http or https URL")
    tls = parts.scheme == "https"
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port or (443 if tls else 80), ssl=tls or None)
    try:
        connection = h11.Connection(h11.CLIENT)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        headers = [("Host", parts.netloc), ("User-Agent", "Magic Browser"), ("Connection", "close")]
        writer.write(connection.send(h11.Request(method=method, target=target, headers=headers)) or b"")
        writer.write(connection.send(h11.EndOfMessage()) or b"")
        head: h11.Response | None = None
        body = b""
        while True:
            event = connection.next_event()
            if event is h11.NEED_DATA:
                connection.receive_data(await reader.read(_CHUNK))
            elif isinstance(event, h11.Response):
                head = event
            elif isinstance(event, h11.Data):
                body += bytes(event.data)
            elif isinstance(event, (h11.EndOfMessage, h11.ConnectionClosed)):
                break
        if head is None:
            raise ConnectionError("closed without an answer")
        named = {name.decode("latin-1"): value.decode("latin-1") for name, value in head.headers}
        return Fetched(head.status_code, named, body)
    finally:
        writer.close()
