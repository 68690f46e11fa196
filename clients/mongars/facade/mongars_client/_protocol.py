"""What a connection of the event socket does: frames in, events and answers out. No socket, no thread, no clock.

The server only tells; nothing that a client sends makes it speak (CONTRACT §1). It pings in JSON, and cuts the
connection where that is not answered; no other frame counts with it. A client leaves with a close frame, never with the
`close` message, after which the server goes on telling and does not listen (CONTRACT §4.3).

The runtime drives it, on a thread or in a task.
"""

from __future__ import annotations

import json
import logging
from collections import OrderedDict
from collections.abc import Callable

from mongars_client._events import PING_TIMEOUT
from mongars_client.errors import ConfigError, InvalidArgumentError
from mongars_client.events import Event, ModelChunk, PerformanceAlert, parse_event
from openapi_facade.websocket.protocol import NEVER, Protocol

REMEMBERED = 1024  # ids of events, so that none is told twice
LONGEST_ID = 256  # characters; the server's have 36
ERRORS = frozenset({"invalid_json", "invalid_envelope", "missing_type", "missing_id"})  # of an ack (CONTRACT §4.3)

logger = logging.getLogger("mongars_client")


class EventProtocol(Protocol[Event]):
    """The event socket of one client, over all its connections.

    Args:
        take: is given each event, before anybody else is told of it.
        patience: seconds without a frame, after which the connection counts as dead.
        remembered: how many ids of events are kept, so that none is told twice.
    """

    droppable = (ModelChunk, PerformanceAlert)

    def __init__(
        self,
        take: Callable[[Event], object] = lambda event: None,
        patience: float = PING_TIMEOUT,
        remembered: int = REMEMBERED,
    ) -> None:
        self._take = take
        self._patience = patience
        self._remembered = remembered
        self._told: OrderedDict[str, None] = OrderedDict()
        self._answers: list[str] = []
        self._heard_at: float | None = None

    def opened(self, now: float) -> None:
        """Begin a connection, whose handshake is done. What the one before had to send is void."""
        self._answers.clear()
        self._heard_at = now

    def closing(self) -> None:
        """End a connection from our side: nothing is due any more."""
        self._heard_at = None

    def lost(self, error: Exception, now: float) -> None:
        """End a connection: nothing is due any more, and nothing is to be sent."""
        self._answers.clear()
        self._heard_at = None

    def read(self, text: str) -> Event | None:
        """Return the event that a text frame tells; None for a control frame, or an event that was told before.

        Never fails: what is no event of the contract is `Unknown`.
        """
        try:
            frame = json.loads(text)
        except (ValueError, RecursionError):
            frame = text
        if isinstance(frame, dict) and "data" not in frame:
            if frame.get("type") == "ping":
                self._answers.append(_pong(frame.get("id")))
                return None
            if frame.get("type") == "ack":
                _acknowledged(frame.get("payload"))
                return None
        event = parse_event(frame)
        return None if self._was_told(event.id) else event

    def heard(self, now: float) -> None:
        """Take note of a sign of life: any frame is one."""
        if self._heard_at is not None:
            self._heard_at = now

    def receive(self, event: Event, now: float) -> None:
        """Hand over an event."""
        self._take(event)

    def outgoing(self) -> list[str]:
        """Return the texts that are to be sent now, each once: an answer to each ping."""
        texts, self._answers = self._answers, []
        return texts

    def due(self) -> float:
        """Return when a frame must have come; `NEVER`: nothing is connected."""
        return NEVER if self._heard_at is None else self._heard_at + self._patience

    def tick(self, now: float) -> str:
        """Return that no frame came in time, once for a connection; "" where it is not so."""
        if self._heard_at is None or now < self._heard_at + self._patience:
            return ""
        silence = now - self._heard_at
        self._heard_at = None
        self._answers.clear()
        return f"the server, which pings every 20 s, has said nothing for {silence:.3g} s"

    def worth_another_try(self, error: Exception) -> bool:
        """Tell whether connecting again can help; not where the client is at fault, or the account."""
        return not isinstance(error, ConfigError | InvalidArgumentError) and super().worth_another_try(error)

    def _was_told(self, identifier: str) -> bool:
        if not identifier or len(identifier) > LONGEST_ID:
            return False
        told = identifier in self._told
        self._told[identifier] = None
        self._told.move_to_end(identifier)
        if len(self._told) > self._remembered:
            self._told.popitem(last=False)
        return told


def _pong(identifier: object) -> str:
    """Return the answer to a ping; to one without an id that can be given back, a sign of life that needs none."""
    if not isinstance(identifier, str) or not 0 < len(identifier) <= LONGEST_ID:
        return json.dumps({"type": "client.ping"})
    return json.dumps({"type": "pong", "id": identifier})


def _acknowledged(payload: object) -> None:
    """Log what the server did not understand, in words of the contract only: others could hold a secret."""
    if isinstance(payload, dict) and payload.get("status") == "error":
        detail = payload.get("detail")
        known = isinstance(detail, str) and detail in ERRORS
        logger.warning("the server did not understand a frame of ours: %s", detail if known else "for no known reason")
