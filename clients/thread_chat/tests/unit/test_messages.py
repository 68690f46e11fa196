"""Frames are typed and raw, and a history has one shape in all dialects."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from thread_chat._requests import History, Turn, canonical
from thread_chat.errors import InvalidArgumentError
from thread_chat.frames import ErrorFrame, Frame, MessageFrame, Token, moment, parse_frame
from thread_chat.messages import Message, ToolCall, messages_of

from .driven import THREAD, part

AT = "2026-11-21T09:18:39.853785"
LOCAL = datetime(2026, 11, 21, 9, 18, 39, 853785)


def items(*frames: dict[str, Any]) -> list[Message]:
    return messages_of([parse_frame(json.dumps(each)) for each in frames])


def test_a_history_has_one_shape_in_each_dialect() -> None:
    head = {"created_at": AT, "thread_id": THREAD}
    none = {"tool": None, "tool_input": None, "tool_output": None, "agent_id": "None"}
    used = {"tool": "t", "tool_input": "None", "tool_output": "2", "agent_id": "None"}
    srv = [
        {**head, "role": "user", "content": "hi", "type": "user"},
        {**head, **used, "role": "assistant", "content": None, "type": "tool"},
        {**head, **none, "role": "assistant", "content": "ab", "type": "step"},
    ]
    later = [
        {**head, "role": "user", "content": "hi", "type": "user"},
        {**head, **used, "role": "assistant", "content": "", "type": "tool", "status": "complete"},
        {**head, **none, "role": "assistant", "content": "ab", "type": "token", "status": "complete"},
    ]
    for frames in (srv, later):
        found = items(*frames)
        assert [each.raw for each in found] == frames
        assert [(each.role, each.content, each.kind, each.tool) for each in found] == [
            ("user", "hi", "message", None),
            ("assistant", None, "tool", ToolCall("t", None, "2")),
            ("assistant", "ab", "message", None),
        ]
        assert {(each.created_at, each.agent_id, each.thread_id, each.id) for each in found} == {
            (LOCAL, None, THREAD, None)
        }
    thought = {**head, "type": "step", "thought": "hm", "content": "", "role": "assistant", "status": "planning"}
    assert [(each.kind, each.content) for each in items(thought)] == [("thought", "hm")]


def test_parts_with_one_id_are_one_message() -> None:
    found = items(part("a", "1"), part("hi", "2", "user"), part("b", "1"), part("c", "3"))
    assert [(each.id, each.role, each.content) for each in found] == [
        ("1", "assistant", "ab"),
        ("2", "user", "hi"),
        ("3", "assistant", "c"),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (AT, LOCAL),
        ("2026-11-21T09:18:39Z", datetime(2026, 11, 21, 9, 18, 39, tzinfo=timezone.utc)),
        ("2026-11-21T09:18:39+02:00", datetime(2026, 11, 21, 9, 18, 39, tzinfo=timezone(timedelta(hours=2)))),
        ("yesterday", None),
        ("", None),
        ("Z", None),
        (5, None),
        (None, None),
    ],
)
def test_a_time_has_a_zone_where_one_was_told(text: object, expected: datetime | None) -> None:
    assert moment(text) == expected
    assert (found := moment(text)) is None or expected is None or (found.tzinfo is None) == (expected.tzinfo is None)


@pytest.mark.parametrize(
    "text",
    ["", "no JSON", "null", "5", "[1]", "{}", '{"type":5}', '{"type":"new","content":[1],"extra":true}', "[" * 9000],
)
def test_what_is_unknown_passes(text: str) -> None:
    frame = parse_frame(text)
    assert type(frame) is Frame
    assert frame.content is None
    if text.startswith("{"):
        assert frame.raw == json.loads(text)


def test_fields_of_another_type_are_none_and_others_are_kept() -> None:
    frame = parse_frame('{"type":"message","id":5,"content":null,"created_at":1,"agent_id":"None","new":1}')
    assert isinstance(frame, MessageFrame)
    assert (frame.id, frame.content, frame.created_at, frame.agent_id, frame.raw["new"]) == (None, None, None, None, 1)
    assert isinstance(parse_frame('{"type":"error"}'), ErrorFrame)
    assert isinstance(parse_frame('{"type":"token"}'), Token)


def test_what_would_harm_a_server_is_never_sent() -> None:
    with pytest.raises(InvalidArgumentError, match="content: NoneType; give a text"):
        Turn(THREAD, None)  # type: ignore[arg-type]
    with pytest.raises(InvalidArgumentError, match="content: 16777217 characters"):
        Turn(THREAD, "x" * (16 * 1024 * 1024 + 1))
    for wrong in ("x", "", None, 5, "123e4567"):
        with pytest.raises(InvalidArgumentError, match="thread_id: "):
            History(wrong)  # type: ignore[arg-type]
        if wrong is not None:
            with pytest.raises(InvalidArgumentError, match="agent_id: "):
                Turn(THREAD, "hi", wrong)  # type: ignore[arg-type]
    assert Turn(THREAD, "").text.endswith('"content": ""}')


def test_an_id_has_its_usual_form() -> None:
    for form in (THREAD.upper(), THREAD.replace("-", ""), f"{{{THREAD}}}"):
        assert canonical(form, "thread_id") == THREAD
