"""Who may ask at all: programs of this machine, and web pages that it serves itself.

A browser lets any page send requests to loopback. Those of other sites show by their Origin, and those whose name was
made to resolve to loopback (DNS rebinding) by their Host.
"""

from __future__ import annotations

import ipaddress
import json
import logging
import re
from collections.abc import Callable

from .asgi import ASGIApp, Receive, Scope, Send, respond

_AUTHORITY = re.compile(r"(\[[^\[\]]+\]|[^\[\]:]+)(:[0-9]*)?")
_ORIGIN = re.compile(r"https?://(.*)", re.IGNORECASE)
_SHOWN = 100
"""Characters of a header that are repeated."""

Body = Callable[[int, str], object]
"""From a status and what is wrong to the JSON body that says so."""


class LoopbackOnly:
    """Lets requests and handshakes through to the application, or answers 400, 403 or 421 itself.

    Args:
        app: What is behind it.
        host: The address that is listened on, which is a Host as good as loopback.
        name: Who refuses, such as `embedded server`.
        opens: A sentence that says how to let everybody in.
        body: Makes the body of a refusal.
        logger: Where refusals are logged.
        handshakes: Whether the Origin of a handshake is looked at; without, the application does that.
    """

    def __init__(
        self,
        app: ASGIApp,
        host: str,
        *,
        name: str,
        opens: str,
        body: Body,
        logger: logging.Logger,
        handshakes: bool = True,
    ) -> None:
        self._app = app
        self._host = host.lower()
        self._name = name
        self._opens = opens
        self._body = body
        self._logger = logger
        self._handshakes = handshakes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        judged = scope["type"] != "websocket" or self._handshakes
        refusal = self._refusal(_values(scope, b"host"), _values(scope, b"origin") if judged else [])
        if refusal is None:
            await self._app(scope, receive, send)
            return
        status, problem = refusal
        # the only place to learn it for a client of WebSockets, which shows no body of a refused handshake
        self._logger.warning("the %s refused a request: %s", self._name, problem)
        body = json.dumps(self._body(status, problem), ensure_ascii=False, separators=(",", ":"))
        await respond(scope, send, status, body.encode())

    def _refusal(self, hosts: list[str], origins: list[str]) -> tuple[int, str] | None:
        """Return the status and the words of a refusal, or None for a request that may pass."""
        if len(hosts) != 1:
            return 400, f"A request has one Host header, this one {len(hosts)}."
        if not self._is_ours(hosts[0]):
            return 421, self._only("localhost, 127.0.0.0/8 and [::1]", f"Host {_shown(hosts)}")
        if len(origins) > 1 or not all(map(self._is_our_page, origins)):
            return 403, self._only("pages of localhost", f"Origin {_shown(origins)}")
        return None

    def _only(self, known: str, other: str) -> str:
        return f"The {self._name} answers to {known} only, not to {other}. {self._opens}"

    def _is_ours(self, authority: str) -> bool:
        """Return whether `host` or `host:port` is loopback, whatever the port, or what is listened on."""
        parts = _AUTHORITY.fullmatch(authority)
        if parts is None:
            return False
        name = parts[1].strip("[]").lower()
        return name in ("localhost", self._host) or is_loopback(name)

    def _is_our_page(self, origin: str) -> bool:
        parts = _ORIGIN.fullmatch(origin)
        return parts is not None and self._is_ours(parts[1])


def is_loopback(name: str) -> bool:
    """Return whether a name is the literal of a loopback address; it is not resolved."""
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address):
        address = address.ipv4_mapped or address
    return address.is_loopback


def _values(scope: Scope, header: bytes) -> list[str]:
    return [value.decode("latin-1") for name, value in scope["headers"] if name == header]


def _shown(values: list[str]) -> str:
    return ascii(", ".join(values))[:_SHOWN]
