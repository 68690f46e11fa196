"""Every answer ends: by its barrier, or by a quiet time. No socket, no clock."""

from __future__ import annotations

import json
from typing import Any

import pytest

from openapi_facade.websocket.protocol import NEVER
from thread_chat._protocol import PROBE_PATIENCE, QUIET, REPEAT, ChatProtocol, Say, Wait
from thread_chat._requests import History, Turn
from thread_chat.errors import (
    AnswerTimeout,
    AnswerUnknown,
    APITimeoutError,
    ConnectionLostError,
    EmptyReply,
    NotConnectedError,
    TurnFailed,
)
from thread_chat.messages import Reply

from .driven import OTHER, THREAD, Driven, error, is_barrier, part, token, unknown


def turn(content: str = "hi", thread_id: str = THREAD, deadline: float = 1000.0) -> Turn:
    return Turn(thread_id, content, deadline=deadline, timeout=900.0)


def history(thread_id: str = THREAD, **options: Any) -> History:
    return History(thread_id, deadline=1000.0, timeout=900.0, **options)


def test_a_barrier_of_its_own_goes_behind_each_request_and_its_error_alone_is_the_end() -> None:
    driven, one, two = Driven(), turn("one"), turn("two")
    sent, barrier = driven.go(one)
    assert sent == {"type": "message", "thread_id": THREAD, "agent_id": None, "content": "one"}
    assert is_barrier(barrier)
    driven.hear(token("a"), unknown({"type": "barrier-of-somebody-else"}), token("b"))
    assert one.outcome is None
    assert one.texts == ["a", "b"]
    driven.hear(unknown(barrier))
    assert isinstance(one.outcome, TurnFailed), "an error that is no barrier's is the turn's"
    assert str(one.outcome) == "Unknown message type: barrier-of-somebody-else"
    assert one.outcome.partial == "ab"
    _, other = driven.go(two)
    assert other["type"] not in (barrier["type"], json.loads(driven.probes[0])["type"])
    driven.hear(token("c"), unknown(other))
    assert isinstance(two.outcome, Reply)
    assert str(two.outcome) == "c"
    assert [frame.type for frame in driven.told] == ["token", "error", "token", "token"]


def test_nobody_sends_before_the_probe_is_answered_and_in_vain_it_is_waited_for_so_long() -> None:
    driven, asked = Driven(probe="wait"), turn()
    (probe,) = driven.probes
    assert is_barrier(json.loads(probe))
    assert driven.go(asked) == []
    assert driven.protocol.step(asked, driven.now) == Wait(driven.now + PROBE_PATIENCE)
    driven.hear(unknown(probe))
    assert (driven.protocol.barriers, driven.protocol.due()) == (True, NEVER)
    assert len(driven.step(asked)) == 2

    driven, asked = Driven(probe="wait"), turn()
    assert driven.go(asked) == []
    assert driven.wait(PROBE_PATIENCE) == []
    assert driven.protocol.barriers is False
    assert len(driven.step(asked)) == 1, "no barrier, where none is answered"


@pytest.mark.parametrize("words", ["Unknown message type", "unknown"])
def test_a_server_may_have_other_words_for_it(words: str) -> None:
    driven, one, two = Driven(probe=words), turn(), history()
    assert driven.protocol.barriers is True
    driven.go(one)
    driven.hear(part("a", "1"), error("Processing failed"), error(words))
    assert isinstance(one.outcome, TurnFailed)
    driven.go(two)
    assert two.outcome is None
    driven.hear(error(words))
    assert two.outcome == []
    assert [frame.type for frame in driven.told] == ["message", "error"]


