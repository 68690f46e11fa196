"""Who has a view, who waits for whom, and whose chat is to be closed. No sockets, no locks, no clock.

Whoever wants to use a user's view holds a ticket, and is known by it weakly: one who is interrupted before he could
leave, and is gone, is in nobody's way.
"""

from __future__ import annotations

import weakref
from collections import deque
from collections.abc import Callable
from typing import Generic, TypeVar

from cheshire_cat_api.errors import ConfigError

V = TypeVar("V")

GOODBYES = 2.0  # seconds that all chats together have to close


class Ticket:
    """A place in a line, for as long as somebody has it."""


class _Line:
    """Tickets, first come, first served."""

    def __init__(self) -> None:
        self._tickets: deque[weakref.ref[Ticket]] = deque()

    def __bool__(self) -> bool:
        return self.first() is not None

    def first(self) -> Ticket | None:
        """Whose turn it is; None: nobody is there."""
        while self._tickets:
            ticket = self._tickets[0]()
            if ticket is not None:
                return ticket
            self._tickets.popleft()
        return None

    def join(self, ticket: Ticket) -> None:
        """Be the last, unless the ticket is in it."""
        if not any(each() is ticket for each in self._tickets):
            self._tickets.append(weakref.ref(ticket))

    def leave(self, ticket: Ticket) -> None:
        """Be in it no longer."""
        self._tickets = deque(each for each in self._tickets if each() not in (ticket, None))


class Place(Generic[V]):
    """A user's view, and who uses it or waits to."""

    def __init__(self, view: V, now: float) -> None:
        self.view = view
        self.line = _Line()
        self.left_at = now


class Closing(Ticket, Generic[V]):
    """A view that nobody uses, and that whoever has this closes."""

    def __init__(self, user: str, place: Place[V]) -> None:
        self.user = user
        self.place = place
        place.line.join(self)


class Places(Generic[V]):
    """The views of a pool, by user id.

    Args:
        view: makes the view of a user; may raise a ConfigError.
        is_busy: whether a turn of a view still runs, as far as is known.
        idle: seconds after its last use at which a view is closed.
        limit: how many views there are at most.

    Raises:
        ConfigError: no number of seconds, or no limit.
    """

    def __init__(self, view: Callable[[str], V], is_busy: Callable[[V], bool], idle: object, limit: object) -> None:
        if isinstance(idle, bool) or not isinstance(idle, int | float) or not 0 < idle < float("inf"):
            raise ConfigError(f"idle: {idle!r}; give a number of seconds")
        if isinstance(limit, bool) or not isinstance(limit, int) or limit < 1:
            raise ConfigError(f"limit: {limit!r}; give a number of users")
        self.idle = float(idle)
        self.limit = limit
        self._view = view
        self._is_busy = is_busy
        self._places: dict[str, Place[V]] = {}
        self._newcomers = _Line()

    @property
    def users(self) -> tuple[str, ...]:
        """Who has a view."""
        return tuple(self._places)

    @property
    def used(self) -> bool:
        """Whether anybody uses one, or waits to."""
        return bool(self._newcomers) or any(place.line for place in self._places.values())

    def step(self, ticket: Ticket, user: str, now: float) -> Place[V] | Closing[V] | None:
        """What a ticket comes to now: its place; a view to close first, and then to ask again; None: wait."""
        place = self._places.get(user)
        if place is None:
            self._newcomers.join(ticket)
            if self._newcomers.first() is not ticket:
                return None
            if len(self._places) >= self.limit:
                return self._least_recently_used(now)
            place = self._places[user] = Place(self._view(user), now)
        self._newcomers.leave(ticket)
        place.line.join(ticket)
        return place if place.line.first() is ticket else None

    def leave(self, ticket: Ticket, user: str, now: float) -> None:
        """Somebody has used the view, or waits no longer."""
        self._newcomers.leave(ticket)
        place = self._places.get(user)
        if place is not None:
            if place.line.first() is ticket:
                place.left_at = now
            place.line.leave(ticket)

    def closed(self, closing: Closing[V], now: float) -> None:
        """A view was closed. Who came meanwhile has it, for it can be used again; otherwise nobody has."""
        self.leave(closing, closing.user, now)
        if not closing.place.line:
            self._places.pop(closing.user, None)

    def expired(self, now: float) -> list[Closing[V]]:
        """The views to close by now."""
        return [Closing(user, place) for user, place in self._places.items() if self._ends_at(place, now) <= now]

    def next_end(self, now: float) -> float:
        """When there may be the next one."""
        return min((self._ends_at(place, now) for place in self._places.values()), default=float("inf"))

    def late(self, user: str, timeout: float) -> str:
        """What is said to a ticket whose turn has not come."""
        who = f"user {user!r} was" if user in self._places else f"all {self.limit} users of the pool were"
        return f"{who} in use for {timeout:g} s; nothing was sent"

    def all(self) -> list[V]:
        """All views, of which there are none from now on."""
        views = [place.view for place in self._places.values()]
        self._places.clear()
        return views

    def _ends_at(self, place: Place[V], now: float) -> float:
        """When nobody will have used it for so long; a turn that somebody has left counts as use, but not for ever."""
        if place.line:
            return float("inf")
        ends = place.left_at + self.idle
        return ends if now < ends or not self._is_busy(place.view) else ends + self.idle

    def _least_recently_used(self, now: float) -> Closing[V] | None:
        free = [
            (place.left_at, user, place)
            for user, place in self._places.items()
            if not place.line and not self._is_busy(place.view)
        ]
        if not free:
            return None
        _, user, place = min(free, key=lambda each: each[0])
        return Closing(user, place)
