"""What was recorded of real streams, the client tells as events: each of them, in order, with what it says."""

from __future__ import annotations

import json
from typing import Any

import pytest

import cheshire_cat_v2 as ccat
from cheshire_cat_v2.testing import EmbeddedCat, faults

from .recordings import STREAMS, name_of

TOLD = {
    "RUN_STARTED": ccat.RunStarted,
    "TEXT_MESSAGE_START": ccat.TextStarted,
    "TEXT_MESSAGE_CONTENT": ccat.Token,
    "TEXT_MESSAGE_END": ccat.TextEnded,
    "TOOL_CALL_END": ccat.ToolCalled,
    "TOOL_CALL_RESULT": ccat.ToolResult,
    "RUN_FINISHED": ccat.RunFinished,
}
NOT_TOLD = {
    "TOOL_CALL_START": "a call is told as a whole, when it is known",
    "TOOL_CALL_ARGS": "the same",
    "RUN_ERROR": "is raised",
}


@pytest.mark.parametrize("recorded", STREAMS, ids=name_of)
def test_a_recorded_stream_becomes_its_events(recorded: dict[str, Any]) -> None:
    raw = recorded["events"]
    last = raw[-1]["type"]
    is_whole = last in ("RUN_FINISHED", "RUN_ERROR")
    got: list[ccat.Event] = []
    problem: ccat.CatError | None = None
    with EmbeddedCat() as cat, ccat.CatClient(ccat.Config(cat.url, auth_key="meow")) as client:
        cat.enqueue(faults.Events(raw, "end" if is_whole else "break"), operation="agent_message")
        stream = client.stream_messages(recorded["request"].get("messages", []))
        try:
            got.extend(stream.events())
        except ccat.CatError as error:
            problem = error

    text = "".join(one.get("delta", "") for one in raw if one["type"] == "TEXT_MESSAGE_CONTENT")
    assert [type(one) for one in got] == [
        TOLD.get(one["type"], ccat.Custom) for one in raw if one["type"] not in NOT_TOLD
    ]
    assert "".join(one.text for one in got if isinstance(one, ccat.Token)) == text
    assert [one.type for one in got if isinstance(one, ccat.Custom)] == [
        one["type"] for one in raw if one["type"] not in TOLD and one["type"] not in NOT_TOLD
    ]
    calls = [one["raw_event"] for one in raw if one["type"] == "TOOL_CALL_ARGS"]
    assert [(one.id, one.name, one.args) for one in got if isinstance(one, ccat.ToolCalled)] == [
        (call["id"], call["name"], call["args"]) for call in calls
    ]
    results = [(one["tool_call_id"], one["content"]) for one in raw if one["type"] == "TOOL_CALL_RESULT"]
    assert [(one.id, one.content) for one in got if isinstance(one, ccat.ToolResult)] == results
    if last == "RUN_FINISHED":
        assert problem is None
        assert stream.reply.text == raw[-1]["result"]["messages"][-1]["text"]
        assert len(stream.reply.messages) == len(raw[-1]["result"]["messages"])
    elif last == "RUN_ERROR":
        assert isinstance(problem, ccat.RunFailed)
        assert (str(problem), problem.partial) == (raw[-1]["message"], text)
    else:
        assert isinstance(problem, ccat.ConnectionLost)
        assert problem.partial == text


@pytest.mark.parametrize(
    "recorded", [one for one in STREAMS if one["events"][-1]["type"] == "RUN_FINISHED"], ids=name_of
)
def test_the_messages_of_a_recorded_result_go_back_as_they_came(recorded: dict[str, Any]) -> None:
    """As the history of the next turn, whatever the names of the libraries (CONTRACT §0.3)."""
    raw = recorded["events"]
    with EmbeddedCat() as cat, ccat.CatClient(ccat.Config(cat.url, auth_key="meow")) as client:
        cat.enqueue(faults.Events(raw), operation="agent_message")
        conversation = client.conversation()
        conversation.ask("the first")
        assert conversation.ask("/quiet fine").text == "fine"
        history = json.loads(cat.requests[-1].body)["messages"]
        added = raw[-1]["result"]["messages"]
        assert [one["role"] for one in history] == ["user", *(one["role"] for one in added), "user"]
        for sent, came in zip(history[1:-1], added, strict=True):
            assert sent["tool_calls"] == came["tool_calls"]
            assert [block["text"] for block in sent["content"]] == [block["text"] for block in came["content"]]