def test_a_quiet_time_that_begins_with_the_first_piece_ends_a_turn_where_barriers_are_not_answered() -> None:
    driven, asked = Driven(probe="ignore"), turn()
    driven.go(asked)
    driven.hear({"type": "message_received", "id": "1", "thread_id": THREAD, "job_id": "j"}, {"type": "ping"})
    assert driven.protocol.due() == NEVER, "the answer has not begun, however long it takes"
    driven.wait(60)
    driven.hear(part("a", "2"))
    driven.wait(QUIET - 0.1)
    driven.hear(part("b", "2"))
    driven.wait(QUIET - 0.1)
    assert asked.outcome is None
    assert not driven.protocol.drained
    driven.wait(0.1)
    assert isinstance(asked.outcome, Reply)
    assert (asked.outcome.content, asked.outcome.id, asked.outcome.job_id) == ("ab", "2", "j")
    assert driven.protocol.drained

    late = turn()
    driven.go(late)
    driven.hear(part("c", "2"))
    assert late.texts == [], "of a message whose turn has ended"
    driven.hear(error("Processing failed"))
    assert isinstance(late.outcome, TurnFailed), "an error ends it at once"


def test_an_empty_history_ends_at_its_barrier_or_after_the_quiet_time() -> None:
    driven, asked = Driven(), history()
    _, barrier = driven.go(asked)
    driven.hear(unknown(barrier))
    assert asked.outcome == []
    driven, asked = Driven(probe="ignore"), history()
    driven.go(asked)
    driven.wait(QUIET)
    assert asked.outcome == []


def test_a_turn_in_which_nothing_was_said_is_an_error_of_its_own() -> None:
    driven = Driven()
    for frames in (
        [],
        [token("", status="end")],
        [{"type": "message_received", "thread_id": THREAD}],
        [{"type": "step", "thought": "hm", "content": "", "thread_id": THREAD, "status": "planning"}],
        [part("hi", "1", role="user")],
        [token("of another thread", OTHER)],
        [{"type": "new"}, "no JSON", "[]", "null"],
    ):
        asked = turn()
        _, barrier = driven.go(asked)
        driven.hear(*frames, unknown(barrier))
        assert isinstance(asked.outcome, EmptyReply), frames
        assert asked.outcome.thread_id == THREAD


def test_hints_are_no_end() -> None:
    driven, asked = Driven(), turn()
    _, barrier = driven.go(asked)
    tool = {
        "type": "tool",
        "tool": "t",
        "tool_input": "{}",
        "tool_output": "",
        "thread_id": THREAD,
        "role": "assistant",
    }
    driven.hear(tool, token("", status="end"), tool, token("a"), token("", status="complete"), token("b"))
    assert asked.outcome is None
    driven.hear(token("ab", status="complete"), unknown(barrier))
    assert isinstance(asked.outcome, Reply)
    assert asked.outcome.content == "ab"
    assert [(each.name, each.input, each.output) for each in asked.outcome.tools] == [("t", "{}", None)] * 2


def test_a_tool_that_is_told_at_its_start_and_at_its_end_is_one() -> None:
    driven, asked = Driven(), turn()
    _, barrier = driven.go(asked)
    tool = {
        "type": "tool",
        "tool": "t",
        "tool_input": "{}",
        "tool_output": "",
        "thread_id": THREAD,
        "role": "assistant",
    }
    ended = {**tool, "tool_output": "2", "status": "complete"}
    driven.hear(tool, ended, tool, ended, unknown(barrier))
    assert isinstance(asked.outcome, Reply)
    assert [each.output for each in asked.outcome.tools] == ["2", "2"]
    assert asked.outcome.content == ""


def test_requests_of_many_threads_take_turns_in_order() -> None:
    driven = Driven()
    requests = [turn("a"), turn("b", OTHER), history(OTHER), turn("c")]
    barrier = driven.go(*requests)[1]
    for request, following in zip(requests, [*requests[1:], None], strict=True):
        assert [driven.step(each) for each in requests] == [[]] * 4, "one at a time"
        driven.hear(token("x", request.thread_id), unknown(barrier))
        assert request.outcome is not None
        if following is not None:
            assert all(each.began is None for each in requests[requests.index(following) :])
            _, barrier = driven.step(following)
    contents = [getattr(each.outcome, "content", None) for each in requests]
    assert contents == ["x", "x", None, "x"]


