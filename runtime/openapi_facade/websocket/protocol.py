"""What a client says of its WebSocket: no sockets, no threads, no clock."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Generic, TypeAlias, TypeVar
from typing import Protocol as TypingProtocol

from openapi_facade.tls import is_of_tls
from openapi_facade.websocket.backoff import worth_another_try
from openapi_facade.websocket.events import Event

E = TypeVar("E")

NEVER = float("inf")

Call: TypeAlias = "Callable[[], object]"
Sink: TypeAlias = "Callable[[Event], Iterator[Call]]"
"""What to call for an event, in order."""


class Protocol(Generic[E]):
    """What the frames of one server mean, and what is due. A client overrides what its server needs.

    One connection follows the other; this knows them all. `read` is called by who reads, and everything else under one
    lock, or in one event loop. None of it may wait. Times are those of a clock that only goes forward, in seconds.
    """

    droppable: tuple[type, ...] = ()
    """Of which events some may be dropped where they come faster than they are handled."""

    def read(self, text: str) -> E | None:
        """Return what a frame means; None: nothing that anybody is told of. It must not raise."""
        raise NotImplementedError

    def begin(self) -> None:
        """Forget what another connection was in the middle of: one is about to be opened that does not replace it."""

    def opened(self, now: float) -> None:
        """Take note of a connection that is open."""

    def heard(self, now: float) -> None:
        """Take note that frames came, whatever they are, before any of them is received."""

    def receive(self, event: E, now: float) -> object:
        """Take note of an event, before anybody is told of it; what this returns is ignored."""

    def lost(self, error: Exception, now: float) -> None:
        """Take note of the end of a connection that was open, and not by our doing.

        Args:
            error: of the client's own.
            now: the time.
        """

    def outgoing(self) -> Sequence[str]:
        """Return the frames that go out by themselves, and forget them: short ones, such as answers to pings.

        Asked for when a connection is open, behind what has come, and when something was due. Where the server takes
        nothing, they wait.
        """
        return ()

    def due(self) -> float:
        """Return when `tick` is to be called, unless something comes before; `NEVER`: not at all."""
        return NEVER

    def tick(self, now: float) -> str:
        """Do what is due, and move `due`. Return why the connection is to be given up, in words; "": it is not."""
        return ""

    def closing(self) -> None:
        """Take note that the connection is about to be closed from our side."""

    @property
    def drained(self) -> bool:
        """Whether it can be closed; until then what still comes is waited for, half of the time at most."""
        return True

    def worth_another_try(self, error: Exception) -> bool:
        """Tell whether connecting again can help after an attempt that has failed so; the client's own error."""
        return worth_another_try(None, status_of(error))

    def may_be_starting(self, error: Exception) -> bool:
        """Tell whether an attempt failed as it does where the server is still starting."""
        return self.worth_another_try(error) and not is_of_tls(error)

    def is_refused(self, error: Exception) -> bool:
        """Tell whether the server does not want the query of the address, or wants one."""
        return status_of(error) == 403


def status_of(error: Exception) -> int | None:
    """Return the HTTP status that an error knows of; None: there was none."""
    return getattr(error, "status_code", None) or None


class Reader(TypingProtocol):
    """Takes what comes, and has what goes out by itself."""

    def receive(self, texts: list[str]) -> None:
        """Take what has come."""
        ...

    def outgoing(self) -> Sequence[str]:
        """Return what goes out now."""
        ...

    def due(self) -> float:
        """Return when `tick` has something to do."""
        ...

    def tick(self) -> str:
        """Do what is due, if something is; why the connection is to be given up, or nothing."""
        ...


Heeded: TypeAlias = "Callable[[bool], bool]"
"""Whether anybody is told of frames that may still come; with True: or of a connection that opens."""


def anybody(opening: bool) -> bool:
    """Tell that somebody may be told of anything."""
    return True


def nobody(opening: bool) -> bool:
    """Tell that nobody is told of anything."""
    return False


def unheard(event: Event) -> Iterator[Callable[[], Any]]:
    """Return the calls of a sink that calls nobody."""
    return iter(())
