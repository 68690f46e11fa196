"""What is said, whichever connection it goes over: the protocol, who listens, and what follows a lost connection."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Generic, TypeVar

from openapi_facade.api import Api
from openapi_facade.failure import translated
from openapi_facade.interpreter import running_loop
from openapi_facade.websocket.address import Address
from openapi_facade.websocket.events import Frame, Opened, Source
from openapi_facade.websocket.protocol import NEVER, Heeded, Protocol, Sink
from openapi_facade.websocket.state import Stateful
from openapi_facade.websocket.tasks.dispatcher import AsyncDispatcher
from openapi_facade.websocket.tasks.listener import AsyncEvents
from openapi_facade.websocket.tasks.signal import Signal

E = TypeVar("E")


class AsyncChannel(Generic[E]):
    """One user's, in one event loop. `changed` wakes whoever waits for something in it.

    A client overrides what its server needs.

    Args:
        api: of the client.
        protocol: says what frames mean.
        sink: gives what to call, and await, for each event, in a task of their own.
        heeded: see `Heeded`.
        what: it is, in words: `chat`.

    Raises:
        Failure: event loop, translated: there is none.
    """

    def __init__(self, api: Api, protocol: Protocol[E], sink: Sink, heeded: Heeded, what: str) -> None:
        self.api = api
        self.protocol = protocol
        self.loop = translated(running_loop, api.translate)()
        self.dispatcher = AsyncDispatcher(api, sink, heeded, protocol.droppable)
        self.changed = Signal(api, what)
        self.not_before = 0.0
        """On the loop's clock: when a new connection may be opened."""

    def now(self) -> float:
        """Return the time on the loop's clock."""
        return self.loop.time()

    def receive(self, texts: list[str], listeners: Collection[AsyncEvents[E]], source: Source) -> None:
        """Take frames."""
        events = list(map(self.protocol.read, texts))
        now = self.now()
        self.protocol.heard(now)
        for event in events:
            if event is not None:
                self.protocol.receive(event, now)
        self.changed.set()
        if listeners or self.dispatcher.wants_frames:
            frames = [Frame(*read, source) for read in zip(texts, events, strict=True) if read[1] is not None]
            for listener in listeners:
                listener.put(*frames)
            self.dispatcher.put(*frames)

    def opened(self, link: Stateful, address: Address, announce: bool) -> None:
        """Take note of a connection that is about to be told open; see `Channel.opened`."""
        self.protocol.opened(self.now())
        if announce:
            self.dispatcher.put(Opened(link.source))

    def lost(self, error: Exception) -> None:
        """Take note of the end of a connection that was open, and not by our doing."""
        self.protocol.lost(error, self.now())
        self.changed.set()

    def ended(self) -> None:
        """Take note that no connection follows."""

    async def settle(self, ends: float, closing: Callable[[], bool], source: Source) -> None:
        """Wait for what must have ended before another connection is opened; see `Channel.settle`."""


class AsyncChannelReader(Generic[E]):
    """Stands between one connection and the channel; see `ChannelReader`."""

    def __init__(self, channel: AsyncChannel[E], listeners: Collection[AsyncEvents[E]], source: Source) -> None:
        self._channel = channel
        self._listeners = listeners
        self._source = source

    def receive(self, texts: list[str]) -> None:
        """Take what has come."""
        self._channel.receive(texts, self._listeners, self._source)

    def outgoing(self) -> Sequence[str]:
        """Return what goes out now."""
        return self._channel.protocol.outgoing()

    def due(self) -> float:
        """Return when `tick` has something to do."""
        return self._channel.protocol.due()

    def tick(self) -> str:
        """Do what is due, if something is; why the connection is to be given up, or nothing."""
        due, now = self._channel.protocol.due(), self._channel.now()
        if due == NEVER or now < due:
            return ""
        why = self._channel.protocol.tick(now)
        self._channel.changed.set()
        return why
