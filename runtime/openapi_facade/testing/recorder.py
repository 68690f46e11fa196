"""The outermost layer of an embedded application: it records what comes in, and answers where the inside failed."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from uvicorn.protocols.utils import ClientDisconnected

from .asgi import ASGIApp, Message, Receive, Scope, Send, Unhandled, drop, respond
from .watch import Request, Watch


class Recorder:
    """Hands each request on, together with its record, `scope["state"]["record"]`.

    Args:
        app: What is inside.
        record: Is told of each request before it is answered.
        watch: Is told of a change when a request arrives, and when it has been dealt with.
        name: Whose failures are logged, such as `the embedded server`.
        logger: Where.
    """

    def __init__(
        self, app: ASGIApp, record: Callable[[Request], None], watch: Watch, name: str, logger: logging.Logger
    ) -> None:
        self._app = app
        self._record = record
        self._watch = watch
        self._name = name
        self._logger = logger

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if asked := scope["state"].pop("asked", None):
            # a handshake; the scope as the server made it is what the server may log
            scope = {**scope, "query_string": asked.query_string, "headers": asked.headers}
        record = scope["state"]["record"] = _recorded(scope)
        self._record(record)
        self._watch.changed()
        started = False

        async def noting_send(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self._app(scope, receive, noting_send)
        except asyncio.CancelledError:
            # only the server's own stop or reset cancels a request: what it leaves behind is a closed connection
            drop(scope)
            await asyncio.sleep(0)  # so that uvicorn knows it, too, and does not try to answer
        except ClientDisconnected:
            drop(scope)
        except Exception as error:
            if not isinstance(error, Unhandled):
                self._logger.exception("the %s itself failed", self._name)
            if scope["type"] == "http" and not started:
                await respond(scope, send, 500, b"Internal Server Error", "text/plain; charset=utf-8")
            # as uvicorn does after an exception that nobody handled: it closes, and does not say so
            drop(scope)
        finally:
            self._watch.changed()


def _recorded(scope: Scope) -> Request:
    headers: dict[str, str] = {}
    for name, value in scope["headers"]:
        headers.setdefault(name.decode("latin-1").lower(), value.decode("latin-1"))
    method = scope["method"] if scope["type"] == "http" else "WEBSOCKET"
    return Request(method, scope["path"], scope["query_string"].decode("latin-1"), headers)
