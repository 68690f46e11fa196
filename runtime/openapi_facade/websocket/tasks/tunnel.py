"""A way through a proxy: CONNECT, with the credentials that its URL has.

websockets does the same, and up to 17.1 sends them as they stand in the URL: `%40` for `@`.
"""

from __future__ import annotations

import asyncio
import base64
import re
import socket
from urllib.parse import unquote, urlsplit

MOST_BYTES = 65536
"""Of the proxy's answer."""


class NoWay(Exception):
    """The proxy does not let us through."""


async def open_tunnel(proxy: str, host: str, port: int) -> socket.socket:
    """Connect to a server through a proxy; whoever waits for it limits the time.

    Args:
        proxy: `http://host:port`, or `http://user:password@host:port` with what a URL cannot have percent-encoded.
        host, port: of the server.

    Raises:
        OSError: nobody is there.
        NoWay: the proxy refuses.
    """
    parts = urlsplit(proxy)
    connection = await _connected(parts.hostname or "", parts.port or 80)
    try:
        target = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        head = [f"CONNECT {target} HTTP/1.1", f"Host: {target}"]
        if parts.username:
            login = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
            head.append(f"Proxy-Authorization: Basic {base64.b64encode(login.encode()).decode()}")
        loop = asyncio.get_running_loop()
        await loop.sock_sendall(connection, "\r\n".join([*head, "", ""]).encode())
        answer = bytearray()
        while not answer.endswith(b"\r\n\r\n"):
            byte = await loop.sock_recv(connection, 1)  # not more: what follows is the server's
            answer += byte
            if not byte or len(answer) > MOST_BYTES:
                raise NoWay("the proxy has not answered CONNECT")
        if not re.match(rb"HTTP/1\.[01] 2[0-9]{2}[ \r]", answer):
            raise NoWay(f"the proxy answered CONNECT with {answer[9:12].decode(errors='replace')}")
    except BaseException:
        connection.close()
        raise
    return connection


async def _connected(host: str, port: int) -> socket.socket:
    """The first address of a name that takes the connection."""
    loop = asyncio.get_running_loop()
    problem: OSError | None = None
    for family, kind, protocol, _, address in await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM):
        connection = socket.socket(family, kind, protocol)
        try:
            connection.setblocking(False)
            await loop.sock_connect(connection, address)
            return connection
        except BaseException as error:
            connection.close()
            if not isinstance(error, OSError):
                raise
            problem = error
    try:
        raise problem or OSError(f"{host} has no address")
    finally:
        del problem  # of whose frames this is one
