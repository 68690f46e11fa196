"""What was recorded of a real server's streams, the embedded one writes again: the same events, field by field."""

from __future__ import annotations

import contextlib
import json
from typing import Any

import httpx
import pytest

from cheshire_cat_v2.testing import EmbeddedCat, ManualClock

from .recordings import STREAMS, name_of, without_moment

NOT_PLAYED = {
    "release-mcp-agent": "the agent is of the plugin `tutorial`, which the embedded server has not",
    "release-todo-create": "the same",
    "release-todo-list": "the same",
}
LEFT = "release-disconnect-after-3"
"""Its client left after three events."""
PLAYED = [one for one in STREAMS if name_of(one) not in NOT_PLAYED]


@pytest.mark.parametrize("recorded", PLAYED, ids=name_of)
def test_a_recorded_stream_is_the_same_here(recorded: dict[str, Any]) -> None:
    clock = ManualClock()
    with (
        EmbeddedCat(libraries=recorded["libraries"], clock=clock) as cat,
        httpx.Client(base_url=cat.url, headers={"Authorization": "Bearer meow"}, trust_env=False) as http,
    ):
        if recorded["label"] == "no-model":
            chosen = {"default_llm": "default:default"}
            assert http.put("/settings/core__config__core", json=chosen).status_code == 200
        got = played(http, recorded)
        assert [without_moment(one) for one in got] == [without_moment(one) for one in recorded["events"]]
        assert all(
            type(one["timestamp"]) is type(was["timestamp"]) for one, was in zip(got, recorded["events"], strict=True)
        )
        if name_of(recorded) == LEFT:
            assert cat.wait_for(lambda: cat.runs[-1].state == "cancelled")


def test_every_exception_is_one_of_a_recorded_stream() -> None:
    assert {*NOT_PLAYED, LEFT} <= {name_of(one) for one in STREAMS}


def played(http: httpx.Client, recorded: dict[str, Any]) -> list[dict[str, Any]]:
    """The events of the same request, as many as were recorded where the client left."""
    events: list[dict[str, Any]] = []
    path = f"/agents/{recorded['agent']}/message"
    is_whole = recorded["events"][-1]["type"] in ("RUN_FINISHED", "RUN_ERROR") or name_of(recorded) == LEFT
    end = contextlib.nullcontext() if is_whole else pytest.raises(httpx.RemoteProtocolError)
    with http.stream("POST", path, json=recorded["request"]) as answer, end:
        assert answer.headers["content-type"] == "text/event-stream; charset=utf-8"
        for line in answer.iter_lines():
            if line:
                events.append(json.loads(line.removeprefix("data: ")))
            if name_of(recorded) == LEFT and len(events) == len(recorded["events"]):
                break
    return events
