"""What a connection of the event socket does: frames in, events and answers out. No socket, no thread, no clock.

The server only tells; nothing that a client sends makes it speak (CONTRACT §1). It pings in JSON, and cuts the
connection where that is not answered; no other frame counts with it. A client leaves with a close frame, never with the
`close` message, after which the server goes on telling and does not listen (CONTRACT §4.3).

Both shells, threads and asyncio, drive it in the same way: `connected` after each handshake; `receive` for each text,
then `outgoing` is sent; `tick` when it is `due`.
"""

from __future__ import annotations

import json
import logging
from collections import OrderedDict
from dataclasses import dataclass

from mongars_client.events import Event, parse_event

PATIENCE = 45.0  # seconds without a frame: two pings of the server's, which come every 20 s, and some slack
REMEMBERED = 1024  # ids of events, so that none is told twice
LONGEST_ID = 256  # characters; the server's have 36
ERRORS = frozenset({"invalid_json", "invalid_envelope", "missing_type", "missing_id"})  # of an ack (CONTRACT §4.3)

logger = logging.getLogger("mongars_client")


@dataclass(frozen=True)
class Overdue:
    """No frame has come for so many seconds, in which the server should have pinged."""

    silence: float


class EventProtocol:
    """The event socket of one client, over all its connections.

    Args:
        patience: seconds without a frame, after which the connection counts as dead.
        remembered: how many ids of events are kept, so that none is told twice.
    """

    def __init__(self, patience: float = PATIENCE, remembered: int = REMEMBERED) -> None:
        self._patience = patience
        self._remembered = remembered
        self._told: OrderedDict[str, None] = OrderedDict()
        self._answers: list[str] = []
        self._heard: float | None = None

    def connected(self, now: float) -> None:
        """Begin a connection, whose handshake is done. What the one before had to send is void."""
        self._answers.clear()
        self._heard = now

    def disconnected(self) -> None:
        """End a connection: nothing is due any more, and nothing is to be sent."""
        self._answers.clear()
        self._heard = None

    def receive(self, text: str, now: float) -> list[Event]:
        """Return the events that a text frame tells; none for a control frame, or an event that was told before.

        Never fails: what is no event of the contract is `Unknown`.
        """
        self._heard = now
        try:
            frame = json.loads(text)
        except (ValueError, RecursionError):
            frame = text
        if isinstance(frame, dict) and "data" not in frame:
            if frame.get("type") == "ping":
                self._answers.append(_pong(frame.get("id")))
                return []
            if frame.get("type") == "ack":
                _acknowledged(frame.get("payload"))
                return []
        event = parse_event(frame)
        return [] if self._was_told(event.id) else [event]

    def outgoing(self) -> list[str]:
        """Return the texts that are to be sent now, each once: an answer to each ping."""
        texts, self._answers = self._answers, []
        return texts

    def due(self) -> float | None:
        """Return when a frame must have come, or `tick` is to be called; None: nothing is connected."""
        return None if self._heard is None else self._heard + self._patience

    def tick(self, now: float) -> Overdue | None:
        """Return that no frame came in time, once for a connection; None where it is not so."""
        if self._heard is None or now < self._heard + self._patience:
            return None
        silence = now - self._heard
        self.disconnected()
        return Overdue(silence)

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
