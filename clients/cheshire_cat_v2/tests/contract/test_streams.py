"""The events of a run, and what is left of it (CONTRACT §4)."""

from __future__ import annotations

import contextlib
import http.client
import json
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from .cases import asked
from .servers import Server

PLAIN = ["RUN_STARTED", "TEXT_MESSAGE_START", *["TEXT_MESSAGE_CONTENT"] * 2, "TEXT_MESSAGE_END", "RUN_FINISHED"]
TOOL = ["TOOL_CALL_START", "TOOL_CALL_ARGS", "TOOL_CALL_END"]
SAID = ["TEXT_MESSAGE_START", *["TEXT_MESSAGE_CONTENT"] * 3, "TEXT_MESSAGE_END"]
SEQUENCES = {
    "plain": ("default", "hi", PLAIN),
    "tool": (
        "probe",
        '/tool add {"a": 2, "b": 40}',
        ["RUN_STARTED", *TOOL, "TOOL_CALL_RESULT", *SAID, "RUN_FINISHED"],
    ),
    "two tools": (
        "probe",
        '/tools add {"a": 1, "b": 1} | add {"a": 2, "b": 2}',
        ["RUN_STARTED", *TOOL, *TOOL, "TOOL_CALL_RESULT", "TOOL_CALL_RESULT", *SAID, "RUN_FINISHED"],
    ),
    "text and a tool": (
        "probe",
        '/say+tool add {"a": 2, "b": 40}',
        ["RUN_STARTED", *SAID[:-1], *TOOL, SAID[-1], "TOOL_CALL_RESULT", *SAID, "RUN_FINISHED"],
    ),
    "unknown tool": ("probe", "/tool nope {}", ["RUN_STARTED", *TOOL, "RUN_ERROR"]),
    "no text": ("default", "/quiet psst", ["RUN_STARTED", "RUN_FINISHED"]),
    "empty": ("default", "/empty", ["RUN_STARTED", "RUN_FINISHED"]),
    "error": ("default", "/error boom", ["RUN_STARTED", "RUN_ERROR"]),
    "error amid": (
        "default",
        "/error-mid boom",
        ["RUN_STARTED", "TEXT_MESSAGE_START", *["TEXT_MESSAGE_CONTENT"] * 2, "RUN_ERROR"],
    ),
    "events of a plugin": (
        "events",
        "hi",
        ["RUN_STARTED", "STEP_STARTED", "CUSTOM", "STATE_SNAPSHOT", "STEP_FINISHED", "RUN_FINISHED"],
    ),
    "missing arguments": ("withargs", "hi", ["RUN_STARTED", "RUN_ERROR"]),
}


def events(user: httpx.Client, text: str, agent: str = "default", **more: Any) -> list[dict[str, Any]]:
    """The events of a run."""
    with user.stream("POST", f"/agents/{agent}/message", json=asked(text, **{"stream": True, **more})) as answer:
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "text/event-stream; charset=utf-8"
        lines = [line for line in answer.iter_lines() if line]
    assert all(line.startswith("data: ") and line.isascii() for line in lines)
    return [json.loads(line[6:]) for line in lines]


@pytest.mark.parametrize("name", SEQUENCES)
def test_a_run_has_its_events_in_order(name: str, server: Server) -> None:
    agent, text, kinds = SEQUENCES[name]
    assert [one["type"] for one in events(server.user(), text, agent)] == kinds


def test_each_event_has_another_id_and_the_run_one(server: Server) -> None:
    told = events(server.user(), "one two three")
    ids = [one["message_id"] for one in told if "message_id" in one]
    assert len(set(ids)) == len(ids) == 6
    assert told[0]["run_id"] == told[-1]["run_id"]
    assert all(one["raw_event"] is None for one in told)
    assert [one["thread_id"] for one in (told[0], told[-1])] == ["_", "_"]


def test_the_text_of_the_events_is_that_of_the_result(server: Server) -> None:
    told = events(server.user(), "perché 日本 🐱")
    assert "".join(one.get("delta", "") for one in told) == "Echo: perché 日本 🐱"
    (message,) = told[-1]["result"]["messages"]
    assert message["text"] == message["content"][0]["text"] == "Echo: perché 日本 🐱"
    assert {"meta", "_meta"} & set(message["content"][0]) == {"meta"}


def test_the_arguments_of_a_tool_are_python_in_the_event_and_json_beside_it(server: Server) -> None:
    told = {one["type"]: one for one in events(server.user(), '/tool add {"a": 2, "b": 40}', "probe")}
    assert told["TOOL_CALL_ARGS"]["delta"] == "{'a': 2, 'b': 40}"
    assert told["TOOL_CALL_ARGS"]["raw_event"]["args"] == {"a": 2, "b": 40}
    assert told["TOOL_CALL_RESULT"]["content"] == "42"
    assert [one["role"] for one in told["RUN_FINISHED"]["result"]["messages"]] == ["assistant", "tool", "assistant"]


