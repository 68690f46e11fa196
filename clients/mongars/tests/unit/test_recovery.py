"""A lost answer is found again only where exactly one call and one event can belong together; else it is unknown."""

from __future__ import annotations

import math
import pickle
from datetime import datetime, timezone

import pytest

from mongars_client import RecoveredChat, _recovery
from mongars_client._recovery import Call, NotRecovered, Recovered, Recovery, Waiting
from mongars_client.events import ChatMessage, SpeechTurn, parse_event
from mongars_client.models import ChatResponse

MOMENT = datetime(2026, 11, 21, tzinfo=timezone.utc)


def told(query: str, turn_id: str = "t1", event_id: str = "") -> ChatMessage:
    """An event of the server's."""
    turn = SpeechTurn(turn_id, "Hello.", MOMENT, (), 2.75, 1.0) if turn_id else None
    return ChatMessage(
        type="chat.message",
        id=event_id or f"event of {turn_id}",
        ts=1.0,
        user="u1",
        data={},
        raw={},
        query=query,
        response="Hello.",
        timestamp=MOMENT,
        speech_turn=turn,
    )


@pytest.fixture
def recovery() -> Recovery:
    """One whose event socket is open."""
    recovery = Recovery()
    recovery.listening(True)
    return recovery


def sent(recovery: Recovery, message: str = "a < b", now: float = 0.0, deadline: float = 60.0) -> Call:
    """A call that is on its way."""
    call = Call(message, deadline)
    recovery.sent(call, now)
    return call


def lost(recovery: Recovery, message: str = "a < b", now: float = 0.0, deadline: float = 60.0) -> Call:
    """A call whose reply will not come."""
    call = sent(recovery, message, now, deadline)
    recovery.lost(call)
    return call


def test_an_answer_is_found_by_its_cleaned_query(recovery: Recovery) -> None:
    call, event = lost(recovery), told("a &lt; b")
    assert recovery.outcome(call, 1.0) == Waiting(60.0)
    recovery.event(told("a &gt; b", "other"), 2.0)
    assert recovery.outcome(call, 2.0) == Waiting(60.0)
    recovery.event(event, 3.0)
    assert recovery.outcome(call, 3.0) == Waiting(4.0)  # another one may come
    assert recovery.outcome(call, 4.0) == Recovered(event)


def test_an_event_may_come_before_the_loss_is_known(recovery: Recovery) -> None:
    call, event = sent(recovery), told("a &lt; b")
    recovery.event(event, 3.0)
    recovery.lost(call)
    assert recovery.outcome(call, 9.0) == Recovered(event)


def test_an_event_from_before_the_send_is_no_answer(recovery: Recovery) -> None:
    recovery.event(told("a &lt; b"), 1.0)
    call = lost(recovery, now=2.0)
    assert recovery.outcome(call, 59.0) == Waiting(60.0)
    assert recovery.outcome(call, 60.0) == NotRecovered("no event with its message came in time", ())


def test_an_event_is_taken_at_the_deadline_though_another_may_come(recovery: Recovery) -> None:
    call, event = lost(recovery), told("a &lt; b")
    recovery.event(event, 59.5)
    assert recovery.outcome(call, 59.5) == Waiting(60.0)
    assert recovery.outcome(call, 60.0) == Recovered(event)


def test_two_events_are_ambiguous(recovery: Recovery) -> None:
    call, one, two = lost(recovery), told("a &lt; b", "t1"), told("a &lt; b", "t2")
    recovery.event(one, 3.0)
    recovery.event(two, 3.9)
    assert recovery.outcome(call, 4.0) == NotRecovered("2 events have its message", (one, two))


def test_two_events_without_ids_are_two(recovery: Recovery) -> None:
    call = lost(recovery)
    for _ in range(2):
        event = told("a < b", "")
        object.__setattr__(event, "id", "")
        recovery.event(event, 3.0)
    assert isinstance(recovery.outcome(call, 9.0), NotRecovered)


def test_one_event_over_two_sockets_is_one(recovery: Recovery) -> None:
    call, event = lost(recovery), told("a &lt; b")
    recovery.event(event, 3.0)
    recovery.event(told("a &lt; b"), 3.1)
    recovery.event(told("a &lt; b", "t1", "another id"), 3.2)  # the turn is the same
    assert recovery.outcome(call, 4.0) == Recovered(event)


