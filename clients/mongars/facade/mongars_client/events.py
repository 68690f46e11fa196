"""What the server tells over its event socket: a class for each type of event (CONTRACT §4.2).

    match event:
        case ChatMessage(query=query, response=response): ...
        case ModelChunk(delta=delta): ...
        case Unknown(type=name, data=data): ...

Further types may come at any time; they are `Unknown`, as is what has another form than its type.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timezone
from math import isfinite
from typing import Any, TypedDict


@dataclass(frozen=True, kw_only=True)
class Event:
    """What all events have.

    Args:
        type: its name, such as `chat.message`.
        id: the server's; the same on each socket of the user. Empty where it gave none.
        ts: Unix seconds; 0.0 where it gave none.
        user: whom it is about; None: everybody is told.
        data: what it says, as the server sent it.
        raw: the whole frame: a JSON value, or the text where it is no JSON.
    """

    type: str
    id: str
    ts: float
    user: str | None
    data: Mapping[str, Any] = field(repr=False, hash=False)
    raw: Any = field(repr=False, hash=False, compare=False)


@dataclass(frozen=True)
class SpeechSegment:
    """A part of an answer, to be spoken; times in seconds."""

    text: str
    estimated_duration: float
    pause_after: float


@dataclass(frozen=True)
class SpeechTurn:
    """How an answer is to be spoken. `turn_id` is that of the HTTP reply (CONTRACT M1)."""

    turn_id: str
    text: str
    created_at: datetime
    segments: tuple[SpeechSegment, ...]
    average_words_per_second: float
    tempo: float


@dataclass(frozen=True)
class HistoryItem:
    """A question and its answer, as the server keeps them."""

    query: str
    response: str
    timestamp: datetime


@dataclass(frozen=True, kw_only=True)
class Connected(Event):
    """`ws.connected`: the first of a connection."""

    origin: str


@dataclass(frozen=True, kw_only=True)
class HistorySnapshot(Event):
    """`history.snapshot`: the second of a connection; newest first, ten at most, and stale (CONTRACT §1)."""

    items: tuple[HistoryItem, ...]


@dataclass(frozen=True, kw_only=True)
class ChatMessage(Event):
    """`chat.message`: a chat request of this user was answered, here or by another program of the user's.

    It has no `confidence`: whether the generation has failed cannot be seen.

    Args:
        query: the message as the server has cleaned it of HTML.
    """

    query: str
    response: str
    timestamp: datetime
    speech_turn: SpeechTurn | None

    @property
    def turn_id(self) -> str:
        """That of the HTTP reply to the request; empty where the server gave none."""
        return "" if self.speech_turn is None else self.speech_turn.turn_id


@dataclass(frozen=True, kw_only=True)
class ModelChunk(Event):
    """`ai_model.response_chunk`: a piece of a text that the model writes."""

    delta: str


@dataclass(frozen=True, kw_only=True)
class ModelComplete(Event):
    """`ai_model.response_complete`: the model has ended; `text` where it came in no chunks, `error` if not `ok`."""

    ok: bool
    text: str | None
    error: str | None


@dataclass(frozen=True, kw_only=True)
class TrainingComplete(Event):
    """`evolution_engine.training_complete`."""

    version: str | None
    status: str | None
    artifacts: Mapping[str, Any] | None = field(hash=False)
    metrics: Mapping[str, Any] | None = field(hash=False)
    energy: Mapping[str, Any] | None = field(hash=False)


@dataclass(frozen=True, kw_only=True)
class TrainingFailed(Event):
    """`evolution_engine.training_failed`."""

    error: str | None
    version: str | None


@dataclass(frozen=True, kw_only=True)
class SleepPhaseStart(Event):
    """`sleep_time_compute.phase_start`."""

    phase: str | None


@dataclass(frozen=True, kw_only=True)
class SleepCreativePhase(Event):
    """`sleep_time_compute.creative_phase`: so many ideas."""

    ideas: int | None


@dataclass(frozen=True, kw_only=True)
class PerformanceAlert(Event):
    """`performance.alert`: the processor's load, and milliseconds to the first byte of an answer."""

    cpu: float | None
    ttfb_ms: float | None


@dataclass(frozen=True, kw_only=True)
class Unknown(Event):
    """An event of a type that this version does not know, or of another form than its type; or no event at all."""

    data: Mapping[str, Any] = field(hash=False)


class _Head(TypedDict):
    """What each event is made with."""

    type: str
    id: str
    ts: float
    user: str | None
    data: Mapping[str, Any]
    raw: Any


class _Misfit(Exception):
    """A value has another type than an event of its kind has."""


def parse_event(frame: object) -> Event:
    """Return the event that a JSON value is. Never fails: what it does not understand is `Unknown`."""
    if not isinstance(frame, dict):
        return Unknown(type="", id="", ts=0.0, user=None, data={}, raw=frame)
    kind, data = frame.get("type"), frame.get("data")
    head: _Head = {
        "type": kind if isinstance(kind, str) else "",
        "id": frame["id"] if isinstance(frame.get("id"), str) else "",
        "ts": 0.0,
        "user": frame["user"] if isinstance(frame.get("user"), str) else None,
        "data": data if isinstance(data, dict) else {},
        "raw": frame,
    }
    try:
        head["ts"] = _number(frame, "ts")
        _optional(_text, frame, "user")
        _text(frame, "id")
        return _READERS[_text(frame, "type")](head, _object(frame, "data"))
    except (_Misfit, KeyError):
        return Unknown(**head)


