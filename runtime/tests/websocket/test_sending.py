"""What who sends is told of his text."""

from __future__ import annotations

from typing import Any

import pytest

from openapi_facade.websocket.address import Address
from openapi_facade.websocket.events import Closed

from ..clients.single import NotesError  # noqa: TID252  # no package has a name above
from .conftest import Make
from .server import NotesSocket
from .test_outgoing import LARGE, in_thread

UNCERTAIN = "the message may or may not have arrived"


def test_what_is_not_taken_in_time_is_lost(make: Make, deaf: NotesSocket) -> None:
    watch = make(address=lambda: Address(deaf.url))
    watch.open()
    with pytest.raises(NotesError, match=UNCERTAIN) as caught:
        watch.send(LARGE, timeout=0.2)
    assert (caught.value.kind, "the server does not read" in str(caught.value)) == ("lost", True)
    watch.told.wait_for(Closed)


@pytest.mark.parametrize("how", ["the server leaves", "we close"])
def test_what_is_cut_off_is_lost(make: Make, deaf: NotesSocket, how: str) -> None:
    """It is never called sent: by nobody, where it was."""
    watch = make(address=lambda: Address(deaf.url))
    watch.open()
    peer = deaf.peer()
    sending, results = in_thread(lambda: watch.send(LARGE))
    peer.take(14)
    if how == "we close":
        watch.close(timeout=0.2)
    else:
        peer.leave()
    sending.join()
    error: Any = results[0]
    assert (type(error), error.kind, UNCERTAIN in str(error)) == (NotesError, "lost", True)
