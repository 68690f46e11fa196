"""However the network goes wrong, a chat arrives at most once, and what is said of it is true.

`TEST_ALL=1` sends a thousand.
"""

from __future__ import annotations

import os
from collections import Counter
from functools import partial

import pytest

from mongars_client import AnswerUnknown, APIConnectionError, MonGARSError, _pacing
from mongars_client._pacing import Pace
from mongars_client.models import ChatResponse
from mongars_client.testing import EmbeddedMonGARS
from openapi_facade.testing.faults import Answer, Cut, CutBody, Delay, FaultProxy, RandomFaults

from .kinds import Kind
from .server import PASSWORD

CHATS, TOGETHER = (1000 if os.environ.get("TEST_ALL") else 100), 10
SEED = 18


def test_a_chat_arrives_at_most_once(kind: Kind, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_pacing.paces, "_make", partial(Pace, 0.0))
    said: dict[str, object] = {}
    with EmbeddedMonGARS(users={"u1": PASSWORD}, pace=0) as server, FaultProxy(server.url) as proxy:
        client = kind.client(f"http://{proxy.host}:{proxy.port}", max_retries=2)
        kind.run(client.users.register("u2", PASSWORD))
        proxy.add(RandomFaults(SEED, 0.3, kinds=(Cut, CutBody, Answer, Delay)))
        for start in range(0, CHATS, TOGETHER):
            messages = [f"chat {number}" for number in range(start, start + TOGETHER)]
            outcomes = kind.together([partial(client.conversation.chat, each) for each in messages])
            said.update(zip(messages, outcomes, strict=True))
        arrived = Counter(each.message for each in server.chats)
    assert max(arrived.values()) == 1
    for message, outcome in said.items():
        if isinstance(outcome, ChatResponse):
            assert (outcome.response, arrived[message]) == (f"You said: {message}", 1)
        elif not isinstance(outcome, AnswerUnknown):
            assert isinstance(outcome, MonGARSError), outcome
            if isinstance(outcome, APIConnectionError) and not outcome.may_have_arrived:
                assert arrived[message] == 0
    unknown = {message for message, outcome in said.items() if isinstance(outcome, AnswerUnknown)}
    assert {arrived[message] for message in unknown} == {0, 1}  # which is why it is not sent again
    assert sum(isinstance(outcome, ChatResponse) for outcome in said.values()) > CHATS / 4