def parse_time(text: str) -> datetime:
    """Return a time of the server, which ends in `Z` over HTTP and in `+00:00` over the socket (CONTRACT §4.2).

    Raises:
        ValueError: it is none.
    """
    moment = datetime.fromisoformat(f"{text[:-1]}+00:00" if text.endswith("Z") else text)  # 3.10 knows no Z
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=timezone.utc)


def _text(data: Mapping[str, Any], key: str) -> str:
    value = data.get(key)
    if not isinstance(value, str):
        raise _Misfit(key)
    return value


def _flag(data: Mapping[str, Any], key: str) -> bool:
    value = data.get(key)
    if not isinstance(value, bool):
        raise _Misfit(key)
    return value


def _whole(data: Mapping[str, Any], key: str) -> int:
    value = data.get(key)
    if not isinstance(value, int) or isinstance(value, bool):
        raise _Misfit(key)
    return value


def _number(data: Mapping[str, Any], key: str) -> float:
    value = data.get(key)
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise _Misfit(key)
    try:
        number = float(value)
    except OverflowError:
        raise _Misfit(key) from None
    if not isfinite(number):
        raise _Misfit(key)
    return number


def _object(data: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = data.get(key)
    if not isinstance(value, dict):
        raise _Misfit(key)
    return value


def _objects(data: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    value = data.get(key)
    if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
        raise _Misfit(key)
    return value


def _time(data: Mapping[str, Any], key: str) -> datetime:
    try:
        return parse_time(_text(data, key))
    except ValueError:
        raise _Misfit(key) from None


def _optional(read: Callable[[Mapping[str, Any], str], Any], data: Mapping[str, Any], key: str) -> Any:
    return None if data.get(key) is None else read(data, key)


def _speech_turn(data: Mapping[str, Any], key: str) -> SpeechTurn:
    turn = _object(data, key)
    return SpeechTurn(
        turn_id=_text(turn, "turn_id"),
        text=_text(turn, "text"),
        created_at=_time(turn, "created_at"),
        segments=tuple(
            SpeechSegment(_text(each, "text"), _number(each, "estimated_duration"), _number(each, "pause_after"))
            for each in _objects(turn, "segments")
        ),
        average_words_per_second=_number(turn, "average_words_per_second"),
        tempo=_number(turn, "tempo"),
    )


def _connected(head: _Head, data: Mapping[str, Any]) -> Event:
    return Connected(**head, origin=_text(data, "origin"))


def _history_snapshot(head: _Head, data: Mapping[str, Any]) -> Event:
    items = _objects(data, "items")
    return HistorySnapshot(
        **head,
        items=tuple(
            HistoryItem(_text(each, "query"), _text(each, "response"), _time(each, "timestamp")) for each in items
        ),
    )


def _chat_message(head: _Head, data: Mapping[str, Any]) -> Event:
    return ChatMessage(
        **head,
        query=_text(data, "query"),
        response=_text(data, "response"),
        timestamp=_time(data, "timestamp"),
        speech_turn=_optional(_speech_turn, data, "speech_turn"),
    )


def _model_chunk(head: _Head, data: Mapping[str, Any]) -> Event:
    return ModelChunk(**head, delta=_text(data, "delta"))


def _model_complete(head: _Head, data: Mapping[str, Any]) -> Event:
    text, error = _optional(_text, data, "text"), _optional(_text, data, "error")
    return ModelComplete(**head, ok=_flag(data, "ok"), text=text, error=error)


def _training_complete(head: _Head, data: Mapping[str, Any]) -> Event:
    return TrainingComplete(
        **head,
        version=_optional(_text, data, "version"),
        status=_optional(_text, data, "status"),
        artifacts=_optional(_object, data, "artifacts"),
        metrics=_optional(_object, data, "metrics"),
        energy=_optional(_object, data, "energy"),
    )


def _training_failed(head: _Head, data: Mapping[str, Any]) -> Event:
    return TrainingFailed(**head, error=_optional(_text, data, "error"), version=_optional(_text, data, "version"))


def _sleep_phase_start(head: _Head, data: Mapping[str, Any]) -> Event:
    return SleepPhaseStart(**head, phase=_optional(_text, data, "phase"))


def _sleep_creative_phase(head: _Head, data: Mapping[str, Any]) -> Event:
    return SleepCreativePhase(**head, ideas=_optional(_whole, data, "ideas"))


def _performance_alert(head: _Head, data: Mapping[str, Any]) -> Event:
    return PerformanceAlert(**head, cpu=_optional(_number, data, "cpu"), ttfb_ms=_optional(_number, data, "ttfb_ms"))


_READERS: Mapping[str, Callable[[_Head, Mapping[str, Any]], Event]] = {
    "ws.connected": _connected,
    "history.snapshot": _history_snapshot,
    "chat.message": _chat_message,
    "ai_model.response_chunk": _model_chunk,
    "ai_model.response_complete": _model_complete,
    "evolution_engine.training_complete": _training_complete,
    "evolution_engine.training_failed": _training_failed,
    "sleep_time_compute.phase_start": _sleep_phase_start,
    "sleep_time_compute.creative_phase": _sleep_creative_phase,
    "performance.alert": _performance_alert,
}
