"""Where a client's event sockets are, and which of them are open."""

from __future__ import annotations

import weakref
from collections import deque
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import quote

from openapi_facade.config import CONNECT_TIMEOUT, checked_timeout
from openapi_facade.secrets import Secret
from openapi_facade.websocket import unclosed

if TYPE_CHECKING:
    from mongars_client._config import Config
    from openapi_facade.redaction import Redactor
    from openapi_facade.websocket.address import Address
    from openapi_facade.websocket.options import Options


class Socket(unclosed.Unclosed, Protocol):
    """One, over threads or tasks."""

    def heeded(self, opening: bool) -> bool:
        """Tell whether anybody is told of what may still come."""
        ...


PATH = "/ws/chat/"
TICKETS = 4  # that are kept out of all words; older ones have ended (CONTRACT §2)


class Sockets:
    """Of one client and its views.

    Args:
        config: of the client.
    """

    def __init__(self, config: Config) -> None:
        self._config = config
        self._tickets: deque[str] = deque(maxlen=TICKETS)
        self._open: dict[Socket, weakref.finalize[..., Any]] = {}

    def keep(self, socket: Socket, client: object) -> None:
        """Have a socket that was opened be the client's to close: it goes on when its stream is forgotten."""
        if socket not in self._open:
            known, kind = weakref.ref(client), type(client).__name__
            self._open[socket] = weakref.finalize(client, unclosed.end, kind, known, socket, partial(_heeded, socket))

    def drop(self, socket: Socket) -> None:
        """It is about to be closed."""
        found = self._open.pop(socket, None)
        if found is not None:
            found.detach()

    def taken(self) -> list[Any]:
        """Return those that are open, which are not the client's any more."""
        found = list(self._open)
        for each in found:
            self.drop(each)
        return found

    def address(self, ticket: str, origin: str | None) -> Address:
        """Return where to connect with a ticket, which serves for one connection.

        Args:
            ticket: a new one.
            origin: what the server shall take for the page's; None: its own address (CONTRACT §1, M12).
        """
        from openapi_facade.websocket.address import Address

        self._tickets.append(ticket)
        url = self._config.http_url
        query = Secret(f"t={quote(ticket, safe='')}")
        return Address(f"ws{url.removeprefix('http')}{PATH}", query, f"{url}/" if origin is None else origin)

    def options(self, redactor: Redactor, library: Callable[[Config, bool], dict[str, Any]]) -> Options:
        """Return what connections are opened with.

        Args:
            redactor: of the client.
            library: gives what the WebSocket library needs for the same TLS and proxy as HTTP.

        Raises:
            Failure: config: a file is no certificate, or its key is wrong.
        """
        from mongars_client._api import API
        from openapi_facade.websocket.options import Options

        config = self._config
        return Options(
            API,
            "event socket",
            CONNECT_TIMEOUT if config.timeout is None else checked_timeout(config.timeout).connect,
            extra=library(config, config.http_url.startswith("https:")),
            redactor=redactor.beside(lambda: list(self._tickets)),
        )


def _heeded(socket: Socket, client: object, opening: bool) -> bool:
    return socket.heeded(opening)
