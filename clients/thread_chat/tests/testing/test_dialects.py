"""What each dialect says, and leaves unsaid."""

from __future__ import annotations

import json
import re
import time
from typing import Any

import pytest
from websockets.sync.client import connect

from thread_chat.testing import EmbeddedThreadChat, ManualClock, Reply, ToolUse

from .helpers import OTHER, PATIENCE, THREAD, bare, history, message, told

TWO = Reply(("a", "b"), tools=(ToolUse("one"), ToolUse("two", '{"x": 1}', "2")))
SAID = {
    "srv": [
        ("tool", None, "one", None),
        ("token", "end", None, ""),
        ("tool", None, "two", None),
        ("token", "processing", None, "a"),
        ("token", "processing", None, "b"),
        ("token", "end", None, ""),
    ],
    "doc": [
        ("message_received", None, None, None),
        ("message", None, None, "a"),
        ("message", None, None, "b"),
    ],
    "later": [
        ("step", "planning", None, ""),
        ("tool", "processing", "one", None),
        ("tool", "complete", "one", None),
        ("token", "complete", None, ""),
        ("tool", "processing", "two", None),
        ("tool", "complete", "two", None),
        ("token", "processing", None, "a"),
        ("token", "processing", None, "b"),
        ("token", "complete", None, ""),
    ],
}
STORED = {
    "srv": [
        ("user", "user", "go"),
        ("tool", "assistant", None),
        ("tool", "assistant", None),
        ("step", "assistant", "ab"),
    ],
    "doc": [("message", "user", "go"), ("message", "assistant", "ab")],
    "later": [
        ("user", "user", "go"),
        ("step", "assistant", ""),
        ("tool", "assistant", None),
        ("tool", "assistant", None),
        ("token", "assistant", "ab"),
    ],
}


@pytest.fixture(params=sorted(SAID))
def dialect(request: pytest.FixtureRequest) -> Any:
    return request.param


def test_a_reply_and_a_history_are_as_the_dialect_has_them(dialect: Any) -> None:
    with EmbeddedThreadChat(dialect, answers={"go": TWO}) as server, bare(server) as socket:
        server.create_thread(THREAD)
        said = socket.all(message("go"))
        assert told(said, "type", "status", "tool", "content") == SAID[dialect]
        assert {frame["thread_id"] for frame in said} == {THREAD}
        stored = socket.all(history())
        assert told(stored, "type", "role", "content") == STORED[dialect]
        assert stored == server.history(THREAD)
        at = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d" + ("Z" if dialect == "doc" else r"\.\d{6}")
        assert all(re.fullmatch(at, frame["created_at"]) for frame in [*said[1:], *stored])
        assert {frame.get("agent_id", "-") for frame in said} <= {None, "-"}
        of_agents = {frame["agent_id"] for frame in stored if "agent_id" in frame}
        assert of_agents == (set() if dialect == "doc" else {"None"})
        parts = {frame["id"] for frame in said if frame["type"] == "message"}
        assert parts == ({stored[1]["id"]} if dialect == "doc" else set())
        (turn,) = server.turns
        assert (turn.content, turn.answer, turn.is_over) == ("go", "ab", True)


def test_what_fails_is_silent_but_in_doc(dialect: Any) -> None:
    agent = "00000000-0000-0000-0000-000000000001"
    error = {"type": "error", "message": "Processing failed"}
    expected = [error] if dialect == "doc" else []
    with EmbeddedThreadChat(dialect, agents=[agent]) as server, bare(server) as socket:
        server.create_thread(THREAD)

        def answers(*args: Any, **further: Any) -> list[Any]:
            said = socket.all(message(*args, **further))
            return [frame for frame in said if frame["type"] != "message_received"]

        assert answers("FAIL") == expected
        server.fail_turns()
        assert answers("hi") == expected
        assert answers("hi", agent_id=OTHER) == expected
        assert answers("hi", agent_id=agent)
        assert [frame["role"] for frame in socket.all(history())].count("user") == 4
        assert answers(None) == expected
        assert answers("hi") == expected, "for ever"
        assert answers("hi", OTHER), "but not in another thread"


