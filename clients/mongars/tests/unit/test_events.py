"""Each type of event has its class, and what is no event of the contract is `Unknown`, never an error."""

from __future__ import annotations

import copy
import pickle
from datetime import datetime, timezone
from typing import Any

import pytest

from mongars_client import events
from mongars_client.events import ChatMessage, Event, Unknown, parse_event, parse_time

MOMENT = datetime(2026, 11, 21, 9, 13, 48, 77033, timezone.utc)
TIME = "2026-11-21T09:13:48.077033+00:00"
SEGMENT = {"text": "Hello.", "estimated_duration": 2.545, "pause_after": 1}
TURN = {
    "turn_id": "t1",
    "text": "Hello.",
    "created_at": "2026-11-21T09:13:48.077033Z",
    "segments": [SEGMENT],
    "average_words_per_second": 2.75,
    "tempo": 1.0,
}
CHAT = {"query": "a &lt; b", "response": "Hello.", "timestamp": TIME, "speech_turn": TURN}
SPOKEN = events.SpeechTurn("t1", "Hello.", MOMENT, (events.SpeechSegment("Hello.", 2.545, 1.0),), 2.75, 1.0)


def frame(kind: str, data: object, **others: object) -> dict[str, Any]:
    """An event as the server sends it."""
    return {"id": "e1", "type": kind, "ts": 1795252428.5, "user": "u1", "data": data, **others}


EVERY: list[tuple[str, dict[str, Any], type[Event], dict[str, Any]]] = [
    ("ws.connected", {"origin": ""}, events.Connected, {"origin": ""}),
    ("history.snapshot", {"items": []}, events.HistorySnapshot, {"items": ()}),
    (
        "history.snapshot",
        {"items": [{"query": "q", "response": "r", "timestamp": TIME, "new": 1}]},
        events.HistorySnapshot,
        {"items": (events.HistoryItem("q", "r", MOMENT),)},
    ),
    (
        "chat.message",
        CHAT,
        ChatMessage,
        {"query": "a &lt; b", "response": "Hello.", "timestamp": MOMENT, "speech_turn": SPOKEN, "turn_id": "t1"},
    ),
    ("chat.message", {**CHAT, "speech_turn": None}, ChatMessage, {"speech_turn": None, "turn_id": ""}),
    ("ai_model.response_chunk", {"delta": "He"}, events.ModelChunk, {"delta": "He"}),
    ("ai_model.response_complete", {"ok": True}, events.ModelComplete, {"ok": True, "text": None, "error": None}),
    (
        "ai_model.response_complete",
        {"ok": False, "error": "gone", "text": "He"},
        events.ModelComplete,
        {"ok": False, "text": "He", "error": "gone"},
    ),
    (
        "evolution_engine.training_complete",
        {"version": "v1", "status": "ok", "artifacts": {"a": 1}, "metrics": {}, "energy": None},
        events.TrainingComplete,
        {"version": "v1", "status": "ok", "artifacts": {"a": 1}, "metrics": {}, "energy": None},
    ),
    (
        "evolution_engine.training_failed",
        {"error": "no room", "version": "v1"},
        events.TrainingFailed,
        {"error": "no room", "version": "v1"},
    ),
    ("sleep_time_compute.phase_start", {"phase": "deep"}, events.SleepPhaseStart, {"phase": "deep"}),
    ("sleep_time_compute.creative_phase", {"ideas": 3}, events.SleepCreativePhase, {"ideas": 3}),
    ("performance.alert", {"cpu": 91.5}, events.PerformanceAlert, {"cpu": 91.5, "ttfb_ms": None}),
    ("performance.alert", {"ttfb_ms": 900}, events.PerformanceAlert, {"cpu": None, "ttfb_ms": 900.0}),
    ("peer.joined", {"url": "x"}, Unknown, {}),
]


@pytest.mark.parametrize(("kind", "data", "expected", "fields"), EVERY)
def test_an_event_is_of_its_class(
    kind: str, data: dict[str, Any], expected: type[Event], fields: dict[str, Any]
) -> None:
    sent = frame(kind, data)
    event = parse_event(sent)
    assert type(event) is expected
    assert (event.type, event.id, event.ts, event.user) == (kind, "e1", 1795252428.5, "u1")
    assert event.data is data
    assert event.raw is sent
    assert {name: getattr(event, name) for name in fields} == fields
    assert event == pickle.loads(pickle.dumps(event)) == copy.copy(event)
    assert isinstance(hash(event), int)