def test_the_words_of_an_error_come_in_the_stream_only(server: Server) -> None:
    user = server.user()
    assert events(user, "/error-mid kaboom")[-1]["message"] == "kaboom"
    assert user.post("/agents/default/message", json=asked("/error kaboom")).text == "Internal Server Error"


def test_a_tool_that_fails_says_so_and_the_run_goes_on(server: Server) -> None:
    told = events(server.user(), "/tool fail {}", "probe")
    assert told[-1]["result"]["messages"][-1]["text"] == "Tool said: Error: tool exploded"


@pytest.mark.parametrize("streamed", [True, False])
def test_a_history_goes_back_as_it_came(streamed: bool, server: Server) -> None:
    user, sent = server.user(), asked('/tool add {"a": 2, "b": 40}')
    if streamed:
        added = events(user, '/tool add {"a": 2, "b": 40}', "probe")[-1]["result"]["messages"]
    else:
        added = user.post("/agents/probe/message", json=sent).json()["messages"]
    history = [*sent["messages"], *added, *asked("/history")["messages"]]
    answer = user.post("/agents/probe/message", json={"messages": history, "stream": False}).json()
    told = json.loads(answer["messages"][0]["text"].partition("system='You are a probe.' ")[2])
    assert [role for role, _ in told] == ["user", "assistant", "tool", "assistant", "user"]
    assert told[2:4] == [["tool", "42"], ["assistant", "Tool said: 42"]]


def test_events_are_the_default_and_no_messages_are_the_prompt(server: Server) -> None:
    with server.user().stream("POST", "/agents/default/message", json={}) as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        told = [json.loads(line[6:]) for line in answer.iter_lines() if line]
    said = told[-1]["result"]["messages"][0]["text"]
    assert said.startswith("Echo: You are an Agent in the Cheshire Cat AI fleet.")
    assert "".join(one.get("delta", "") for one in told) == said


def test_a_link_cuts_a_stream_or_comes_through_and_always_does_without(server: Server) -> None:
    user = server.user()
    block = user.post("/agents/link/message", json=asked()).json()["messages"][0]["content"][0]
    assert (block["type"], block["uri"]) == ("resource_link", "https://example.org/doc.pdf")
    kinds: list[str] = []
    with contextlib.suppress(httpx.RemoteProtocolError):
        kinds = [one["type"] for one in events(user, "hi", "link")]
    assert kinds in ([], ["RUN_STARTED", "RUN_FINISHED"])  # by the libraries of the server (CONTRACT §0.9)


@pytest.mark.parametrize(
    "block",
    [
        {"type": "image", "data": "aGk=", "mimeType": "image/png"},
        {"type": "audio", "data": "aGk=", "mimeType": "audio/wav"},
        {"type": "resource_link", "name": "doc", "uri": "https://example.org/doc.pdf"},
        {"type": "resource", "resource": {"uri": "file:///a.txt", "text": "hi", "mimeType": "text/plain"}},
        {"text": "no type"},
    ],
    ids=lambda block: str(block.get("type")),
)
def test_a_message_may_have_any_block(block: dict[str, Any], server: Server) -> None:
    content = [{"type": "text", "text": "look"}, block]
    sent = {"messages": [{"role": "user", "content": content}], "stream": False}
    answer = server.user().post("/agents/default/message", json=sent)
    assert answer.status_code == 200, answer.text
    assert answer.json()["messages"][0]["text"].startswith("Echo: look")


def test_two_runs_do_not_wait_for_each_other(server: Server) -> None:
    user = server.user()
    with user.stream("POST", "/agents/default/message", json=asked("/slow 0.2 50", stream=True)) as slow:
        next(slow.iter_lines())
        assert events(user, "hi")[-1]["type"] == "RUN_FINISHED"


def test_a_run_ends_when_its_client_leaves(server: Server) -> None:
    """An embedded server says so; of a given one, only that it goes on."""
    user = server.user()
    with user.stream("POST", "/agents/default/message", json=asked("/slow 0.1 600", stream=True)) as answer:
        lines = answer.iter_lines()
        while "TEXT_MESSAGE_CONTENT" not in next(lines):
            pass
    if server.embedded is not None:
        embedded = server.embedded
        assert embedded.wait_for(lambda: embedded.runs[-1].state == "cancelled")
        assert len(embedded.runs[-1].pieces) < 600
    assert user.get("/me").status_code == 200


def test_after_a_plain_500_the_connection_is_closed_unsaid(server: Server) -> None:
    connection = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=10)
    with contextlib.closing(connection):
        headers = {"Authorization": f"Bearer {server.token()}", "Content-Type": "application/json"}
        connection.request("POST", "/agents/default/message", json.dumps(asked("/error boom")), headers)
        refused = connection.getresponse()
        assert (refused.status, refused.read()) == (500, b"Internal Server Error")
        assert refused.getheader("connection") is None
        with contextlib.suppress(ConnectionResetError):
            assert connection.sock.recv(1) == b""
