"""Which event of the socket is the answer of a chat whose HTTP reply was lost. No waiting, no clock.

The server goes on with a chat whose client is gone, and tells the answer over the event socket (CONTRACT M2). Nothing
in an event names the request but the message, as the server has cleaned it; a reply that came names its event by the
turn (CONTRACT M1). Events come in the order in which chats end (CONTRACT M3), so order tells nothing. Other programs of
the same user may ask the same. So an answer is taken only where exactly one call and exactly one event can belong
together; else it is unknown, which is said with what is known.

A call's way: `sent`, before its first byte goes out; then `answered`, `unsent`, `lost` (its `outcome` is asked for) or
`abandoned` (nobody asks). One that was lost or abandoned, and whose event has not come, competes for a while with
others of the same message: its event may still come.
"""

from __future__ import annotations

import enum
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from mongars_client._sanitise import normal_form
from mongars_client.events import ChatMessage

SETTLE = 1.0  # seconds after an event that may be the answer, in which another one would make it doubtful
LATE = 300.0  # seconds after a call's deadline in which its event may still come
CALLS = 256  # that nobody waits for any more and whose event may still come; the oldest are forgotten
TURNS = 1024  # ids of turns whose reply came, or whose event was taken
CANDIDATES = 16  # events that are kept for one call


class State(enum.Enum):
    """What has become of a call."""

    RUNNING = enum.auto()
    LOST = enum.auto()
    LEFT = enum.auto()
    """Nobody waits for it; its event may still come."""
    OVER = enum.auto()


@dataclass(eq=False)
class Call:
    """A chat request.

    Args:
        message: as it is sent.
        deadline: until when somebody waits for its answer.
    """

    message: str
    deadline: float
    form: str = field(init=False, repr=False)
    state: State = field(default=State.RUNNING, init=False, repr=False)
    listened: bool = field(default=False, init=False, repr=False)
    events: list[tuple[ChatMessage, float]] = field(default_factory=list, init=False, repr=False)

    def __post_init__(self) -> None:
        self.form = normal_form(self.message)


@dataclass(frozen=True)
class Waiting:
    """It cannot be told yet: ask again when an event or a reply has come, or at this time."""

    until: float


@dataclass(frozen=True)
class Recovered:
    """This is the answer."""

    event: ChatMessage


@dataclass(frozen=True)
class NotRecovered:
    """It is not known which event is the answer, or none has come."""

    reason: str
    candidates: tuple[ChatMessage, ...]
    """Events with the same message, of which one may be the answer."""


Outcome: TypeAlias = Waiting | Recovered | NotRecovered