def test_every_type_of_the_contract_is_looked_at() -> None:
    assert {kind for kind, *_ in EVERY} - {"peer.joined"} == set(events._READERS)


def test_an_event_for_everybody_has_no_user_and_further_fields_pass() -> None:
    event = parse_event(frame("performance.alert", {"cpu": 1, "gpu": 2}, user=None, trace="x"))
    assert isinstance(event, events.PerformanceAlert)
    assert (event.user, event.data["gpu"], event.raw["trace"]) == (None, 2, "x")
    without = frame("performance.alert", {})
    del without["user"]
    assert type(parse_event(without)) is events.PerformanceAlert


@pytest.mark.parametrize("value", [None, True, 7, 1.5, "text", [], ["x"], {}, [{}], {"items": 7}, {"query": []}])
@pytest.mark.parametrize("kind", sorted(events._READERS))
def test_data_of_another_form_is_unknown_or_an_event(kind: str, value: object) -> None:
    # Where every field may be missing, an empty object is one.
    event = parse_event(frame(kind, value))
    assert event.data == (value if isinstance(value, dict) else {})
    assert type(event) is Unknown or isinstance(value, dict)
    assert (event.type, event.id, event.user) == (kind, "e1", "u1")


WRONG: list[tuple[str, object]] = [
    *((key, value) for key in ("query", "response", "timestamp") for value in (None, 7, [], {})),
    *(("timestamp", value) for value in ("", "Z", "now", "2026-13-01T00:00:00Z", "2026-11-21T09:13:48+99:00")),
    *(("speech_turn", value) for value in ("t1", [], {}, {**TURN, "segments": None}, {**TURN, "tempo": "1"})),
    *(("speech_turn", {**TURN, key: None}) for key in TURN),
    *(("speech_turn", {**TURN, "segments": [value]}) for value in (None, {}, {**SEGMENT, "pause_after": True})),
    *(("speech_turn", {**TURN, "tempo": value}) for value in (float("nan"), float("inf"), 10**400)),
]


@pytest.mark.parametrize(("key", "value"), WRONG)
def test_a_chat_message_with_a_wrong_field_is_unknown_and_keeps_what_came(key: str, value: object) -> None:
    event = parse_event(frame("chat.message", {**CHAT, key: value}))
    assert type(event) is Unknown
    assert (event.type, event.data["query" if key != "query" else "response"]) == (
        "chat.message",
        CHAT["query" if key != "query" else "response"],
    )


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("ts", None),
        ("ts", "1"),
        ("ts", True),
        ("ts", 10**400),
        ("ts", float("nan")),
        ("id", 7),
        ("user", 7),
        ("type", 7),
    ],
)
def test_an_envelope_with_a_wrong_field_is_unknown_and_has_nothing_there(key: str, value: object) -> None:
    event = parse_event(frame("chat.message", CHAT, **{key: value}))
    assert type(event) is Unknown
    assert getattr(event, key) == {"ts": 0.0, "id": "", "user": None, "type": ""}[key]


@pytest.mark.parametrize("value", [None, 7, "not JSON", [frame("chat.message", CHAT)], True])
def test_what_is_no_object_is_unknown_and_raw(value: object) -> None:
    event = parse_event(value)
    assert event == Unknown(type="", id="", ts=0.0, user=None, data={}, raw=None)
    assert event.raw is value


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-21T09:13:48.077033Z", MOMENT),
        (TIME, MOMENT),
        ("2026-11-21T10:13:48.077033+01:00", MOMENT),
        ("2026-11-21T09:13:48.077033", MOMENT),
        ("2026-11-21T09:13:48Z", MOMENT.replace(microsecond=0)),
    ],
)
def test_a_time_is_read_in_both_forms(text: str, moment: datetime) -> None:
    assert parse_time(text) == moment
    assert parse_time(text).tzinfo is not None


def test_what_a_log_shows_of_an_event_is_said_once() -> None:
    assert repr(parse_event(frame("chat.message", CHAT))).count("a &lt; b") == 1
    assert "'url': 'x'" in repr(parse_event(frame("peer.joined", {"url": "x"})))