def test_the_event_of_a_call_that_got_its_reply_is_no_other_calls(recovery: Recovery) -> None:
    replied, call = sent(recovery), lost(recovery, now=1.0)
    first, mine = told("a &lt; b", "t1"), told("a &lt; b", "t2")
    recovery.event(first, 2.0)
    assert recovery.outcome(call, 9.0) == Waiting(60.0)  # whose it is, the reply of the other tells
    recovery.answered(replied, "t1")
    assert recovery.outcome(call, 9.0) == Waiting(60.0)
    recovery.event(mine, 10.0)
    assert recovery.outcome(call, 11.0) == Recovered(mine)


def test_an_event_may_come_after_the_reply_that_it_belongs_to(recovery: Recovery) -> None:
    recovery.answered(sent(recovery), "t1")
    call = lost(recovery, now=1.0)
    recovery.event(told("a &lt; b", "t1"), 2.0)
    assert recovery.outcome(call, 9.0) == Waiting(60.0)


def test_a_call_that_was_refused_or_never_sent_competes_no_more(recovery: Recovery) -> None:
    refused, unsent, call = sent(recovery), sent(recovery), lost(recovery)
    event = told("a &lt; b")
    recovery.event(event, 2.0)
    recovery.answered(refused)
    assert recovery.outcome(call, 9.0) == Waiting(60.0)
    recovery.unsent(unsent)
    assert recovery.outcome(call, 9.0) == Recovered(event)


def test_two_lost_calls_and_one_event_are_ambiguous_for_both(recovery: Recovery) -> None:
    one, two, event = lost(recovery), lost(recovery, now=1.0), told("a &lt; b")
    recovery.event(event, 2.0)
    for call in (one, two):
        assert recovery.outcome(call, 9.0) == NotRecovered("2 calls with its message may have had the answer", (event,))


def test_two_lost_calls_and_two_events_are_ambiguous_for_the_order_tells_nothing(recovery: Recovery) -> None:
    one, two = lost(recovery), lost(recovery, now=1.0)
    recovery.event(told("a &lt; b", "t1"), 2.0)
    recovery.event(told("a &lt; b", "t2"), 3.0)
    assert isinstance(recovery.outcome(one, 9.0), NotRecovered)
    assert isinstance(recovery.outcome(two, 9.0), NotRecovered)


def test_a_running_call_that_never_ends_makes_it_ambiguous_at_the_deadline(recovery: Recovery) -> None:
    sent(recovery)
    call, event = lost(recovery), told("a &lt; b")
    recovery.event(event, 2.0)
    assert recovery.outcome(call, 59.9) == Waiting(60.0)
    outcome = recovery.outcome(call, 60.0)
    assert outcome == NotRecovered("2 calls with its message may have had the answer", (event,))


def test_a_call_that_was_sent_after_the_event_does_not_compete_for_it(recovery: Recovery) -> None:
    call, event = lost(recovery), told("a &lt; b")
    recovery.event(event, 2.0)
    later = sent(recovery, now=2.5)
    assert recovery.outcome(call, 3.0) == Recovered(event)
    recovery.lost(later)
    recovery.event(event, 3.5)  # a second socket is late
    assert recovery.outcome(later, 9.0) == Waiting(60.0)


def test_calls_with_other_messages_do_not_compete(recovery: Recovery) -> None:
    one, two = lost(recovery, "one"), lost(recovery, "two")
    events = told("two", "t2"), told("one", "t1")
    for event in events:
        recovery.event(event, 2.0)
    assert (recovery.outcome(one, 9.0), recovery.outcome(two, 9.0)) == (Recovered(events[1]), Recovered(events[0]))


def test_messages_that_the_server_cleans_alike_compete(recovery: Recovery) -> None:
    one, two = lost(recovery, "<b>x</b>"), lost(recovery, "<i>x</i>")
    recovery.event(told("<b>x</b>"), 2.0)
    assert isinstance(recovery.outcome(one, 9.0), NotRecovered)
    assert isinstance(recovery.outcome(two, 9.0), NotRecovered)


def test_the_event_of_a_call_that_was_given_up_is_not_taken_for_the_next_one(recovery: Recovery) -> None:
    given_up = lost(recovery, deadline=10.0)
    assert isinstance(recovery.outcome(given_up, 10.0), NotRecovered)
    call = lost(recovery, now=11.0)
    recovery.event(told("a &lt; b"), 12.0)
    assert isinstance(recovery.outcome(call, 20.0), NotRecovered)


