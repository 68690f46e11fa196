"""What is said of a WebSocket that nobody closed: its client was forgotten, or the program or the event loop ends."""

from __future__ import annotations

import sys
import weakref
from collections.abc import Callable
from typing import Any, Protocol

from openapi_facade.websocket.options import Options
from openapi_facade.websocket.state import State

_said = False  # that it ends: once in a process, which may have a thousand of them


class Unclosed(Protocol):
    """What a client has of it, over threads or tasks."""

    @property
    def options(self) -> Options:
        """What its connections are opened with."""
        ...

    @property
    def going_on(self) -> State | None:
        """What it is at; None: it has ended, or was closed."""
        ...

    @property
    def unread(self) -> bool:
        """Whether somebody waits for an answer, or has an iterator of events."""
        ...

    def abandon(self) -> None:
        """End it, for nobody can any more."""


def end(kind: str, known: weakref.ref[Any], socket: Unclosed, heeded: Callable[[Any, bool], bool]) -> None:
    """Take note that the client is garbage; or, where it is not, that the program ends.

    Args:
        kind: the name of the client's class.
        known: the client.
        socket: what it has not closed.
        heeded: as `protocol.Heeded`, of the client that it is given.
    """
    client, state, options = known(), socket.going_on, socket.options
    if client is None:
        if state is not None:
            options.api.logger.warning(
                "%s %s was forgotten while its %s was %s: the %s is closed; keep the client in a variable "
                "for as long as it is in use, and close() it",
                article(kind),
                kind,
                options.what,
                state.value,
                options.what,
            )
        socket.abandon()
        return
    fails = hasattr(sys, "last_type")  # its traceback says more
    if state is not None and not fails and (socket.unread or heeded(client, state is not State.OPEN)):
        warn_of_the_end("program", state, options)


def warn_of_the_end(of: str, state: State, options: Options) -> None:
    """Say that a WebSocket ends unread, with the program or the event loop."""
    global _said
    if not _said:
        _said = True
        options.api.logger.warning(
            "the %s ends while %s %s is %s: its callbacks and iterators hear nothing more; wait for what they shall "
            "hear, with %s, and close() the client",
            of,
            article(options.what),
            options.what,
            state.value,
            options.waiting,
        )


def article(noun: str) -> str:
    """Return `a` or `an`."""
    return "an" if noun[0] in "AEIOaeio" else "a"
