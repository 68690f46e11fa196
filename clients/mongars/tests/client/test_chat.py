"""A chat tells the truth: what failed raises, what may have arrived is not sent again, and they keep their distance."""

from __future__ import annotations

import json
import pickle
import time
from itertools import pairwise
from typing import Any

import pytest

from mongars_client import (
    AnswerTimeout,
    AnswerUnknown,
    APIConnectionError,
    APITimeoutError,
    AuthenticationError,
    GenerationFailed,
    RateLimitError,
    ServerError,
    _pacing,
)
from mongars_client._pacing import Circuit, Pace
from mongars_client.models import ChatRequest, ChatResponse

from .kinds import Kind
from .server import CHAT, CUT, FAILED, HELD, PASSWORD, TOO_MANY, Reply, ScriptedServer, answered, failed, refused

TOO_EARLY = refused(429, TOO_MANY)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Chats may follow each other at once."""
    monkeypatch.setattr(_pacing.paces, "_make", lambda: Pace(0.0))


class Noted(Pace):
    """Chats start a fifth of a second apart, and when is noted."""

    def __init__(self) -> None:
        super().__init__(0.2)
        self.starts: list[float] = []

    def reserve(self, now: float) -> float:
        self.starts.append(super().reserve(now))
        return self.starts[-1]


@pytest.fixture
def spaced(monkeypatch: pytest.MonkeyPatch) -> None:
    """Chats are some way apart."""
    monkeypatch.setattr(_pacing.paces, "_make", Noted)


def kept_distance(server: ScriptedServer, user: str = "u1") -> int:
    """How many chats a user had, each no earlier than it may start, and the starts as far apart as they must be."""
    pace = _pacing.paces.of(server.url, user)
    assert isinstance(pace, Noted)
    starts = sorted(pace.starts)
    assert min(later - earlier for earlier, later in pairwise(starts)) > 0.199
    script = server.change(lambda script: (list(script.times), list(script.bodies)))
    arrived = [at for at, (path, _) in zip(*script, strict=True) if path == CHAT]
    assert all(at >= start for at, start in zip(arrived, starts, strict=True))
    return len(arrived)


def test_an_answer_has_its_fields_as_attributes_and_as_items(kind: Kind, server: ScriptedServer) -> None:
    chat = kind.run(kind.client(server).conversation.chat("hello there", session_id="s1"))
    assert (chat.response, chat.confidence, chat.processing_time) == ("words", 1 / 512, 0.03)
    assert chat.speech_turn.created_at.microsecond == 412980
    assert chat["speech_turn"]["segments"][0]["text"] == "words"
    assert json.loads(server.bodies()[0]) == {"message": "hello there", "session_id": "s1"}


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize(
    ("arguments", "sent"),
    [
        (("x",), {"message": "x"}),
        ((ChatRequest(message="x", session_id=None),), {"message": "x", "session_id": None}),
        ((ChatRequest(message="x"), "s2"), {"message": "x", "session_id": "s2"}),
    ],
)
def test_what_is_sent(kind: Kind, server: ScriptedServer, arguments: tuple[Any, ...], sent: dict[str, object]) -> None:
    kind.run(kind.client(server).conversation.chat(*arguments))
    assert json.loads(server.bodies()[0]) == sent


@pytest.mark.usefixtures("quick")
def test_a_failed_generation_raises_and_says_for_how_long_all_fail(kind: Kind, server: ScriptedServer) -> None:
    client = kind.client(server)
    server.say(CHAT, failed(), failed(), answered(), failed())
    waits = []
    for _ in range(2):
        with pytest.raises(GenerationFailed, match="Ollama circuit is temporarily open") as caught:
            kind.run(client.conversation.chat("x"))
        waits.append(caught.value.retry_after)
    assert 0 < waits[1] < waits[0] <= 60
    assert (caught.value.status_code, caught.value.response["response"]) == (200, FAILED["response"])
    assert pickle.loads(pickle.dumps(caught.value)).retry_after == waits[1]
    assert kind.run(client.conversation.chat("x")).response == "words"  # so it is over
    with pytest.raises(GenerationFailed) as again:
        kind.run(client.conversation.chat("x"))
    assert again.value.retry_after > waits[1]


@pytest.mark.usefixtures("quick")
def test_a_failure_is_that_of_every_user_of_the_server(
    kind: Kind, server: ScriptedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept: list[Circuit] = []
    monkeypatch.setattr(_pacing.circuits, "_make", lambda: kept.append(Circuit()) or kept[-1])
    server.say(CHAT, *[failed()] * 2)
    for name in ("u1", "u2"):
        with pytest.raises(GenerationFailed):
            kind.run(kind.client(server, username=name, password=PASSWORD).conversation.chat("x"))
    assert len(kept) == 1


@pytest.mark.usefixtures("quick")
def test_a_failed_generation_is_returned_where_that_is_asked_for(kind: Kind, server: ScriptedServer) -> None:
    server.say(CHAT, failed(), failed(response=""))
    client = kind.client(server)
    chat = kind.run(client.conversation.chat("x", allow_failed=True))
    assert isinstance(chat, ChatResponse)
    assert chat.confidence == 0.0
    with pytest.raises(GenerationFailed, match="it said nothing"):
        kind.run(client.conversation.chat("x"))


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("more", [{"confidence": None}, {"confidence": 0.0078125, "response": FAILED["response"]}])
def test_the_confidence_alone_tells(kind: Kind, server: ScriptedServer, more: dict[str, object]) -> None:
    server.say(CHAT, failed(**more))
    assert kind.run(kind.client(server).conversation.chat("x")).response == FAILED["response"]


@pytest.mark.usefixtures("spaced")
def test_all_clients_of_a_user_keep_the_distance(kind: Kind, server: ScriptedServer) -> None:
    clients = [kind.client(server), kind.client(server).with_options(max_retries=0)]
    kind.together([each.users.list for each in clients])  # connections and tokens first
    results = kind.together([lambda each=each: each.conversation.chat("x") for each in clients * 2])
    assert [each.response for each in results] == ["words"] * 4
    assert kept_distance(server) == 4


@pytest.mark.usefixtures("spaced")
def test_threads_and_tasks_share_the_distance_and_users_do_not(server: ScriptedServer) -> None:
    kinds = [Kind(False), Kind(True)]
    for each in kinds:
        each.run(each.client(server).conversation.chat("x"))
    assert kept_distance(server) == 2
    kinds[0].client(server, username="u2", password=PASSWORD).conversation.chat("x")
    for each in kinds:
        each.end()
    others = _pacing.paces.of(server.url, "u2")
    assert isinstance(others, Noted)
    assert len(others.starts) == 1


@pytest.mark.usefixtures("spaced")
def test_a_chat_whose_turn_comes_too_late_is_not_sent(kind: Kind, server: ScriptedServer) -> None:
    client = kind.client(server)
    kind.run(client.conversation.chat("x"))
    pace = _pacing.paces.of(server.url, "u1")
    pace.refused(time.monotonic() + 1000)
    with pytest.raises(APITimeoutError, match="not sent") as caught:
        kind.run(client.conversation.chat("x", timeout=0.5))
    assert not caught.value.may_have_arrived
    assert len(server.bodies()) == 1
    assert pace.reserve(time.monotonic()) < time.monotonic() + 1001  # its place is free


@pytest.mark.usefixtures("spaced")
def test_a_429_is_waited_out(kind: Kind, server: ScriptedServer) -> None:
    server.say(CHAT, TOO_EARLY)
    assert kind.run(kind.client(server).conversation.chat("x")).response == "words"
    assert len(server.bodies()) == 2


@pytest.mark.usefixtures("quick")
def test_a_429_is_told_where_no_time_is_left(
    kind: Kind, server: ScriptedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for side in ("_sync", "_async"):
        monkeypatch.setattr(f"mongars_client.{side}.chat.SPACING", 1000.0)
    server.say(CHAT, TOO_EARLY)
    with pytest.raises(RateLimitError, match="Too many requests") as caught:
        kind.run(kind.client(server).conversation.chat("x"))
    assert (caught.value.status_code, caught.value.detail) == (429, TOO_MANY)
    assert len(server.bodies()) == 1


@pytest.mark.usefixtures("quick")
def test_a_chat_that_may_have_arrived_is_not_sent_again(kind: Kind, server: ScriptedServer) -> None:
    client = kind.client(server)
    server.say(CHAT, CUT)
    with pytest.raises(AnswerUnknown, match="it may have arrived, and was not sent again") as caught:
        kind.run(client.conversation.chat("x", session_id="s1"))
    error = caught.value
    assert (error.query, error.session_id, error.path, error.may_have_arrived) == ("x", "s1", CHAT, True)
    assert isinstance(error, APIConnectionError)
    assert isinstance(error.__cause__, APIConnectionError)
    assert abs(error.sent_at - time.time()) < 60
    assert vars(pickle.loads(pickle.dumps(error))) == vars(error)
    assert len(server.bodies()) == 1


@pytest.mark.usefixtures("quick")
def test_a_chat_that_is_not_answered_in_time_is_not_sent_again(kind: Kind, server: ScriptedServer) -> None:
    client = kind.client(server)
    kind.run(client.users.list())
    server.say(CHAT, HELD)
    with pytest.raises(AnswerTimeout) as caught:
        kind.run(client.conversation.chat("x", timeout=1))
    assert isinstance(caught.value, AnswerUnknown)
    assert isinstance(caught.value, APITimeoutError)
    assert isinstance(caught.value, TimeoutError)
    assert len(server.bodies()) == 1


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_a_chat_that_the_server_fails_at_is_not_sent_again(kind: Kind, server: ScriptedServer, status: int) -> None:
    server.say(CHAT, refused(status, "Failed to generate chat response"))
    with pytest.raises(ServerError) as caught:
        kind.run(kind.client(server).conversation.chat("x"))
    assert caught.value.status_code == status
    assert len(server.bodies()) == 1


@pytest.mark.usefixtures("quick")
def test_where_nobody_listens_a_chat_is_tried_again_and_has_not_arrived(kind: Kind, server: ScriptedServer) -> None:
    client = kind.client(server, max_retries=1)
    kind.run(client.conversation.chat("x"))
    server.stop()
    with pytest.raises(APIConnectionError) as caught:
        kind.run(client.conversation.chat("x"))
    assert not isinstance(caught.value, AnswerUnknown)
    assert (caught.value.may_have_arrived, caught.value.attempts) == (False, 2)


@pytest.mark.usefixtures("quick")
def test_a_login_that_breaks_off_says_nothing_of_the_chat(kind: Kind, server: ScriptedServer) -> None:
    client = kind.client(server, max_retries=0)
    kind.run(client.users.list())
    server.change(lambda script: script.accepted.clear())
    server.say("/token", CUT)
    with pytest.raises(APIConnectionError) as caught:
        kind.run(client.conversation.chat("x"))
    assert not isinstance(caught.value, AnswerUnknown)
    assert caught.value.path == "/token"
    server.say("/token", refused(401, "Invalid credentials"))
    with pytest.raises(AuthenticationError):
        kind.run(client.conversation.chat("x"))


@pytest.mark.usefixtures("quick")
def test_a_plain_500_costs_the_next_chat_nothing(kind: Kind, server: ScriptedServer) -> None:
    server.say(CHAT, Reply(500, b"Internal Server Error", {"Content-Type": "text/plain; charset=utf-8"}))
    client = kind.client(server)
    with pytest.raises(ServerError, match="500 Internal Server Error") as caught:
        kind.run(client.conversation.chat("x"))
    assert caught.value.detail is None
    kind.run(client.conversation.chat("x"))
    ports = server.change(lambda script: script.ports)
    assert ports[-1] != ports[-2]  # nothing was tried on the connection that the server leaves