def test_one_that_nobody_waits_for_is_still_answered_and_keeps_the_next_back() -> None:
    driven, left, waiting, gone = Driven(), turn(), turn(), turn()
    _, barrier = driven.go(left)
    driven.go(waiting, gone)
    driven.protocol.leave(gone, driven.now)
    driven.protocol.leave(left, driven.now)
    assert driven.step(waiting) == []
    assert not driven.protocol.drained
    driven.hear(token("of the one that was left"), unknown(barrier))
    assert driven.protocol.drained
    _, barrier = driven.step(waiting)
    driven.hear(token("mine"), unknown(barrier))
    assert str(waiting.outcome) == "mine"
    assert driven.step(gone) == []
    assert gone.began is None


def test_one_that_is_left_before_it_was_sent_lets_the_next_one_go() -> None:
    driven, first, second = Driven(), turn(), turn()
    driven.protocol.submit(first)
    driven.protocol.submit(second)
    assert isinstance(driven.protocol.step(first, driven.now), Say)
    assert not driven.protocol.drained, "it is about to be sent"
    assert isinstance(driven.protocol.step(second, driven.now), Wait)
    driven.protocol.leave(first, driven.now)
    assert driven.protocol.drained
    assert len(driven.step(second)) == 2


def test_without_barriers_one_that_nobody_waits_for_ends_after_the_quiet_time() -> None:
    driven, left = Driven(probe="ignore"), turn()
    driven.go(left)
    driven.protocol.leave(left, driven.now)
    assert not driven.protocol.drained
    driven.wait(QUIET)
    assert driven.protocol.drained


def test_at_its_deadline_a_request_tells_whether_it_may_have_arrived() -> None:
    driven, sent, unsent = Driven(), turn(deadline=110.0), turn(deadline=105.0)
    _, barrier = driven.go(sent)
    driven.go(unsent)
    driven.hear(token("a"))
    driven.wait(5)
    assert driven.step(unsent) == []
    assert isinstance(unsent.outcome, APITimeoutError)
    assert not unsent.outcome.may_have_arrived
    driven.wait(5)
    assert driven.step(sent) == []
    assert isinstance(sent.outcome, AnswerTimeout)
    assert (sent.outcome.may_have_arrived, sent.outcome.partial) == (True, "a")
    for request in (sent, unsent):
        driven.protocol.leave(request, driven.now)
    assert not driven.protocol.drained, "the server is still at it"
    driven.hear(unknown(barrier))
    assert driven.protocol.drained


def test_a_lost_connection_takes_the_reply_with_it_and_what_was_not_sent_goes_over_the_next() -> None:
    driven, lost, waiting = Driven(), turn(), turn()
    driven.go(lost)
    driven.go(waiting)
    driven.hear(token("a"))
    driven.protocol.lost(ConnectionLostError("broken", code=1012), driven.now)
    assert isinstance(lost.outcome, AnswerUnknown)
    assert (lost.outcome.partial, lost.outcome.code, lost.outcome.may_have_arrived) == ("a", 1012, True)
    assert driven.step(waiting) == []
    driven.open()
    sent, barrier = driven.step(waiting)
    driven.hear(token("b"), unknown(barrier))
    assert str(waiting.outcome) == "b"
    assert lost.text == waiting.text == json.dumps(sent), "and no message goes twice"


def test_behind_a_close_nothing_is_sent_and_what_is_under_way_is_waited_for() -> None:
    driven, sent, waiting, late = Driven(), turn(), turn(), turn()
    _, barrier = driven.go(sent)
    driven.go(waiting)
    driven.protocol.closing()
    driven.protocol.submit(late)
    for request in (waiting, late):
        assert isinstance(request.outcome, NotConnectedError)
        assert driven.step(request) == []
    assert not driven.protocol.drained
    driven.hear(token("a"), unknown(barrier))
    assert driven.protocol.drained
    assert str(sent.outcome) == "a"


