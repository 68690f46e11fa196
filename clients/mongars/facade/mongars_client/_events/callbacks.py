"""Who is told of what an event socket does."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from mongars_client.errors import MonGARSError
from openapi_facade.websocket import events
from openapi_facade.websocket.protocol import Call

if TYPE_CHECKING:
    from mongars_client._reconnect import Reconnect
    from mongars_client.events import Event

logger = logging.getLogger("mongars_client")


@dataclass(frozen=True)
class Callbacks:
    """What is called, one after the other; see `MonGARS.events`."""

    on_open: Callable[[], object] | None = None
    on_message: Callable[[str], object] | None = None
    on_event: Callable[[Event], object] | None = None
    on_error: Callable[[Exception], object] | None = None
    on_close: Callable[[int, str], object] | None = None
    reconnect: Reconnect | None = None

    @property
    def of_events(self) -> bool:
        """Whether anybody is told of each event."""
        return self.on_message is not None or self.on_event is not None

    def heeded(self, opening: bool) -> bool:
        """Tell whether anybody is told of events; with `opening`: or of a connection that opens."""
        return self.of_events or (opening and self.on_open is not None)

    def calls(self, event: events.Event) -> Iterator[Call]:
        """Give what is to be called for what happens, in order; where nobody is told of an error, the log is."""
        if isinstance(event, events.Frame):
            if self.on_message is not None:
                yield partial(self.on_message, event.text)
            if self.on_event is not None:
                yield partial(self.on_event, event.event)
        elif isinstance(event, events.Failed):
            if self.on_error is not None:
                yield partial(self.on_error, event.error)
            elif not event.raised:
                shown = None if isinstance(event.error, MonGARSError) else event.error
                logger.error("event socket: %s", event.error, exc_info=shown)
        elif isinstance(event, events.Closed):
            if self.on_close is not None:
                yield partial(self.on_close, event.code, event.reason)
            else:
                logger.info("event socket closed: %d %s", event.code, event.reason)
        elif isinstance(event, events.GaveUp):
            if self.reconnect is not None and self.reconnect.on_give_up is not None:
                give_up: Callable[[Any], object] = self.reconnect.on_give_up
                yield partial(give_up, event.error)
        elif self.on_open is not None:
            yield self.on_open
        else:
            logger.info("event socket open")
