"""What is said of a chat that nobody closed: its client was forgotten, or the program or the event loop ends."""

from __future__ import annotations

import logging
import sys
import weakref
from typing import Any, Protocol

from cheshire_cat_api._chat.handlers import OF_A_FRAME
from cheshire_cat_api._chat.state import State

logger = logging.getLogger("cheshire_cat_api")

_said = False  # that it ends: once in a process, which may have a thousand such chats


class Unclosed(Protocol):
    """A chat, over threads or tasks."""

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


def end(kind: str, known: weakref.ref[Any], chat: Unclosed) -> None:
    """The client of a chat is garbage; or, where it is not, the program ends.

    Args:
        kind: the name of the client's class.
        known: the client.
    """
    client, state = known(), chat.going_on
    if client is None:
        if state is not None:
            logger.warning(
                "%s was forgotten while its chat was %s: the chat is closed; keep the client in a variable "
                "for as long as it chats, and close() it",
                f"an {kind}" if kind[0] == "A" else f"a {kind}",
                state.value,
            )
        chat.abandon()
        return
    fails = hasattr(sys, "last_type")  # its traceback says more
    if state is not None and not fails and (chat.unread or client._cat_heeds(*to_come(state))):
        warn_of_the_end("program", state)


def to_come(state: State) -> tuple[str, ...]:
    """The kinds of events that a chat may still have."""
    return OF_A_FRAME if state is State.OPEN else ("open", *OF_A_FRAME)


def warn_of_the_end(of: str, state: State) -> None:
    """Say that a chat ends unread, with the program or the event loop."""
    global _said
    if not _said:
        _said = True
        logger.warning(
            "the %s ends while a chat is %s: its callbacks and iterators hear nothing more; wait for what they shall "
            "hear, with ask() or `for event in client.events()`, and close() the client",
            of,
            state.value,
        )
