"""A transcript has each turn once, in order, whichever way it was told, and any thread may read it."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta, timezone

from mongars_client.events import ChatMessage, HistoryItem, HistorySnapshot, ModelChunk, SpeechTurn
from mongars_client.transcript import Transcript

START = datetime(2026, 11, 21, 9, 13, 20, tzinfo=timezone.utc)


def at(seconds: float) -> datetime:
    """A moment."""
    return START + timedelta(seconds=seconds)


def told(query: str, seconds: float, turn_id: str = "", response: str = "Hello.") -> ChatMessage:
    """An event; it is told 17 ms after its turn was made."""
    turn = SpeechTurn(turn_id, response, at(seconds), (), 2.75, 1.0) if turn_id else None
    return ChatMessage(
        type="chat.message",
        id="e",
        ts=1.0,
        user="u1",
        data={},
        raw={},
        query=query,
        response=response,
        timestamp=at(seconds + 0.017),
        speech_turn=turn,
    )


def snapshot(*items: tuple[str, float]) -> HistorySnapshot:
    """What the server tells of its history, newest first; a turn is stored 7 ms after it was made."""
    stored = tuple(HistoryItem(query, "Hello.", at(seconds + 0.007)) for query, seconds in items)
    return HistorySnapshot(type="history.snapshot", id="h", ts=1.0, user="u1", data={}, raw={}, items=stored)


def queries(transcript: Transcript) -> list[str]:
    """What was said, in order."""
    return [entry.query for entry in transcript]


def test_it_begins_with_the_history_and_goes_on_with_what_is_told() -> None:
    transcript = Transcript()
    transcript.event(snapshot(("two", 2), ("one", 1)))
    transcript.event(told("three", 3, "t3"))
    transcript.answered("four", "Hello.", at(4), "t4")
    transcript.event(ModelChunk(type="ai_model.response_chunk", id="c", ts=1.0, user=None, data={}, raw={}, delta="x"))
    assert queries(transcript) == ["one", "two", "three", "four"]
    assert len(transcript) == 4
    assert [entry.turn_id for entry in transcript] == ["", "", "t3", "t4"]
    assert [entry.timestamp for entry in transcript] == [at(1.007), at(2.007), at(3), at(4)]
    assert repr(transcript) == "Transcript(4 turns)"


def test_a_turn_is_there_once_and_as_it_was_sent() -> None:
    for first in (True, False):
        transcript = Transcript()
        if first:
            transcript.event(told("a &lt; b", 1, "t1"))
        transcript.answered("a < b", "Hello.", at(1), "t1")
        transcript.event(told("a &lt; b", 1, "t1"))
        transcript.event(told("a &lt; b", 1, "t1"))
        assert queries(transcript) == ["a < b"]


def test_another_turn_with_the_same_words_is_another_one() -> None:
    transcript = Transcript()
    for turn in ("t1", "t2"):
        transcript.event(told("a", 1, turn))
    assert queries(transcript) == ["a", "a"]


def test_what_comes_late_stands_where_it_was_said() -> None:
    transcript = Transcript()
    for seconds in (3, 1, 2):
        transcript.event(told(str(seconds), seconds, f"t{seconds}"))
    assert queries(transcript) == ["1", "2", "3"]


def test_a_snapshot_adds_what_is_not_known() -> None:
    transcript = Transcript()
    transcript.answered("b < c", "Hello.", at(2), "t2")
    transcript.event(snapshot(("b &lt; c", 2), ("a", 1)))
    transcript.event(snapshot(("b &lt; c", 2), ("a", 1)))  # the same after a reconnect
    transcript.event(snapshot(("d", 3), ("b &lt; c", 2)))  # the server was restarted
    assert [(entry.query, entry.turn_id) for entry in transcript] == [("a", ""), ("b < c", "t2"), ("d", "")]


def test_a_reply_or_an_event_after_the_snapshot_that_has_its_turn_adds_none() -> None:
    transcript = Transcript()
    transcript.event(snapshot(("b &lt; c", 2), ("a", 1)))
    transcript.answered("b < c", "Hello.", at(2), "t2")
    transcript.event(told("a", 1, "t1"))
    assert [(entry.query, entry.turn_id) for entry in transcript] == [("a", "t1"), ("b < c", "t2")]


def test_turns_alike_are_as_many_as_they_were() -> None:
    transcript = Transcript()
    for _ in range(2):  # 1.5 s apart, as recorded
        transcript.event(snapshot(("a", 2.5), ("a", 1)))
    assert queries(transcript) == ["a", "a"]
    for seconds, turn in ((1, "t1"), (2.5, "t2")):
        transcript.event(told("a", seconds, turn))
    assert [(entry.query, entry.turn_id) for entry in transcript] == [("a", "t1"), ("a", "t2")]


def test_one_known_turn_is_not_two_of_the_history() -> None:
    transcript = Transcript()
    transcript.event(told("a", 1, "t1"))
    transcript.event(snapshot(("a", 2.5), ("a", 1)))
    assert [entry.timestamp for entry in transcript] == [at(1), at(2.507)]


def test_events_without_a_turn_are_known_by_their_words_and_their_time() -> None:
    transcript = Transcript()
    transcript.event(told("a", 1))
    transcript.event(told("a", 1))
    transcript.event(told("a", 1, response="Other."))
    transcript.event(told("a", 9))
    assert [(entry.query, entry.response) for entry in transcript] == [
        ("a", "Hello."),
        ("a", "Other."),
        ("a", "Hello."),
    ]


def test_the_oldest_go_where_there_are_too_many() -> None:
    transcript = Transcript(limit=3)
    for seconds in range(10):
        transcript.event(told(str(seconds), seconds, f"t{seconds}"))
    transcript.event(snapshot(("0", 0)))
    assert queries(transcript) == ["7", "8", "9"]
    longest = Transcript()
    longest.event(snapshot(*((str(-number), -number) for number in range(1, 500))))
    assert queries(longest) == [str(-number) for number in range(100, 0, -1)]


def test_a_reader_sees_whole_states_while_others_write() -> None:
    transcript, seen = Transcript(limit=50), list[int]()
    before = transcript.entries

    def write(first: int) -> None:
        for number in range(first, 200, 2):
            transcript.event(told(str(number), number * 10, f"t{number}"))

    threads = [threading.Thread(target=write, args=(first,)) for first in (0, 1)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        moments = [entry.timestamp for entry in transcript]
        assert moments == sorted(moments)
        assert len(set(moments)) == len(moments) <= 50
        seen.append(len(moments))
    assert before == ()
    assert queries(transcript) == [str(number) for number in range(150, 200)]


def test_a_time_at_an_end_of_the_calendar_is_taken() -> None:
    transcript = Transcript()
    for moment in (datetime.min, datetime.max):
        transcript.answered("hello", "Hello.", moment.replace(tzinfo=timezone.utc))
    transcript.event(told("hello", 0, "t1"))
    assert [each.timestamp.year for each in transcript] == [1, 2026, 9999]
