"""A lost answer is found among the events, where one call and one event belong together; and what was said is kept."""

from __future__ import annotations

import math
import pickle
from collections.abc import Callable
from typing import Any

import pytest

from mongars_client import AnswerTimeout, AnswerUnknown, RecoveredChat
from mongars_client.models import ChatResponse
from mongars_client.testing import EmbeddedMonGARS, faults

from .live import Live
from .server import PASSWORD

FIRST_FRAMES = 2


@pytest.fixture
def client(live: Live, mongars: EmbeddedMonGARS) -> Any:
    """A client that listens."""
    made = live.client(mongars)
    stream = live.do(lambda: made.events())
    live.iterate(stream)
    live.wait_for(lambda: len(live.said) == FIRST_FRAMES)
    return made


def said(live: Live, client: Any, message: str, **options: Any) -> Any:
    """The answer to a chat."""
    return live.do(lambda: client.conversation.chat(message, **options))


@pytest.mark.parametrize("message", ["hello", "is <b>1</b> < 2 & 3?", "  blanks  "])
def test_a_lost_answer_is_told_by_its_event(live: Live, mongars: EmbeddedMonGARS, client: Any, message: str) -> None:
    mongars.enqueue(faults.lost_answer(), operation="chat")
    chat = said(live, client, message)
    assert isinstance(chat, RecoveredChat)
    assert isinstance(chat, ChatResponse)
    (known,) = mongars.chats
    assert (chat.response, chat.speech_turn.turn_id) == (known.response, known.turn_id)
    assert math.isnan(chat.confidence)
    assert pickle.loads(pickle.dumps(chat)).response == chat.response
    assert type(said(live, client, "and again")) is ChatResponse
    assert len(mongars.chats) == 2


@pytest.fixture
def lose(live: Live, mongars: EmbeddedMonGARS, client: Any) -> Callable[[str], Callable[[], Any]]:
    """Begin a chat that is carried out, and whose reply is lost; what this returns waits for its end."""

    def begin(message: str) -> Callable[[], Any]:
        mongars.enqueue(faults.lost_answer(), operation="chat")
        ended = live.begin(lambda: client.conversation.chat(message))
        mongars.wait_for(lambda: mongars.chats and mongars.chats[-1].response is not None)
        return ended

    return begin


def test_an_event_that_comes_late_is_waited_for(mongars: EmbeddedMonGARS, lose: Callable[..., Any]) -> None:
    with mongars.hold_frames():
        ended = lose("slow")
    assert ended().response == "You said: slow"


def test_two_events_of_one_message_are_ambiguous(
    live: Live, mongars: EmbeddedMonGARS, lose: Callable[..., Any]
) -> None:
    """Another program of this user says the same meanwhile."""
    other = live.client(mongars)
    with mongars.hold_frames():
        ended = lose("same")
        said(live, other, "same")
    with pytest.raises(AnswerUnknown, match="2 events have its message") as unknown:
        ended()
    assert {each.turn_id for each in unknown.value.candidates} == {chat.turn_id for chat in mongars.chats}
    assert unknown.value.query == "same"


def test_without_a_socket_it_is_unknown(live: Live, mongars: EmbeddedMonGARS) -> None:
    client = live.client(mongars)
    mongars.enqueue(faults.lost_answer(), operation="chat")
    with pytest.raises(AnswerUnknown, match="no event socket was open when it was sent"):
        said(live, client, "hello")


def test_what_does_not_come_in_time_is_unknown(live: Live, mongars: EmbeddedMonGARS, client: Any) -> None:
    with mongars.hold_answers() as held:
        with pytest.raises(AnswerTimeout):
            said(live, client, "never", timeout=0.3)
        held.release()


def test_a_socket_that_ends_meanwhile_tells_no_more(
    live: Live, mongars: EmbeddedMonGARS, lose: Callable[..., Any]
) -> None:
    with mongars.hold_frames():
        ended = lose("slow")
        mongars.cut_sockets()
        live.wait_for(lambda: "end" in live.said)
        with pytest.raises(AnswerUnknown, match="the event socket was closed before its event came"):
            ended()


def test_another_account_is_another_conversation(live: Live, mongars: EmbeddedMonGARS, client: Any) -> None:
    said(live, client, "of u1")
    assert [each.query for each in client.transcript] == ["of u1"]
    live.do(lambda: client.auth.login("u2", PASSWORD))
    said(live, client, "of u2")
    assert [each.query for each in client.transcript] == ["of u2"]


def test_what_was_said_is_kept_once_and_in_order(live: Live, mongars: EmbeddedMonGARS) -> None:
    """By replies, by events of other programs, and by the history that a socket begins with."""
    client, other = live.client(mongars), live.client(mongars)
    said(live, other, "before")
    stream = live.do(lambda: client.events())
    live.iterate(stream)
    live.wait_for(lambda: len(live.said) == FIRST_FRAMES)
    said(live, client, "mine <b>")
    said(live, other, "theirs")
    live.wait_for(lambda: live.said.count("chat.message") == 2)
    assert [each.query for each in client.transcript] == ["before", "mine <b>", "theirs"]
    assert [each.query for each in other.transcript] == ["before", "theirs"]
    assert client.with_options(timeout=5).transcript is client.transcript