class Recovery:
    """The chats of one user at one server, and the events that may be their answers. Its owner has the lock.

    Args:
        settle: seconds for which an event is not taken yet, lest another one comes that fits as well.
        late: seconds after its deadline in which the event of a call may still come.
    """

    def __init__(self, settle: float = SETTLE, late: float = LATE) -> None:
        self._settle, self._late = settle, late
        self._listening = False
        self._open: dict[str, list[Call]] = {}
        self._left: OrderedDict[Call, None] = OrderedDict()
        self._known: OrderedDict[str, None] = OrderedDict()

    def listening(self, open_: bool) -> None:
        """Tell whether an event socket is open, or its connection is being renewed."""
        self._listening = open_

    def sent(self, call: Call, now: float) -> None:
        """Begin: the call is about to be sent. Events from before are not its answer."""
        self._forget_late(now)
        call.listened = self._listening
        self._open.setdefault(call.form, []).append(call)

    def unsent(self, call: Call) -> None:
        """End a call of which the server knows nothing."""
        self._end(call)

    def answered(self, call: Call, turn_id: str = "") -> None:
        """End a call whose reply came; `turn_id` is that of its speech turn, empty where it was refused."""
        self._end(call)
        if turn_id:
            self._take(turn_id, call.form)

    def lost(self, call: Call) -> None:
        """The reply of a call will not come; ask for its `outcome`."""
        if call.state is State.RUNNING:
            call.state = State.LOST

    def abandoned(self, call: Call) -> None:
        """Nobody waits for a call any more, such as one that was cancelled. It may have arrived."""
        if call.state in (State.RUNNING, State.LOST):
            self._leave(call)

    def event(self, event: ChatMessage, now: float) -> None:
        """Offer an event to the calls that it may answer. The same from several sockets counts once."""
        self._forget_late(now)
        calls = self._open.get(normal_form(event.query)) if self._open else None
        if not calls or event.turn_id in self._known:
            return
        if any(_same(event, each) for call in calls for each, _ in call.events):
            return
        for call in calls:
            if len(call.events) < CANDIDATES:
                call.events.append((event, now))
        self._settle_left(calls)

    def outcome(self, call: Call, now: float) -> Outcome:
        """Return what is known of the answer of a lost call. Anything but `Waiting` is said once, and ends it."""
        outcome = self._outcome(call, now)
        if isinstance(outcome, Recovered):
            self._claim(call, outcome.event)
        elif isinstance(outcome, NotRecovered):
            self._leave(call)
        return outcome

    def _outcome(self, call: Call, now: float) -> Outcome:
        events = tuple(event for event, _ in call.events)
        if not call.listened:
            return NotRecovered("no event socket was open when it was sent", events)
        if not events:
            if now >= call.deadline:
                return NotRecovered("no event with its message came in time", events)
            if not self._listening:
                return NotRecovered("the event socket was closed before its event came", events)
            return Waiting(call.deadline)
        rivals = [each for each in self._open.get(call.form, ()) if each is not call and _share(call, each)]
        if now < call.deadline and any(each.state is State.RUNNING for each in rivals):
            return Waiting(call.deadline)  # the reply of the other may tell whose event it is
        if rivals:
            return NotRecovered(f"{_count(len(rivals) + 1, 'call')} with its message may have had the answer", events)
        if len(events) > 1:
            return NotRecovered(f"{_count(len(events), 'event')} have its message", events)
        event, at = call.events[0]
        settled = min(at + self._settle, call.deadline)
        return Recovered(event) if now >= settled else Waiting(settled)

    def _settle_left(self, calls: Sequence[Call]) -> None:
        """End those that nobody asks for and whose event has come, so that they compete no more."""
        for call in [each for each in calls if each.state is State.LEFT and len(each.events) == 1]:
            if not any(_share(call, each) for each in calls if each is not call):
                self._claim(call, call.events[0][0])

    def _claim(self, call: Call, event: ChatMessage) -> None:
        self._end(call)
        if event.turn_id:
            self._take(event.turn_id, call.form)

    def _take(self, turn_id: str, form: str) -> None:
        """Let an event of this turn, which may have come or not, be no other call's answer."""
        self._known[turn_id] = None
        if len(self._known) > TURNS:
            self._known.popitem(last=False)
        for call in self._open.get(form, ()):
            call.events = [(event, at) for event, at in call.events if event.turn_id != turn_id]
        self._settle_left(self._open.get(form, ()))

    def _leave(self, call: Call) -> None:
        call.state = State.LEFT
        self._left[call] = None
        if len(self._left) > CALLS:
            self._end(next(iter(self._left)))

    def _end(self, call: Call) -> None:
        call.state = State.OVER
        self._left.pop(call, None)
        calls = [each for each in self._open.get(call.form, ()) if each is not call]
        if calls:
            self._open[call.form] = calls
        else:
            self._open.pop(call.form, None)

    def _forget_late(self, now: float) -> None:
        calls = [call for calls in self._open.values() for call in calls]
        for call in calls:
            if call.deadline + self._late <= now:
                self._end(call)


def _same(one: ChatMessage, other: ChatMessage) -> bool:
    """Whether two events tell of the same turn."""
    return one is other or bool(one.id and one.id == other.id) or bool(one.turn_id and one.turn_id == other.turn_id)


def _share(one: Call, other: Call) -> bool:
    """Whether an event may be the answer of either call. Where one has too many, others may be its own as well."""
    return len(other.events) >= CANDIDATES or any(
        _same(mine, theirs) for mine, _ in one.events for theirs, _ in other.events
    )


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}s"