def test_a_history_of_nobody_of_somebody_else_and_of_an_empty_thread(dialect: Any) -> None:
    tokens = {"a": "a", "b": "b"}
    with EmbeddedThreadChat(dialect, tokens=tokens) as server, bare(server, "a") as socket, bare(server, "b") as other:
        missing = [
            {"type": "error", "message": "Error retrieving history: 'NoneType' object has no attribute 'profile_id'"}
        ]
        assert socket.all(history()) == ([] if dialect == "doc" else missing)
        server.create_thread(THREAD, user="a")
        assert socket.all(history()) == []
        assert other.all(message("hi"))
        assert other.all(history()) == []
        assert len(socket.all(history())) >= 2
        assert socket.all(message("hi", OTHER))
        assert socket.all(history(OTHER)) == (server.history(OTHER) if dialect == "doc" else missing)


def test_frames_are_dealt_with_in_order_and_sockets_side_by_side(dialect: Any) -> None:
    with EmbeddedThreadChat(dialect) as server, bare(server) as one, bare(server) as two:
        said = one.all(message("x"), {"type": "sentinel-1"}, message("y", OTHER), {"type": "ping"})
        threads = [frame.get("thread_id") or frame["message"] for frame in said]
        order = [THREAD, "Unknown message type: sentinel-1", OTHER, "Unknown message type: ping"]
        assert sorted(threads, key=order.index) == threads
        with server.hold_turns() as held:
            one.say(message("x"))
            assert server.wait_for(lambda: held.contents == ["x"], PATIENCE)
            assert two.all(history(OTHER)) == server.history(OTHER) or dialect != "doc"
            assert not server.turns[-1].is_over
        assert one.all()


def test_unknown_types_may_be_ignored() -> None:
    with EmbeddedThreadChat("doc", answers_unknown_types=False) as server, bare(server) as socket:
        socket.say({"type": "sentinel-1"}, {"type": "history", "thread_id": "x"})
        assert socket.hear() == {"type": "error", "message": "Invalid thread ID format"}


def test_a_later_revision_pings_after_a_minute_without_a_frame() -> None:
    clock = ManualClock()
    with EmbeddedThreadChat("later", clock=clock) as server, bare(server) as socket:
        clock.advance(59)
        assert socket.all() == []
        clock.advance(59)
        assert socket.all() == []
        clock.advance(60)
        assert socket.hear() == {"type": "ping"}


def test_errors_have_the_texts_of_python() -> None:
    with EmbeddedThreadChat() as server, bare(server) as socket:
        for frame, words in (
            ({"type": None}, "Unknown message type: None"),
            ({"no": "type"}, "'type'"),
            ("", "Expecting value: line 1 column 1 (char 0)"),
            ("null", "'NoneType' object is not subscriptable"),
            (b'{"type":"ping"}', "'text'"),
            ({"type": "message", "content": "x"}, "'thread_id'"),
            ({"type": "message", "thread_id": THREAD}, "'content'"),
            (message("x", "x"), "Invalid UUID format"),
            (message("x", agent_id="x"), "Invalid UUID format"),
            (message(5), "Invalid UUID format"),
            (
                {**message("x"), "thread_id": None},
                "one of the hex, bytes, bytes_le, fields, or int arguments must be given",
            ),
        ):
            assert socket.all(frame) == [{"type": "error", "message": words}], frame
        assert server.turns == []
        assert socket.all(message("x", "{" + THREAD.upper().replace("-", "") + "}"))[0]["thread_id"] == THREAD


def test_the_program_of_the_manual_reads_a_history_and_an_answer() -> None:
    """Raw `websockets`, as the manual has it: a history, one message behind its first frame, and then reading."""
    with EmbeddedThreadChat("doc", tokens={"your-bearer-token": "u"}) as server:
        with bare(server, "your-bearer-token") as socket:
            socket.all(message("Hello"))
        deadline, read, sent = time.monotonic() + PATIENCE, [], False
        with connect(f"{server.chat_url}?token=your-bearer-token", proxy=None) as socket:
            socket.send(json.dumps(history()))
            while not read or read[-1].get("content") != "fine.":
                assert time.monotonic() < deadline
                read.append(json.loads(socket.recv(timeout=PATIENCE)))
                if not sent:
                    socket.send(json.dumps(message("I need help understanding how DAOs work.", agent_id=None)))
                    sent = True
        assert told(read, "type", "content") == [
            ("message", "Hello"),
            ("message", "DAOs are fine."),
            ("message_received", None),
            ("message", "DAOs "),
            ("message", "are "),
            ("message", "fine."),
        ]
