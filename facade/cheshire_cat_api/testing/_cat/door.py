"""Who may ask at all: programs of this machine, and web pages that it serves itself.

A browser lets any page send requests to loopback. Those of other sites show by their Origin, and those whose name was
made to resolve to loopback (DNS rebinding) by their Host.
"""

from __future__ import annotations

import logging
import re

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from .addresses import is_loopback
from .errors import Refused, refused

logger = logging.getLogger("cheshire_cat_api.testing")

OPENS = "EmbeddedCat(exposed=True) or --exposed opens it to all."
_AUTHORITY = re.compile(r"(\[[^\[\]]+\]|[^\[\]:]+)(:[0-9]*)?")
_ORIGIN = re.compile(r"https?://(.*)", re.IGNORECASE)
_SHOWN = 100
"""Characters of a header that are repeated."""


class Door:
    """Lets requests and handshakes through to the application, or answers 400, 403 or 421 itself.

    Args:
        app: What is behind it.
        host: The address that the Cat listens on, which is a Host as good as loopback.
    """

    def __init__(self, app: ASGIApp, host: str) -> None:
        self._app = app
        self._host = host.lower()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        refusal = self._refusal(_values(scope, b"host"), _values(scope, b"origin"))
        if refusal is None:
            await self._app(scope, receive, send)
            return
        # the only place to learn it for a client of WebSockets, which shows no body of a refused handshake
        logger.warning("the embedded Cat refused a request: %s", refusal.detail["error"])
        await JSONResponse({"detail": refusal.detail}, refusal.status)(scope, receive, send)

    def _refusal(self, hosts: list[str], origins: list[str]) -> Refused | None:
        if len(hosts) != 1:
            return refused(400, f"A request has one Host header, this one {len(hosts)}.")
        if not self._is_ours(hosts[0]):
            known = "localhost, 127.0.0.0/8 and [::1]"
            return refused(421, f"The embedded Cat answers to {known} only, not to Host {_shown(hosts)}. {OPENS}")
        if len(origins) > 1 or not all(map(self._is_our_page, origins)):
            known = "pages of localhost"
            return refused(403, f"The embedded Cat answers to {known} only, not to Origin {_shown(origins)}. {OPENS}")
        return None

    def _is_ours(self, authority: str) -> bool:
        """Whether `host` or `host:port` is loopback, whatever the port, or where this Cat listens."""
        parts = _AUTHORITY.fullmatch(authority)
        if parts is None:
            return False
        name = parts[1].strip("[]").lower()
        return name in ("localhost", self._host) or is_loopback(name)

    def _is_our_page(self, origin: str) -> bool:
        parts = _ORIGIN.fullmatch(origin)
        return parts is not None and self._is_ours(parts[1])


def _values(scope: Scope, header: bytes) -> list[str]:
    return [value.decode("latin-1") for name, value in scope["headers"] if name == header]


def _shown(values: list[str]) -> str:
    return ascii(", ".join(values))[:_SHOWN]
