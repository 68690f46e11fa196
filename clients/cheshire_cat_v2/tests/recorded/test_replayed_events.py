"""The recorded streams of a 2.0.23, as events: what they come to is what the server said at their end."""

from __future__ import annotations

import json
from typing import Any

import pytest

from cheshire_cat_v2 import ConnectionLost, RunFailed, TextEnded, Token, ToolCalled
from cheshire_cat_v2._run import Run

from .recordings import STREAMS, name_of


@pytest.mark.parametrize("recorded", STREAMS, ids=name_of)
def test_a_recorded_stream_replays(recorded: dict[str, Any]) -> None:
    run, sent = Run(), recorded["events"]
    events = [event for each in sent if (event := run.feed(json.dumps(each))) is not None]
    assert "".join(event.text for event in events if isinstance(event, Token)) == run.text
    real = [each["raw_event"]["args"] for each in sent if each["type"] == "TOOL_CALL_ARGS"]
    ended = [each["tool_call_id"] for each in sent if each["type"] == "TOOL_CALL_END"]
    called = [event for event in events if isinstance(event, ToolCalled)]
    assert ([event.id for event in called], [event.args for event in called]) == (ended, real[: len(ended)])
    last = sent[-1]
    if last["type"] == "RUN_FINISHED":
        reply = run.finish()
        assert reply.text == last["result"]["messages"][-1]["text"]
        assert [dict(message) for message in reply.messages] == last["result"]["messages"]
        pieces = [event.text for event in events if isinstance(event, TextEnded)]
        assert "".join(pieces) == run.text
    else:
        expected = RunFailed if last["type"] == "RUN_ERROR" else ConnectionLost
        with pytest.raises(expected) as caught:
            run.finish()
        assert caught.value.partial == run.text


@pytest.mark.parametrize("data", ["[]", "{", "nothing", "[" * 100_000, "null"])
def test_what_is_no_event_ends_the_run(data: str) -> None:
    run = Run()
    assert run.feed(data) is None
    with pytest.raises(ConnectionLost, match="no JSON object"):
        run.finish()


KINDS = (
    *("RUN_STARTED", "TEXT_MESSAGE_START", "TEXT_MESSAGE_CONTENT", "TEXT_MESSAGE_END", "TOOL_CALL_START"),
    *("TOOL_CALL_ARGS", "TOOL_CALL_END", "TOOL_CALL_RESULT", "RUN_FINISHED", "RUN_ERROR", "NEW", 7, None),
)


@pytest.mark.parametrize("kind", KINDS)
def test_any_field_may_be_missing_or_null(kind: Any) -> None:
    for more in ({}, dict.fromkeys(("delta", "message_id", "tool_call_id", "raw_event", "result", "message", "args"))):
        Run().feed(json.dumps({"type": kind, **more}))
