"""What has become of a link, and which links this process has."""

from __future__ import annotations

import enum
import logging
import weakref
from typing import Protocol

from cheshire_cat_api._chat.prompt import Address

logger = logging.getLogger("cheshire_cat_api")


class State(enum.Enum):
    """From connecting to the end."""

    CONNECTING = "connecting"
    OPEN = "connected"
    WAITING = "reconnecting"
    ENDED = "closed"


class Stateful(Protocol):
    """A link, over threads or tasks."""

    state: State


_known: weakref.WeakValueDictionary[str, Stateful] = weakref.WeakValueDictionary()


def warn_of_another(address: Address, link: Stateful) -> None:
    """Say so where this process has an open link of the same user already: one of the two will be deaf."""
    # Without a lock, which a fork could leave taken: two at the same moment may go unnoticed, and nothing else.
    other = _known.get(address.whose)
    _known[address.whose] = link
    if other is not None and other is not link and other.state is State.OPEN:
        logger.warning("%s: this process has another chat of this user; one of the two will hear nothing", address.url)
