"""A stream's answer is gathered whole from either dialect, ends once, and never passes a failure for an answer."""

from __future__ import annotations

import json
from typing import Any

import pytest

from chatroutes._stream import Accumulator
from chatroutes.errors import ChatRoutesError, NetworkError, NetworkTimeoutError

MESSAGE = {"id": "msg_9", "role": "assistant", "content": "Hello"}
HE = {"type": "content", "content": "Hel", "model": "gpt-5"}
COMPLETE = {"type": "complete", "message": MESSAGE, "usage": {"totalTokens": 3}, "model": "gpt-5"}


def early(delta: object, reason: str | None = None) -> dict[str, Any]:
    """A chunk of the early dialect."""
    return {"id": "x", "model": "m", "choices": [{"index": 0, "delta": delta, "finish_reason": reason}], "created": 1}


USAGE = {"id": "x", "model": "m", "choices": [], "usage": {"totalTokens": 3}}
DONE = "[DONE]"


def feed(accumulator: Accumulator, *events: object) -> list[Any]:
    """What an accumulator makes of events: texts, or objects that become JSON."""
    return [accumulator.feed("", each if isinstance(each, str) else json.dumps(each)) for each in events]


def gathered(*events: object) -> tuple[dict[str, Any], Accumulator]:
    """The message that events end in, and what gathered it."""
    accumulator = Accumulator("conv_1")
    feed(accumulator, *events)
    return dict(accumulator.finish()), accumulator


def failure(*events: object, name: str = "") -> ChatRoutesError:
    """The error of a stream whose last event is wrong."""
    accumulator = Accumulator()
    feed(accumulator, HE, *events[:-1])
    assert accumulator.feed(name, events[-1] if isinstance(events[-1], str) else json.dumps(events[-1])) is None
    with pytest.raises(ChatRoutesError) as caught:
        accumulator.finish()
    assert caught.value.partial == accumulator.text
    assert caught.value.__cause__ is caught.value.__context__ is None
    return caught.value


@pytest.mark.parametrize("end", [(), (DONE,)], ids=["end of the body", "DONE"])
def test_a_later_stream_ends_with_the_servers_message(end: tuple[str, ...]) -> None:
    message, accumulator = gathered(HE, {"type": "content", "content": "lo"}, COMPLETE, *end)
    assert (message, accumulator.text, accumulator.usage) == (MESSAGE, "Hello", {"totalTokens": 3})
    assert accumulator.ended is bool(end)


def test_an_early_stream_ends_with_what_was_told_and_no_id() -> None:
    role, text, end = early({"role": "assistant", "content": "Hel"}), early({"content": "lo"}), early({}, "length")
    message, accumulator = gathered(role, text, end, USAGE, DONE)
    assert message == {
        "conversationId": "conv_1",
        "role": "assistant",
        "metadata": {"model": "m", "finishReason": "length"},
        "content": "Hello",
    }
    assert accumulator.usage == {"totalTokens": 3}


def test_done_alone_ends_a_stream() -> None:
    assert gathered(HE, DONE)[0]["content"] == "Hel"
    assert gathered(DONE)[0] == {"conversationId": "conv_1", "role": "assistant", "content": ""}


def test_both_dialects_may_come_in_one_stream() -> None:
    message, accumulator = gathered(early({"content": "Hel"}), {"type": "content", "content": "lo"}, COMPLETE, DONE)
    assert (message, accumulator.text) == (MESSAGE, "Hello")
    message, accumulator = gathered(HE, early({"content": "lo"}, "stop"), DONE)
    assert message["content"] == accumulator.text == "Hello"


def test_a_message_without_a_text_gets_the_one_that_came() -> None:
    for told in ({"id": "msg_9"}, {"id": "msg_9", "content": None}):
        message, _ = gathered(HE, {"type": "complete", "message": told})
        assert (message["id"], message["content"], message["role"]) == ("msg_9", "Hel", "assistant")
    message, _ = gathered(HE, {"type": "complete", "message": None})
    assert message["content"] == "Hel"
    assert "id" not in message


def test_each_object_is_a_chunk_as_it_came_and_done_is_none() -> None:
    unknown = {"type": "thinking", "content": "hm"}
    events = [HE, early({"content": "lo"}), unknown, {}, COMPLETE, USAGE]
    accumulator = Accumulator()
    chunks = feed(accumulator, *events, DONE)
    assert chunks == [*events, None]
    assert [chunk["choices"][0]["delta"].get("content") for chunk in chunks[:5]] == ["Hel", "lo", None, None, None]
    assert accumulator.text == "Hello"


def test_the_chunk_that_ends_an_early_stream_has_the_message() -> None:
    chunks = feed(Accumulator(), early({"content": "Hel"}), early({"content": "lo"}, "stop"))
    assert "message" not in chunks[0]
    assert chunks[1]["message"]["content"] == "Hello"


def test_the_delta_is_that_of_the_last_event() -> None:
    accumulator, deltas = Accumulator(), []
    for event in (HE, early({"role": "assistant"}), early({"content": "lo"}), COMPLETE, DONE):
        feed(accumulator, event)
        deltas.append(accumulator.delta)
    assert deltas == ["Hel", "", "lo", "", ""]


