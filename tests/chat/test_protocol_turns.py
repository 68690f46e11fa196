"""Which frame belongs to which prompt, and which one ends a turn (CONTRACT §4.3)."""

from __future__ import annotations

import pytest

from cheshire_cat_api._chat.events import Notification, Reply, ServerError, Token, Unknown, read
from cheshire_cat_api._chat.history import ends_turn
from cheshire_cat_api._chat.protocol import QUIET, Wait
from cheshire_cat_api.errors import ConnectionLost, TurnFailed, TurnTimeout

from .sim import (
    BROKEN,
    LOST,
    Chat,
    answer,
    cat_says,
    chat_frame,
    error,
    fast_reply,
    frame,
    human,
    refused,
    token,
    why_of,
)


@pytest.fixture
def chat() -> Chat:
    return Chat()


def test_tokens_and_the_reply_of_a_turn(chat: Chat) -> None:
    turn = chat.ask("hello")
    chat.hear(token("Hi"), token(" there"), answer("hello", "Hi there"))
    assert turn.tokens == ["Hi", " there"]
    reply = chat.reply(turn)
    assert (reply.text, reply.recovered) == ("Hi there", False)
    assert not chat.turns.busy


@pytest.mark.parametrize(
    "extra",
    [
        frame({"type": "chat", "content": "a plugin's send_ws_message(…, 'chat')"}),
        frame(chat_frame("a plugin's send_chat_message", why_of("hello", final=False))),
        frame({"type": "notification", "content": "reading"}),
        frame({"type": "notification", "content": {"custom": 1}}),
        error("GenericError", "a plugin's remark"),
        frame({"type": "something new", "content": 1}),
        read("no JSON"),
        read("[1]"),
        read("null"),
    ],
    ids=lambda event: type(event).__name__,
)
def test_what_comes_in_between_ends_no_turn(chat: Chat, extra: Token) -> None:
    turn = chat.ask("hello")
    chat.hear(token("H"), extra, token("i"))
    assert isinstance(turn.step(chat.now), Wait)
    chat.hear(answer("hello", "Hi"))
    assert chat.reply(turn).text == "Hi"
    assert turn.partial == "Hi"


def test_a_fast_reply_ends_the_turn(chat: Chat) -> None:
    turn = chat.ask("hello")
    chat.hear(fast_reply("at once"))
    assert chat.reply(turn).text == "at once"


def test_the_reply_of_server_1_5_3_ends_the_turn(chat: Chat) -> None:
    turn = chat.ask("hello")
    old = {"type": "chat", "content": "AI: hi", "user_id": "user", "why": {"input": "hello", "memory": {}}}
    chat.hear(frame(old))
    assert chat.reply(turn).text == "AI: hi"
    assert ends_turn(old)


def test_an_error_ends_the_wait(chat: Chat) -> None:
    turn = chat.ask("hello")
    chat.hear(token("Curi"), error("AuthenticationError", "Incorrect API key"))
    outcome = chat.run(turn)
    assert isinstance(outcome, TurnFailed)
    assert (outcome.name, outcome.description, outcome.partial) == ("AuthenticationError", "Incorrect API key", "Curi")
    assert not chat.turns.busy


def test_the_late_reply_of_a_turn_that_failed_is_not_the_next_ones(chat: Chat) -> None:
    failed = chat.ask("first")
    chat.hear(error("ValueError", "a plugin's send_error(ValueError(…)): the turn goes on"))
    assert isinstance(chat.run(failed), TurnFailed)
    second = chat.ask("second")
    chat.hear(answer("first"))
    assert isinstance(second.step(chat.now), Wait)
    chat.hear(answer("second"))
    assert chat.reply(second).text == "answer to second"


def test_the_late_frames_of_a_turn_that_timed_out_are_its_own(chat: Chat) -> None:
    slow = chat.ask("slow", timeout=5)
    assert isinstance(chat.run(slow), TurnTimeout)
    slow.awaited = False
    second = chat.ask("second")
    chat.hear(token("late "), answer("slow"))
    assert second.tokens == []
    assert isinstance(second.step(chat.now), Wait)
    chat.hear(token("2"), answer("second"))
    assert chat.reply(second).text == "answer to second"
    assert second.tokens == ["2"]


