"""What is said, whichever connection it goes over: the protocol, who listens, and what follows a lost connection."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Sequence
from typing import Generic, TypeVar

from openapi_facade.api import Api
from openapi_facade.locks import Monitor
from openapi_facade.websocket.address import Address
from openapi_facade.websocket.events import Frame, Opened, Source
from openapi_facade.websocket.protocol import NEVER, Heeded, Protocol, Sink, anybody
from openapi_facade.websocket.state import Stateful
from openapi_facade.websocket.threads.dispatcher import Dispatcher
from openapi_facade.websocket.threads.listener import Events

E = TypeVar("E")


class Channel(Generic[E]):
    """One user's. `changed` is its lock, and wakes whoever waits for something in it.

    A client overrides what its server needs.

    Args:
        api: of the client.
        protocol: says what frames mean.
        sink: gives what to call for each event, on a thread of their own.
        heeded: see `Heeded`.
    """

    def __init__(self, api: Api, protocol: Protocol[E], sink: Sink, heeded: Heeded = anybody) -> None:
        self.api = api
        self.protocol = protocol
        self.dispatcher = Dispatcher(api, sink, heeded, protocol.droppable)
        self.changed = Monitor()
        self.not_before = 0.0
        """On the monotonic clock: when a new connection may be opened."""

    def receive(self, texts: list[str], listeners: Collection[Events[E]], source: Source) -> None:
        """Take frames. All at once: to wake others for each would take longer than all the rest."""
        events = list(map(self.protocol.read, texts))
        frames: list[Frame] = []
        with self.changed.lock:
            now = time.monotonic()
            self.protocol.heard(now)
            for event in events:
                if event is not None:
                    self.protocol.receive(event, now)
            if listeners or self.dispatcher.wants_frames:
                frames = [Frame(*read, source) for read in zip(texts, events, strict=True) if read[1] is not None]
                for listener in listeners:
                    listener.put(*frames)
            self.changed.notify_all()
        if frames:
            self.dispatcher.put(*frames)

    def opened(self, link: Stateful, address: Address, announce: bool) -> None:
        """Take note of a connection that is about to be told open. Under the lock.

        Args:
            link: has opened it.
            address: where.
            announce: whether callbacks are told.
        """
        self.protocol.opened(time.monotonic())
        if announce:
            self.dispatcher.put(Opened(link.source))

    def lost(self, error: Exception) -> None:
        """Take note of the end of a connection that was open, and not by our doing."""
        with self.changed.lock:
            self.protocol.lost(error, time.monotonic())
            self.changed.notify_all()

    def ended(self) -> None:
        """Take note that no connection follows."""

    def judged(self, judge: Callable[[Exception], bool], error: Exception) -> bool:
        """Return what the protocol thinks of an error."""
        with self.changed.lock:
            return judge(error)

    def settle(self, ends: float, closing: Callable[[], bool], source: Source) -> None:
        """Wait for what must have ended before another connection is opened.

        Args:
            ends: on the monotonic clock: until when, at most.
            closing: whether it is to end at once.
            source: what was said over the connections before.
        """


class ChannelReader(Generic[E]):
    """Stands between one connection and the channel; see `protocol.Reader`.

    Args:
        channel: takes what comes.
        listeners: who iterates over it.
        source: what it comes over.
    """

    def __init__(self, channel: Channel[E], listeners: Collection[Events[E]], source: Source) -> None:
        self._channel = channel
        self._listeners = listeners
        self._source = source

    def receive(self, texts: list[str]) -> None:
        """Take what has come."""
        self._channel.receive(texts, self._listeners, self._source)

    def outgoing(self) -> Sequence[str]:
        """Return what goes out now."""
        with self._channel.changed.lock:
            return self._channel.protocol.outgoing()

    def due(self) -> float:
        """Return when `tick` has something to do."""
        with self._channel.changed.lock:
            return self._channel.protocol.due()

    def tick(self) -> str:
        """Do what is due, if something is; why the connection is to be given up, or nothing."""
        protocol, changed = self._channel.protocol, self._channel.changed
        with changed.lock:
            due, now = protocol.due(), time.monotonic()
            if due == NEVER or now < due:
                return ""
            why = protocol.tick(now)
            changed.notify_all()
            return why