def test_where_no_connection_follows_everything_has_its_outcome() -> None:
    driven, sent, about, waiting = Driven(), turn(), turn(), turn()
    driven.go(sent)
    driven.go(waiting)
    driven.protocol.ended()
    assert isinstance(sent.outcome, AnswerUnknown)
    assert isinstance(waiting.outcome, NotConnectedError)
    driven = Driven()
    driven.protocol.submit(about)
    assert isinstance(driven.protocol.step(about, driven.now), Say)
    driven.protocol.ended(ConnectionLostError("broken"))
    assert isinstance(about.outcome, NotConnectedError)
    assert str(about.outcome) == "broken; nothing was sent"


def test_a_barrier_that_a_server_has_lost_is_sent_again_and_ends_no_other_turn() -> None:
    driven, one, two = Driven(probe="unknown"), turn(), turn()
    driven.go(one)
    driven.hear(token("a"))
    assert driven.wait(REPEAT - 0.1) == []
    (again,) = driven.wait(0.1)
    assert is_barrier(again)
    assert driven.wait(REPEAT) == []
    assert driven.wait(REPEAT) == [again]
    driven.hear(error("unknown"))
    assert str(one.outcome) == "a"
    driven.go(two)
    driven.hear(error("unknown"), error("unknown"))
    assert two.outcome is None, "answers to the others of the turn before"
    driven.hear(token("b"), error("unknown"))
    assert str(two.outcome) == "b"
    assert driven.protocol.due() == NEVER


def test_a_probe_that_is_answered_late_brings_the_barriers_back() -> None:
    driven, asked = Driven(probe="ignore"), turn()
    (sent,) = driven.go(asked)
    assert sent["type"] == "message"
    driven.hear(unknown(driven.probes[0]))
    (barrier,) = driven.wait(0)
    assert is_barrier(barrier)
    driven.hear(token("a"))
    driven.wait(QUIET * 2)
    assert asked.outcome is None, "there is no quiet time any more"
    driven.hear(unknown(barrier))
    assert str(asked.outcome) == "a"


def test_barriers_can_be_left_out_or_taken_for_granted() -> None:
    driven, asked = Driven(ChatProtocol(quiet=0.5, barriers=False), probe="wait"), turn()
    assert driven.probes == []
    assert len(driven.go(asked)) == 1
    driven.hear(part("a", "1"))
    driven.wait(0.5)
    assert str(asked.outcome) == "a"
    driven, asked = Driven(ChatProtocol(barriers=True), probe="wait"), turn()
    assert driven.probes == []
    assert len(driven.go(asked)) == 2


def test_the_history_of_a_thread_that_is_not_there_yet_may_be_empty() -> None:
    driven = Driven()
    words = "Error retrieving history: {'code': 'PGRST116'}"
    for request, kind in ((history(), TurnFailed), (history(may_be_missing=True), list)):
        _, barrier = driven.go(request)
        driven.hear(error(words), unknown(barrier))
        assert isinstance(request.outcome, kind)
    request = history(may_be_missing=True)
    _, barrier = driven.go(request)
    driven.hear(error("Invalid thread ID format"), unknown(barrier))
    assert isinstance(request.outcome, TurnFailed)


def test_frames_without_end_keep_nothing_but_the_turn() -> None:
    driven = Driven()
    for number in range(600):
        asked = turn()
        _, barrier = driven.go(asked)
        driven.hear(part("a", str(number)), unknown(barrier))
        driven.protocol.leave(asked, driven.now)
    assert len(driven.protocol._told) == 256
    assert not driven.protocol._unanswered
    assert not driven.protocol._queue