def test_the_late_fast_reply_of_a_turn_that_timed_out_is_its_own(chat: Chat) -> None:
    slow = chat.ask("slow", timeout=5)
    assert isinstance(chat.run(slow), TurnTimeout)
    second = chat.ask("second")
    chat.hear(fast_reply("late"), answer("second"))
    assert chat.reply(second).text == "answer to second"


def test_turns_of_the_same_text_end_in_their_order(chat: Chat) -> None:
    first, second = chat.send("hello"), chat.ask("hello")
    chat.hear(token("1"), answer("hello", "one"))
    assert not first.running
    assert isinstance(second.step(chat.now), Wait)
    assert second.tokens == []
    chat.hear(answer("hello", "two"))
    assert chat.reply(second).text == "two"


def test_a_reply_shows_that_those_before_it_have_ended(chat: Chat) -> None:
    """The server works in order, so a turn that ended without a frame of its own does not count as running."""
    chat.send("never answered")
    turn = chat.ask("hello")
    chat.hear(answer("hello"))
    assert chat.reply(turn).text == "answer to hello"
    assert not chat.turns.busy


def test_frames_without_a_turn_belong_to_none(chat: Chat) -> None:
    for event in (token("of an HTTP turn"), answer("somebody's"), error(), fast_reply()):
        assert chat.turns.receive(event, chat.now) is None
    turn = chat.ask("hello")
    assert turn.tokens == []
    assert isinstance(turn.step(chat.now), Wait)


def test_a_reply_that_ended_a_turn_too_early_leaves_the_real_one_unclaimed(chat: Chat) -> None:
    """A plugin's `chat` with `why: null` looks like a fast reply; the real one that follows is not the next turn's."""
    first = chat.ask("first")
    chat.hear(fast_reply("by the way"))
    assert chat.reply(first).text == "by the way"
    second = chat.ask("second")
    chat.hear(answer("first"))
    assert isinstance(second.step(chat.now), Wait)
    chat.hear(answer("second"))
    assert chat.reply(second).text == "answer to second"


# -- replies to a text that nobody here sent


def test_a_plugin_may_change_the_prompt(chat: Chat) -> None:
    """`why.input` is then another text; the history has it beside our id, so the reply is ours: not recovered."""
    turn = chat.ask("hello")
    chat.history = lambda: [human("HELLO", turn), cat_says("HELLO")]
    chat.hear(token("a"), answer("HELLO"))
    reply = chat.reply(turn)
    assert (reply.text, reply.recovered) == ("answer to HELLO", False)
    assert not chat.turns.busy


def test_the_reply_to_another_client_of_the_same_user_is_not_ours(chat: Chat) -> None:
    """Frames go to the user's newest socket, whoever asked (CONTRACT §4.5)."""
    turn = chat.ask("mine")
    chat.history = lambda: [human("theirs"), human("mine", turn), cat_says("theirs")]
    chat.hear(answer("theirs"))
    step = turn.step(chat.now)
    assert not isinstance(step, Reply)
    reply = chat.reply(turn, (0.5, lambda: chat.hear(answer("mine"))))
    assert (reply.text, reply.recovered) == ("answer to mine", False)


def test_their_reply_does_not_count_while_our_prompt_is_not_in_the_history_yet(chat: Chat) -> None:
    """The first turn of a user is stored when it ends."""
    turn = chat.ask("mine")
    chat.hear(answer("theirs"))
    reply = chat.reply(turn, (3, lambda: chat.hear(answer("mine"))))
    assert reply.text == "answer to mine"


def test_their_reply_does_not_count_when_our_time_is_over(chat: Chat) -> None:
    turn = chat.ask("mine", timeout=20)
    chat.hear(answer("theirs"))
    assert isinstance(chat.run(turn), TurnTimeout)
    assert len(chat.looks) < 15


def test_their_reply_while_a_turn_that_timed_out_still_runs(chat: Chat) -> None:
    """Nobody looks any more whether it is ours; the late one of the old turn is all the same not the next one's."""
    old = chat.ask("old", timeout=5)
    assert isinstance(chat.run(old), TurnTimeout)
    old.awaited = False
    chat.hear(answer("theirs"))
    turn = chat.ask("new")
    chat.hear(answer("old"))
    assert isinstance(turn.step(chat.now), Wait)
    chat.hear(answer("new"))
    assert chat.reply(turn).text == "answer to new"


