"""However the network goes wrong, a chat arrives at most once, and what is said of it in the end is true.

Of each kind a hundred are sent, with `TEST_ALL=1` a thousand.
"""

from __future__ import annotations

import os
from collections import Counter
from functools import partial

import pytest

from mongars_client import AnswerUnknown, APIConnectionError, MonGARSError, RecoveredChat
from mongars_client.models import ChatResponse
from mongars_client.testing import EmbeddedMonGARS
from openapi_facade.testing.faults import Answer, Cut, CutBody, Delay, FaultProxy, Freeze, RandomFaults

from .kinds import PATIENCE
from .live import Live

CHATS, TOGETHER = (1000 if os.environ.get("TEST_ALL") else 100), 50
TIMEOUT = 2.0
"""Seconds for a chat. One that has not ended some time later fails the test."""
SEED = 18


@pytest.mark.parametrize("listening", [False, True], ids=["", "listening"])
def test_a_chat_arrives_at_most_once(live: Live, mongars: EmbeddedMonGARS, listening: bool) -> None:
    said: dict[str, object] = {}

    def say(messages: list[str]) -> None:
        ends = {each: live.begin(partial(client.conversation.chat, each)) for each in messages}
        for message, ended in ends.items():
            try:
                said[message] = ended()
            except MonGARSError as error:
                said[message] = error

    with FaultProxy(mongars.url) as proxy:
        client = live.client(proxy, max_retries=2, timeout=TIMEOUT)
        say(["the first"])
        if listening:
            stream = live.do(lambda: client.events(reconnect=True, origin=f"{mongars.url}/"))
            live.do(lambda: stream.connect(timeout=PATIENCE))
        proxy.add(RandomFaults(SEED, 0.3, kinds=(Cut, CutBody, Answer, Delay)))
        proxy.add(RandomFaults(SEED + 1, 0.05, kinds=(Freeze,)))
        for start in range(0, CHATS, TOGETHER):
            say([f"chat {number}" for number in range(start, start + TOGETHER)])
            proxy.thaw()
        proxy.clear()
        proxy.cut_all()
        with proxy.refusing():
            nobody = [f"to nobody {number}" for number in range(5)]
            say(nobody)
        say(["the last"])
        live.do(client.close)
    arrived = Counter(each.message for each in mongars.chats)
    assert max(arrived.values()) == 1
    for message, outcome in said.items():
        if isinstance(outcome, ChatResponse):
            assert (outcome.response, arrived[message]) == (f"You said: {message}", 1)
        elif isinstance(outcome, APIConnectionError) and not outcome.may_have_arrived:
            assert arrived[message] == 0
    assert all(isinstance(said[each], ChatResponse) for each in ("the first", "the last"))
    assert all(isinstance(said[each], APIConnectionError) and not arrived[each] for each in nobody)
    assert sum(isinstance(outcome, ChatResponse) for outcome in said.values()) > CHATS / 4
    if listening:
        assert any(isinstance(outcome, RecoveredChat) for outcome in said.values())
    else:
        unknown = {message for message, outcome in said.items() if isinstance(outcome, AnswerUnknown)}
        assert {arrived[message] for message in unknown} == {0, 1}  # which is why it is not sent again
