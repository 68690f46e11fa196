"""Which chats this process has: of two of one user, one is deaf (CONTRACT §4.5)."""

from __future__ import annotations

import logging
import weakref

from openapi_facade.websocket.address import Address
from openapi_facade.websocket.state import State, Stateful

logger = logging.getLogger("cheshire_cat_api")

_known: weakref.WeakValueDictionary[str, Stateful] = weakref.WeakValueDictionary()


def warn_of_another(address: Address, link: Stateful) -> None:
    """Say so where this process has an open link of the same user already: one of the two will be deaf."""
    # Without a lock, which a fork could leave taken: two at the same moment may go unnoticed, and nothing else.
    other = _known.get(address.whose)
    _known[address.whose] = link
    if other is not None and other is not link and other.state is State.OPEN:
        logger.warning("%s: this process has another chat of this user; one of the two will hear nothing", address.url)