def test_a_changed_prompt_without_the_right_to_read_the_history(chat: Chat) -> None:
    """Nothing can tell then; a plugin that changes prompts is the likelier of the two."""
    turn = chat.ask("hello")
    chat.history = lambda: refused(403)
    chat.hear(answer("HELLO"))
    assert chat.reply(turn).text == "answer to HELLO"


def test_a_changed_prompt_while_the_history_fails_for_a_moment(chat: Chat) -> None:
    turn = chat.ask("hello")
    chat.history = lambda: BROKEN if len(chat.looks) < 3 else [human("HELLO", turn), cat_says("HELLO")]
    chat.hear(answer("HELLO"))
    assert chat.reply(turn).recovered is False
    assert chat.now < 1002


# -- the connection before this one


def test_what_the_lost_connection_left_is_not_the_next_turns(chat: Chat) -> None:
    """A socket opened while the old turn runs gets that turn's reply (CONTRACT §1.6)."""
    chat.send("old")
    chat.lose()
    turn = chat.ask("new")
    chat.hear(answer("old"))
    assert isinstance(turn.step(chat.now), Wait)
    chat.hear(answer("new"))
    assert chat.reply(turn).text == "answer to new"


def test_what_was_closed_in_the_middle_is_not_the_next_turns(chat: Chat) -> None:
    old = chat.ask("old")
    old.end(ConnectionLost("the chat was closed", code=1000))
    chat.turns.begin()
    outcome = chat.run(old)
    assert isinstance(outcome, ConnectionLost)
    assert chat.looks == []
    turn = chat.ask("new")
    chat.hear(answer("old"))
    assert isinstance(turn.step(chat.now), Wait)


def test_a_prompt_that_is_sent_on_a_second_connection_is_not_lost(chat: Chat) -> None:
    """The first connection ended between our look at it and the sending: nothing had left."""
    turn = chat.ask("hello")
    chat.lose()
    chat.turns.withdraw(turn)
    chat.turns.add(turn, chat.now)
    assert turn.lost is None
    assert turn.step(chat.now) == Wait(chat.now + QUIET)
    chat.hear(answer("hello"))
    assert chat.reply(turn).text == "answer to hello"


def test_turns_that_fail_take_no_memory(chat: Chat) -> None:
    for number in range(1000):
        chat.send(f"number {number}")
        chat.hear(error())
    assert not chat.turns.busy
    kept = [value for value in vars(chat.turns).values() if hasattr(value, "__len__")]
    assert sum(map(len, kept)) < 20


# -- what the events say


def test_events_read_what_the_server_sends() -> None:
    assert read('{"type": "chat_token", "content": ""}') == Token("")
    assert read('{"type": "notification", "content": {"a": 1}}') == Notification({"a": 1})
    assert read('{"type": "error", "name": "ValueError", "description": "x"}') == ServerError("ValueError", "x")
    assert read('{"type": "error", "name": "ValueError"}') == ServerError("ValueError", "")
    assert read('{"type": "error"}') == Unknown({"type": "error"})
    assert read('{"type": "chat_token", "content": 5}') == Unknown({"type": "chat_token", "content": 5})
    assert read('{"type": "notification"}') == Unknown({"type": "notification"})
    assert read("") == Unknown("")
    assert read(" no JSON\n") == Unknown(" no JSON\n"), "as it came"
    assert read("{} {}") == Unknown("{} {}")
    assert read(" \t\r\n{} ") == Unknown({})
    assert read("[" * 100_000) == Unknown("[" * 100_000)


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ({"text": "a", "content": "b"}, "a"),
        ({"content": "b"}, "b"),
        ({"text": None, "content": None}, ""),
        ({"text": 5}, ""),
        ({}, ""),
    ],
)
def test_the_text_of_a_reply(raw: dict[str, object], text: str) -> None:
    reply = frame({"type": "chat", **raw})
    assert isinstance(reply, Reply)
    assert reply.text == text


def test_the_last_error_names_the_loss(chat: Chat) -> None:
    turn = chat.ask("hello", timeout=3)
    chat.hear(token("Curi"))
    chat.lose()
    outcome = chat.run(turn)
    assert isinstance(outcome, ConnectionLost)
    assert outcome.partial == "Curi"
    assert outcome.code == LOST.code
