"""Whatever goes wrong, wherever: no ask hangs, none lies, and no prompt arrives twice."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable

import pytest

import cheshire_cat_api as ccat
from cheshire_cat_api.testing import EmbeddedCat, FaultProxy
from cheshire_cat_api.testing.faults import Answer, Cut, CutBody, Delay, Freeze, Insert, RandomFaults

from .conftest import Make

ASKS = 25
TIMEOUT = 3.0
EXPECTED = (ccat.ConnectionFailed, ccat.ConnectionLost, ccat.HandshakeRefused, ccat.TurnTimeout, ccat.NotConnected)


@pytest.mark.parametrize("again", [False, True], ids=["stays lost", "reconnects"])
@pytest.mark.parametrize("seed", range(4))
def test_asks_over_a_bad_network(
    make: Make, proxy: FaultProxy, cat: EmbeddedCat, quick: Callable[..., None], seed: int, again: bool
) -> None:
    quick(quiet=0.4, ping=0.4, connect=1.0)
    policy = ccat.Reconnect(attempts=1000, first=0.01, longest=0.1) if again else False
    chat = make(proxy.url, reconnect=policy, user_id=f"user-{seed}")
    kinds = (Cut, CutBody, Answer, Delay, Insert, Freeze)
    chaos = proxy.add(RandomFaults(seed, rate=0.5, kinds=kinds))
    answered = 0
    for number in range(ASKS):
        text = f"prompt {number}"
        begin = time.monotonic()
        with contextlib.suppress(*EXPECTED):
            assert chat.ask(text, timeout=TIMEOUT).raw["why"]["input"] == text
            answered += 1
        assert time.monotonic() - begin < TIMEOUT + 1.0
    prompts = cat.prompts()
    assert len(prompts) == len(set(prompts))
    assert answered
    proxy.remove(chaos)
    chat.close()
    assert chat.ask("the last", timeout=20).raw["why"]["input"] == "the last"
    chat.close()
    proxy.cut_all()  # those that froze
    assert cat.wait_for(lambda: cat.sockets(f"user-{seed}") == 0)
