"""The application: one request over HTTP, or one socket."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import parse_qsl

from openapi_facade.testing.asgi import Receive, Scope, Send, drop, read_body
from openapi_facade.testing.replies import JSON, TEXT, encoded, replacement, send_whole
from thread_chat.testing.faults import Answer

from .operations import ROUTES, Call, Handler, Refused
from .socket_endpoint import LOST, SocketEndpoint
from .state import Service

PAGES = ("https://aibtc.dev", "http://localhost:3000")
"""Origins that may ask from a web page (CONTRACT §6)."""


class Application:
    """What the harness runs. It owns no state: all of that is in the `Service`."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self.sockets = SocketEndpoint(service)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await self.sockets(scope, receive, send)
        else:
            await self._exchange(scope, receive, send)

    async def _exchange(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, by the operation or by the fault that waits for it."""
        body = await read_body(receive)
        if body is None:
            return
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        try:
            handler = _found(scope, headers)
            fault = await self._service.delayed(self._service.fault_for(handler.__name__))
            if isinstance(fault, Answer):
                status, content, content_type, further = replacement(fault)
                await send_whole(send, status, content, content_type, further)
                return
            if fault is not None:
                drop(scope)
                return
            if self._service.is_lost:
                raise Refused(503, LOST)
            query = dict(parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True))
            await send_whole(send, 200, encoded(handler(Call(self._service, query, headers, body))), JSON)
        except _Plain as plain:
            await send_whole(send, plain.status, plain.content, plain.content_type, plain.headers)
        except Refused as refused:
            await send_whole(send, refused.status, encoded({"detail": refused.detail}), JSON, refused.headers)


class _Plain(Exception):
    """An answer that is no JSON."""

    def __init__(self, status: int, content: bytes, headers: Mapping[str, str]) -> None:
        super().__init__(status)
        self.status = status
        self.content = content
        self.content_type = TEXT if content else ""
        self.headers = headers


def _found(scope: Scope, headers: Mapping[str, str]) -> Handler:
    """Return what answers a request.

    Raises `Refused`, or `_Plain`, for what the server's framework answers itself.
    """
    method, path = scope["method"], scope["path"]
    origin = headers.get("origin", "")
    if method == "OPTIONS" and origin and "access-control-request-method" in headers:
        if origin in PAGES:
            raise _Plain(200, b"OK", {"access-control-allow-origin": origin})
        raise _Plain(400, b"Disallowed CORS origin", {})
    if path != "/" and path.endswith("/") and path.rstrip("/") in ROUTES:
        raise _Plain(307, b"", {"location": f"http://{headers['host']}{path.rstrip('/')}"})
    if path not in ROUTES:
        raise Refused(404, "Not Found")
    allowed, handler = ROUTES[path]
    if method != allowed:
        raise Refused(405, "Method Not Allowed", {"allow": allowed})
    return handler
