"""What is said to an agent, over real sockets."""

from __future__ import annotations

import pickle
from typing import Any

import pytest

from cheshire_cat_v2 import (
    ApiError,
    ConnectionLost,
    Custom,
    InvalidArgument,
    NotFound,
    RunFailed,
    TimedOut,
    ToolCalled,
    ToolResult,
    content,
)
from cheshire_cat_v2.testing import EmbeddedCat, faults

from .kinds import Kind


def test_ask_and_stream(server: EmbeddedCat, kind: Kind) -> None:
    cat = kind.client(server)
    assert kind.run(cat.ask("Hello Cat!")).text == "Echo: Hello Cat!"
    stream = cat.stream("Hello Cat!")
    assert kind.all(stream) == ["Echo:", " Hello", " Cat!"]
    assert stream.reply.text == "Echo: Hello Cat!"
    assert [request.path for request in server.requests] == ["/agents/default/message"] * 2


@pytest.mark.parametrize("libraries", ["release", "pinned", "newest"])
def test_tools_are_told_with_their_real_arguments(kind: Kind, libraries: Any) -> None:
    with EmbeddedCat(libraries=libraries) as server:
        stream = kind.client(server).stream('/say+tool add {"a": 2, "b": 40}', agent="probe")
        events = kind.all(stream.events())
        assert [type(event).__name__ for event in events] == [
            *("RunStarted", "TextStarted", "Token", "Token", "Token", "ToolCalled", "TextEnded", "ToolResult"),
            *("TextStarted", "Token", "Token", "Token", "TextEnded", "RunFinished"),
        ]
        called = next(event for event in events if isinstance(event, ToolCalled))
        assert (called.name, called.args) == ("add", {"a": 2, "b": 40})
        result = next(event for event in events if isinstance(event, ToolResult))
        assert (result.id, result.content) == (called.id, "42")
        assert stream.reply.text == "Tool said: 42"
        assert [call.name for call in stream.reply.tool_calls] == ["add"]


def test_a_run_without_events_of_text_has_its_text(server: EmbeddedCat, kind: Kind) -> None:
    cat = kind.client(server)
    assert kind.run(cat.ask("/quiet only at the end")).text == "only at the end"
    assert kind.all(cat.stream("/quiet only at the end")) == ["only at the end"]
    assert kind.run(cat.ask("/empty")).text == ""
    assert kind.all(cat.stream("/empty")) == []


def test_what_plugins_send_is_passed_on(server: EmbeddedCat, kind: Kind) -> None:
    events = kind.all(kind.client(server).stream("x", agent="events").events())
    sent = [event.type for event in events if isinstance(event, Custom)]
    assert sent == ["STEP_STARTED", "CUSTOM", "STATE_SNAPSHOT", "STEP_FINISHED"]


def test_a_run_that_fails_says_why(server: EmbeddedCat, kind: Kind) -> None:
    cat = kind.client(server)
    with pytest.raises(RunFailed, match="no more") as caught:
        kind.run(cat.ask("/error-mid no more"))
    assert caught.value.partial == "so far "
    again = pickle.loads(pickle.dumps(caught.value))
    assert (type(again), again.partial, str(again)) == (RunFailed, "so far ", "no more")
    with pytest.raises(RunFailed):
        kind.all(cat.stream("/error no"))
    assert kind.run(cat.ask("still there")).text == "Echo: still there"


@pytest.mark.parametrize("then", ["end", "break"])
def test_a_stream_without_its_last_event_is_lost(server: EmbeddedCat, kind: Kind, then: Any) -> None:
    server.enqueue(faults.Interrupted(2, then))
    with pytest.raises(ConnectionLost) as caught:
        kind.run(kind.client(server).ask("one two three"))
    assert caught.value.partial == "Echo: one"
    assert len(server.requests) == 1


def test_a_run_ends_in_time(server: EmbeddedCat, kind: Kind) -> None:
    server.enqueue(faults.Interrupted(2, "stall"))
    with pytest.raises(TimedOut) as caught:
        kind.run(kind.client(server).ask("one two three", timeout=0.5))
    assert caught.value.partial == "Echo: one"
    for wrong in (0, -1, float("inf"), float("nan"), True, "1"):
        with pytest.raises(InvalidArgument, match="timeout"):
            kind.client(server).stream("x", timeout=wrong)


def test_to_leave_early_cancels_the_run(server: EmbeddedCat, kind: Kind) -> None:
    assert kind.first(kind.client(server).stream("/slow 0.02 500")) == "t0"
    server.wait_for(lambda: server.runs[-1].state == "cancelled")


def test_after_a_plain_500_the_next_call_works(server: EmbeddedCat, kind: Kind) -> None:
    cat = kind.client(server, retries=0)
    server.enqueue(faults.Crash())
    with pytest.raises(ApiError) as caught:
        kind.run(cat.ask("x"))
    assert caught.value.status_code == 500
    assert kind.run(cat.ask("x")).text == "Echo: x"


def test_there_is_no_such_agent(server: EmbeddedCat, kind: Kind) -> None:
    with pytest.raises(NotFound, match="Agent 'nope' not found"):
        kind.run(kind.client(server).ask("x", agent="nope"))


def test_blocks_go_out_as_the_server_wants_them(server: EmbeddedCat, kind: Kind, tmp_path: Any) -> None:
    picture = tmp_path / "a.jpg"
    picture.write_bytes(b"x")
    kind.run(
        kind.client(server).ask(
            "look",
            image=picture,
            audio=content.audio(b"y", "audio/wav"),
            resources=["https://example.com/a.pdf", content.resource("mem://1", "text", "text/plain")],
        )
    )
    assert server.runs[-1].state == "finished"
    sent = content.message("look", picture)["content"]
    assert sent[1] == {"type": "image", "data": "eA==", "mimeType": "image/jpeg"}
    with pytest.raises(InvalidArgument, match="its kind is not known"):
        content.image(b"unknown")
    with pytest.raises(InvalidArgument, match="cannot be read"):
        content.image(tmp_path / "none.png")
    with pytest.raises(InvalidArgument):
        kind.run(kind.client(server).ask(17))