def test_a_call_that_was_given_up_competes_no_more_when_its_event_has_come(recovery: Recovery) -> None:
    for end in (recovery.abandoned, lambda call: recovery.outcome(call, 100.0)):
        end(lost(recovery, deadline=10.0))
        late, mine = told("a &lt; b", f"late {end}"), told("a &lt; b", f"mine {end}")
        recovery.event(late, 101.0)
        call = lost(recovery, now=102.0, deadline=160.0)
        recovery.event(mine, 103.0)
        assert recovery.outcome(call, 110.0) == Recovered(mine)


def test_a_call_that_was_given_up_takes_what_another_reply_leaves(recovery: Recovery) -> None:
    recovery.abandoned(sent(recovery))
    running = sent(recovery)
    for turn in ("t1", "t2"):
        recovery.event(told("a &lt; b", turn), 2.0)
    recovery.answered(running, "t2")
    call, mine = lost(recovery, now=3.0), told("a &lt; b", "t3")
    recovery.event(mine, 4.0)
    assert recovery.outcome(call, 5.0) == Recovered(mine)


def test_a_call_that_was_given_up_competes_for_a_while_only(recovery: Recovery) -> None:
    recovery.abandoned(sent(recovery, deadline=10.0))
    call, event = lost(recovery, now=311.0, deadline=400.0), told("a &lt; b")
    recovery.event(event, 312.0)
    assert recovery.outcome(call, 313.0) == Recovered(event)


def test_without_an_open_socket_nothing_is_recovered_and_what_came_is_told(recovery: Recovery) -> None:
    recovery.listening(False)
    call, event = lost(recovery), told("a &lt; b")
    recovery.listening(True)
    recovery.event(event, 2.0)
    assert recovery.outcome(call, 3.0) == NotRecovered("no event socket was open when it was sent", (event,))


def test_a_socket_that_is_closed_meanwhile_ends_the_wait(recovery: Recovery) -> None:
    call, heard, event = lost(recovery), lost(recovery, "heard"), told("heard")
    recovery.event(event, 2.0)
    recovery.listening(False)
    assert recovery.outcome(call, 3.0) == NotRecovered("the event socket was closed before its event came", ())
    assert recovery.outcome(heard, 3.0) == Recovered(event)


def test_what_is_kept_is_bounded(recovery: Recovery, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_recovery, "TURNS", 3)
    monkeypatch.setattr(_recovery, "CALLS", 3)
    for number in range(10):
        recovery.answered(sent(recovery, f"answered {number}"), f"t{number}")
        recovery.abandoned(sent(recovery, f"left {number}"))
        recovery.event(told("nobody's", f"n{number}"), 1.0)
    assert (list(recovery._known), len(recovery._left)) == (["t7", "t8", "t9"], 3)
    assert sorted(recovery._open) == ["left 7", "left 8", "left 9"]
    call = sent(recovery, "many")
    for number in range(40):
        recovery.event(told("many", f"m{number}"), 2.0)
    assert len(call.events) == _recovery.CANDIDATES
    late = lost(recovery, "many", now=3.0)
    recovery.event(told("many", "m40"), 4.0)  # it may be that of the first as well, which keeps no more
    assert recovery.outcome(late, 9.0) == Waiting(60.0)
    recovery.event(told("x", "late"), 361.0)
    sent(recovery, "y", now=361.0)
    assert sorted(recovery._open) == ["y"]


@pytest.mark.parametrize("spoken", [True, False])
def test_a_recovered_answer_is_an_answer_without_a_confidence(spoken: bool) -> None:
    turn = {"turn_id": "t1", "text": "Hello.", "created_at": "2026-11-21T00:00:00+00:00", "segments": []}
    said = {"query": "a &lt; b", "response": "Hello.", "timestamp": "2026-11-21T00:00:00+00:00"}
    more = {"speech_turn": {**turn, "average_words_per_second": 2.75, "tempo": 1.0}} if spoken else {}
    event = parse_event({"type": "chat.message", "id": "e", "ts": 1.0, "user": "u1", "data": {**said, **more}})
    assert isinstance(event, ChatMessage)
    chat = RecoveredChat.of(event)
    assert isinstance(chat, ChatResponse)
    assert (chat.response, chat.speech_turn.turn_id) == ("Hello.", "t1" if spoken else "")
    assert chat.speech_turn.created_at == MOMENT
    assert math.isnan(chat.confidence)
    assert math.isnan(chat.processing_time)
    assert pickle.loads(pickle.dumps(chat)).response == "Hello."