@pytest.mark.parametrize("sign", [COMPLETE, early({}, "stop"), DONE], ids=["complete", "finish_reason", "DONE"])
def test_each_sign_of_the_end_completes(sign: object) -> None:
    accumulator = Accumulator()
    feed(accumulator, HE)
    assert not accumulator.complete
    feed(accumulator, sign)
    assert accumulator.complete
    assert accumulator.ended is (sign == DONE)


def test_further_signs_of_the_end_change_nothing() -> None:
    other = {"type": "complete", "message": {"id": "other", "content": "other"}}
    message, accumulator = gathered(HE, COMPLETE, USAGE, other, early({}, "stop"), {"type": "complete"}, DONE, DONE)
    assert message == MESSAGE
    assert accumulator.finish() == accumulator.finish() == MESSAGE


def test_the_first_reason_to_finish_counts() -> None:
    message, accumulator = gathered(early({"content": "Hel"}, "length"), early({"content": "lo"}, "stop"), DONE)
    assert (message["content"], accumulator.text) == ("Hello", "Hello")
    assert message["metadata"]["finishReason"] == "length"


def test_nothing_counts_after_done() -> None:
    accumulator = Accumulator()
    assert feed(accumulator, HE, DONE, HE, "odd", {"error": "late"})[1:] == [None] * 4
    assert accumulator.text == "Hel"


@pytest.mark.parametrize("done", ["[DONE]", " [DONE]", "[DONE]\n"])
def test_done_may_have_space_around_it(done: str) -> None:
    assert gathered(HE, done)[1].ended


def test_an_object_may_have_space_around_it() -> None:
    assert gathered(f" {json.dumps(HE)}", f"{json.dumps(COMPLETE)}\n")[1].text == "Hel"


def test_an_event_without_data_is_none() -> None:
    assert feed(Accumulator(), "") == [None]


REPORTS: list[tuple[str, object, str, str | None]] = [
    # name, data, text, code
    ("error", {"error": "quota"}, "quota", "quota"),
    ("error", {"message": "limit", "code": "QUOTA_EXCEEDED"}, "limit", "QUOTA_EXCEEDED"),
    ("error", "broken", "broken", None),
    ("error", '"broken"', "broken", None),
    ("error", "[1]", "An error occurred", None),
    ("error", "", "An error occurred", None),
    ("", {"type": "error", "error": "quota", "message": "limit"}, "limit", "quota"),
    ("", {"type": "error", "content": "lo"}, "An error occurred", None),
    ("", {"error": "quota"}, "quota", "quota"),
    ("", {"error": {"message": "inner", "code": "IN"}}, "inner", "IN"),
    ("", {"success": False, "message": "nope"}, "nope", None),
    ("", {**early({}, "error"), "error": {"message": "gone"}}, "gone", None),
]


@pytest.mark.parametrize(("name", "data", "text", "code"), REPORTS)
def test_an_error_in_a_stream_is_raised_with_what_had_come(
    name: str, data: object, text: str, code: str | None
) -> None:
    error = failure(data, name=name)
    assert (type(error), error.status_code) == (ChatRoutesError, 200)
    assert (error.message, error.code, error.partial) == (text, code, "Hel")


def test_details_come_with_an_error() -> None:
    assert failure({"error": "quota", "details": {"left": 0}}).details == {"left": 0}


def test_an_error_that_is_null_is_none() -> None:
    assert gathered({**HE, "error": None}, COMPLETE)[1].text == "Hel"


@pytest.mark.parametrize("data", ["[1]", "7", "null", '"text"', "{", "odd", "{} {}", "{}]", "[" * 200_000])
def test_an_event_that_is_no_object_is_an_error(data: str) -> None:
    error = failure(data)
    assert (type(error), error.status_code, error.partial) == (ChatRoutesError, 200, "Hel")
    assert "no JSON object" in error.message
    assert len(error.message) < 200


@pytest.mark.parametrize("events", [(), (HE,), (early({"content": "Hel"}), USAGE), ({"type": "thinking"},)])
def test_a_stream_without_a_sign_of_its_end_fails(events: tuple[object, ...]) -> None:
    accumulator = Accumulator()
    feed(accumulator, *events)
    with pytest.raises(NetworkError, match="ended before its last event") as caught:
        accumulator.finish()
    assert (caught.value.partial, caught.value.status_code) == (accumulator.text, 0)


def test_what_breaks_a_stream_is_told_what_had_come() -> None:
    accumulator = Accumulator()
    feed(accumulator, HE)
    error = NetworkTimeoutError("silent")
    assert accumulator.with_partial(error) is error
    assert error.partial == "Hel"


ODD = [{"choices": "odd"}, {"choices": [None]}, early(None), early("odd"), early({"content": 7}), {"choices": [{}]}]


@pytest.mark.parametrize("chunk", [*ODD, {"type": "content"}, {"type": "content", "content": 7}, {"type": ["odd"]}])
def test_odd_chunks_are_chunks_without_text(chunk: object) -> None:
    message, accumulator = gathered(HE, chunk, {"model": None, "usage": "odd"}, {"type": "complete", "message": "odd"})
    assert (accumulator.text, message["content"], accumulator.usage) == ("Hel", "Hel", None)


def test_the_message_is_the_same_under_the_name_that_it_had_in_010() -> None:
    for events in ((HE, COMPLETE), (early({"content": "Hello"}, "stop"),)):
        accumulator = Accumulator()
        feed(accumulator, *events)
        message: Any = accumulator.finish()
        assert message["assistantMessage"]["content"] == message["content"] == "Hello"
