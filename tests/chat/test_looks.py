"""When the history is looked at, and what its silence and the socket's tell together."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from cheshire_cat_api._chat.protocol import Turn
from cheshire_cat_api._chat.tasks import conversation as tasks
from cheshire_cat_api._chat.threads import conversation as threads
from cheshire_cat_api.testing import EmbeddedCat, FaultProxy
from cheshire_cat_api.testing.faults import Frame, Freeze

from .drivers import Driver
from .test_recovery import SAID, Quick, Through, Work, handshakes


def test_a_reply_on_its_way_is_waited_for_where_the_history_has_it_already(
    through: Through,
    proxy: FaultProxy,
    cat: EmbeddedCat,
    quick: Quick,
    in_thread: Work,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The server keeps a reply before it sends it: its socket is not deaf."""
    seen, arriving = threading.Event(), Turn.arriving

    def noticing(turn: Turn, history: list[Any]) -> bool:
        found = arriving(turn, history)
        if found:
            seen.set()
        return found

    monkeypatch.setattr(Turn, "arriving", noticing)
    for module in (threads, tasks):
        monkeypatch.setattr(module, "ARRIVAL", 30.0)
    quick(quiet=0.1)
    chat: Driver = through()
    chat.connect(10)
    proxy.add(Freeze(when=Frame(8, edge="before")))
    asking = in_thread(lambda: chat.ask("hello", timeout=60))
    assert seen.wait(30)
    proxy.thaw()
    reply = asking.result()
    assert (reply.text, reply.recovered) == (SAID, False)
    assert chat.ask("next").recovered is False
    assert handshakes(cat) == 1, "it was replaced"
