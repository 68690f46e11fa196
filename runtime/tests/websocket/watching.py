"""Watch the notes of a server over its WebSocket."""

import json
import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, NamedTuple, TypeAlias
from urllib.parse import quote

from openapi_facade.redaction import Redactor
from openapi_facade.secrets import Secret
from openapi_facade.websocket.address import Address
from openapi_facade.websocket.backoff import Reconnect
from openapi_facade.websocket.events import Event, Failed, Frame
from openapi_facade.websocket.options import Options
from openapi_facade.websocket.protocol import NEVER, Call, Protocol
from openapi_facade.websocket.tasks.channel import AsyncChannel
from openapi_facade.websocket.tasks.link import AsyncLink
from openapi_facade.websocket.threads.channel import Channel
from openapi_facade.websocket.threads.link import Link

from ..clients.single import API  # noqa: TID252  # no package has a name above


class Asked(NamedTuple):
    """The server wants to know whether we live."""

    id: int


class Noted(NamedTuple):
    """Somebody has written a note."""

    name: str


Said: TypeAlias = Asked | Noted


class Watch(Protocol[Said]):
    """The server tells of notes, and asks every 20 seconds whether we live."""

    patience = 45.0  # seconds

    def __init__(self) -> None:
        self._answers: list[str] = []
        self._due = NEVER

    def read(self, text: str) -> Said | None:
        try:
            said = json.loads(text)
            return Asked(said["ping"]) if "ping" in said else Noted(said["note"])
        except (LookupError, TypeError, ValueError, RecursionError):
            return None

    def opened(self, now: float) -> None:
        self._answers.clear()
        self._due = now + self.patience

    def receive(self, event: Said, now: float) -> None:
        self._due = now + self.patience
        if isinstance(event, Asked):
            self._answers.append(json.dumps({"pong": event.id}))

    def lost(self, error: Exception, now: float) -> None:
        self._due = NEVER

    def outgoing(self) -> list[str]:
        answers, self._answers = self._answers, []
        return answers

    def due(self) -> float:
        return self._due

    def tick(self, now: float) -> str:
        self._due = NEVER
        return f"the server has said nothing for {self.patience:g} s"


def told(on_note: Callable[[str], object], on_error: Callable[[Exception], object], event: Event) -> Iterator[Call]:
    if isinstance(event, Frame) and isinstance(event.event, Noted):
        yield partial(on_note, event.event.name)
    elif isinstance(event, Failed):
        yield partial(on_error, event.error)


class Watcher:
    """Calls `on_note` for each note, on a thread of its own, and connects again where the connection is lost."""

    def __init__(self, url: str, token: str, on_note: Callable[[str], object], on_error: Callable[[Exception], object]):
        token = Secret(token)
        options = Options(API, "watch", redactor=Redactor(lambda: [token]))
        channel = Channel(API, Watch(), partial(told, on_note, on_error))
        self._link = Link(channel, lambda: Address(url, f"token={quote(token)}"), options, Reconnect(), None)

    def open(self, timeout: float = 10.0) -> None:
        self._link.start(awaited=True)
        self._link.wait_until_open(time.monotonic() + timeout, timeout)

    def send(self, text: str, timeout: float = 10.0) -> None:
        self._link.send(text, time.monotonic() + timeout, lambda: None)

    def close(self, timeout: float = 5.0) -> None:
        self._link.close(time.monotonic() + timeout)


class AsyncWatcher:
    """The same, awaited; `on_note` may be a coroutine function. To be made where an event loop runs."""

    def __init__(self, url: str, token: str, on_note: Callable[[str], Any], on_error: Callable[[Exception], Any]):
        token = Secret(token)

        async def address() -> Address:
            return Address(url, f"token={quote(token)}")

        options = Options(API, "watch", redactor=Redactor(lambda: [token]))
        self._channel = AsyncChannel(API, Watch(), partial(told, on_note, on_error), lambda opening: True, "watch")
        self._link = AsyncLink(self._channel, address, options, Reconnect(), None)

    async def open(self, timeout: float = 10.0) -> None:
        await self._link.wait_until_open(self._channel.now() + timeout, timeout)

    async def send(self, text: str, timeout: float = 10.0) -> None:
        await self._link.send(text, self._channel.now() + timeout, lambda: None)

    async def close(self, timeout: float = 5.0) -> None:
        await self._link.close(self._channel.now() + timeout)
