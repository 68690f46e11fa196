"""A record of the conversation that the client keeps itself.

The server's history is a snapshot of what was stored when it was read first (CONTRACT §1), so what is said afterwards
is never in it. A transcript begins with that snapshot; each turn is added once, whether its HTTP reply tells it, its
event, or both.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from mongars_client._sanitise import normal_form
from mongars_client.events import ChatMessage, Event, HistoryItem, HistorySnapshot
from openapi_facade.forks import renew_after_fork
from openapi_facade.locks import Monitor

LIMIT = 1000  # turns
LONGEST_HISTORY = 100  # turns that are taken of one; the server gives no more (CONTRACT §3.1)
SAME = timedelta(seconds=2)
"""By how much the times of one turn may differ: when it was made, stored and told, a few milliseconds apart."""


@dataclass(frozen=True)
class TranscriptEntry:
    """A question and its answer.

    Args:
        query: the message: as it was sent, where this client has sent it, else as the server has cleaned it of HTML.
        response: the answer; a failed generation's is an error's text.
        timestamp: when, by the server's clock.
        turn_id: the server's; empty for a turn that only its history tells.
    """

    query: str
    response: str
    timestamp: datetime
    turn_id: str = ""


class Transcript:
    """The turns of one user, the oldest first. Any thread may read it at any time.

    Args:
        limit: how many turns are kept; then the oldest go.
    """

    def __init__(self, limit: int = LIMIT) -> None:
        self._limit = limit
        self._monitor = Monitor()
        self._list: list[TranscriptEntry] = []
        self._named: dict[str, TranscriptEntry] = {}
        renew_after_fork(self)

    @property
    def entries(self) -> tuple[TranscriptEntry, ...]:
        """All turns; what is added later is not in it."""
        return tuple(self._list)  # one step of the interpreter, and so without the lock

    def __iter__(self) -> Iterator[TranscriptEntry]:
        return iter(self.entries)

    def __len__(self) -> int:
        return len(self._list)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({len(self)} turns)"

    def answered(self, message: str, response: str, timestamp: datetime, turn_id: str = "") -> None:
        """Add a turn of this client's, by its HTTP reply.

        Args:
            message: as it was sent.
            response: the answer.
            timestamp: `speech_turn.created_at`.
            turn_id: `speech_turn.turn_id`.
        """
        with self._monitor.lock:
            entry = TranscriptEntry(message, response, timestamp, turn_id)
            self._put(entry, self._twin(entry))

    def event(self, event: Event) -> None:
        """Add what an event tells: a turn, or the history's snapshot; any other changes nothing."""
        if isinstance(event, HistorySnapshot):
            self.begin(event.items)
        elif isinstance(event, ChatMessage):
            made = event.timestamp if event.speech_turn is None else event.speech_turn.created_at
            entry = TranscriptEntry(event.query, event.response, made, event.turn_id)
            with self._monitor.lock:
                twin = self._twin(entry)
                if twin is None or not twin.turn_id:  # what a reply has told is as it was sent
                    self._put(entry, twin)

    def begin(self, items: Iterable[HistoryItem]) -> None:
        """Add the turns of the server's history, the newest first, that are not known."""
        newest = islice(items, LONGEST_HISTORY)
        told = [TranscriptEntry(item.query, item.response, item.timestamp) for item in newest]
        with self._monitor.lock:
            # The nearest in time belong together first: one turn is not two, and two alike are not one.
            pairs = [(one, other) for one in told for other in self._list if _alike(one, other)]
            left, known = list(told), list(self._list)
            for one, other in sorted(pairs, key=lambda pair: _apart(*pair)):
                if one in left and other in known:
                    left.remove(one)
                    known.remove(other)
            for entry in left:
                self._put(entry, None)

    def after_fork(self) -> None:
        """Begin anew, with the turns so far."""
        self._monitor.after_fork()

    def _twin(self, entry: TranscriptEntry) -> TranscriptEntry | None:
        """Return the entry of the same turn: by its id, or, where one has none, by what was said, and about when."""
        if entry.turn_id in self._named:
            return self._named[entry.turn_id]
        if entry.turn_id and len(self._named) == len(self._list):
            return None  # all have ids, and others
        about = 0
        with suppress(OverflowError):  # at the beginning of the calendar
            about = bisect_left(self._list, entry.timestamp - SAME, key=_when)
        said = [each for each in islice(self._list, about, None) if _alike(entry, each)]
        return min(said, key=lambda each: _apart(entry, each), default=None)

    def _put(self, entry: TranscriptEntry, twin: TranscriptEntry | None) -> None:
        if twin is not None:
            self._list.remove(twin)
            self._named.pop(twin.turn_id, None)
        insort(self._list, entry, key=_when)
        if entry.turn_id:
            self._named[entry.turn_id] = entry
        while len(self._list) > self._limit:
            self._named.pop(self._list.pop(0).turn_id, None)


def _when(entry: TranscriptEntry) -> datetime:
    return entry.timestamp


def _apart(one: TranscriptEntry, other: TranscriptEntry) -> timedelta:
    return abs(one.timestamp - other.timestamp)


def _alike(one: TranscriptEntry, other: TranscriptEntry) -> bool:
    """Whether two entries, of which one has no id, may be one turn."""
    return (
        not (one.turn_id and other.turn_id)
        and _apart(one, other) <= SAME
        and one.response == other.response
        and normal_form(one.query) == normal_form(other.query)
    )
