"""Parts of the runtime's WebSockets, made for the chat as the client makes them, and what takes what they read."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from cheshire_cat_api._api import API
from cheshire_cat_api._chat.events import Token
from openapi_facade.websocket.mailbox import MAX_QUEUED, Mailbox
from openapi_facade.websocket.options import Options
from openapi_facade.websocket.protocol import NEVER, Sink
from openapi_facade.websocket.threads.dispatcher import Dispatcher


def options(**given: Any) -> Options:
    return Options(API, "chat", **given)


def mailbox(limit: int = MAX_QUEUED) -> Mailbox[Any]:
    return Mailbox(logging.getLogger("cheshire_cat_api"), (Token,), limit)


def dispatcher(sink: Sink) -> Dispatcher:
    return Dispatcher(API, sink, droppable=(Token,))


class Taker:
    """Takes what a connection reads, and has nothing to say."""

    def __init__(self, take: Callable[[list[str]], object] = lambda texts: None) -> None:
        self._take = take

    def receive(self, texts: list[str]) -> None:
        self._take(texts)

    def outgoing(self) -> tuple[str, ...]:
        return ()

    def due(self) -> float:
        return NEVER

    def tick(self) -> str:
        return ""
