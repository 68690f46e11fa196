"""The recorded calls of the published SDK give here what they gave there, or what the contract calls right.

`tests/data/recorded_calls.jsonl` has what SDK 0.1.0, 0.1.4 and 0.2.6 sent to a scripted server on loopback, what that
answered, and what their callers got; versions that agree share a line. `RIGHT` tells where the SDK was wrong, with the
section of docs/contract.md that says so; everything else must be as it was recorded.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote

import pytest

import chatroutes
from chatroutes import AsyncChatRoutes, ChatRoutes
from chatroutes.testing import EmbeddedChatRoutes, faults

RECORDED = [
    json.loads(line)
    for line in (Path(__file__).parents[1] / "data" / "recorded_calls.jsonl").read_text("utf-8").splitlines()
]
SCALE = 0.02
"""Of the seconds that a recorded server told its clients to wait, so many pass here."""
OPTIONS: dict[str, Any] = {"retry_delay": 0.02, "total_timeout": 5}
"""As the SDK was called; within the total time no limit of the recordings can be waited out."""

CALLS: dict[str, Callable[[Any], Any]] = {
    "conversations.create-empty": lambda client: client.conversations.create({}),
    "conversations.get": lambda client: client.conversations.get("conv_1"),
    "conversations.update": lambda client: client.conversations.update("conv_1", {"title": "N"}),
    "messages.list": lambda client: client.messages.list("conv_1"),
    "messages.list-branch": lambda client: client.messages.list("conv_1", "br_1"),
    "messages.update": lambda client: client.messages.update("msg_1", "new"),
    "branches.list": lambda client: client.branches.list("conv_1"),
    "branches.delete": lambda client: client.branches.delete("conv_1", "br_1"),
    "checkpoints.create": lambda client: client.checkpoints.create("conv_1", "br_1", "msg_1"),
    "autobranch.analyze_text": lambda client: client.autobranch.analyze_text("text"),
    "id-with-space": lambda client: client.conversations.get("a b/c"),
    "500-on-POST-is-repeated": lambda client: client.messages.send("conv_1", {"content": "hi"}),
    "POST-dropped-is-repeated": lambda client: client.messages.send("conv_1", {"content": "hi"}),
}
"""What a label stands for; one of a stream is a stream of `q`, any other asks for `conv_1`."""


class Seen(NamedTuple):
    """What became of a call."""

    requests: list[dict[str, Any]]
    returned: Any = None
    error: chatroutes.ChatRoutesError | None = None
    chunks: list[Any] | None = None
    """What was passed to `on_chunk`; None for a call that is no stream."""
    completions: list[Any] | None = None


class Right(NamedTuple):
    """What a call gives here, where the SDK gave something else; None: as recorded."""

    section: str
    requests: list[dict[str, Any]] | int | None = None
    """A number: so many of those that were recorded."""
    raised: str | None = None
    says: dict[str, Any] | None = None
    """Attributes of the error."""
    chunks: list[Any] | None = None
    completions: list[Any] | None = None


def said(text: str, **more: Any) -> list[Any]:
    """The one completion of a stream that told its text piece by piece."""
    return [{"conversationId": "conv_1", "role": "assistant", "content": text, **more}]


HE = said("He", metadata={"model": "gpt-5"})
RIGHT = {
    "conversations.create-empty": Right("§2", [{"method": "POST", "path": "/api/v1/conversations", "body": {}}]),
    "success-false": Right("§4.1", raised="ChatRoutesError", says={"message": "nope", "status_code": 200}),
    "422": Right("§5", raised="ValidationError", says={"message": "bad", "status_code": 422, "details": [1]}),
    "429-header-only": Right("§5.3", says={"message": "slow", "status_code": 429, "retry_after": 7}),
    "500-on-POST-is-repeated": Right("§7", 1),
    "POST-dropped-is-repeated": Right("§7", 1),
    "stream-openai-usage-after-finish": Right(
        "§6", completions=said("He", metadata={"model": "m", "finishReason": "stop"})
    ),
    "stream-type-shape-no-DONE": Right("§6", completions=[{"id": "msg_9", "content": "Hello", "role": "assistant"}]),
    "stream-multi-line-data": Right("§6", chunks=[{"type": "content", "content": "He"}], completions=said("He")),
    "stream-error-event": Right("§6", chunks=[], raised="ChatRoutesError", says={"message": "quota", "partial": ""}),
    "stream-type-error": Right("§6", chunks=[], raised="ChatRoutesError", says={"message": "limit", "partial": ""}),
    "stream-comment-and-other-fields": Right("§6", completions=HE),
    "stream-crlf": Right("§6", completions=HE),
    "stream-u2028-inside-json": Right("§6", completions=said("a\u2028b", metadata={"model": "gpt-5"})),
    "stream-data-after-DONE": Right("§6", completions=HE),
}
ATTRIBUTES = {"message", "status_code", "code", "details", "retry_after"}


@pytest.fixture(scope="module")
def server() -> Iterator[EmbeddedChatRoutes]:
    """One for all calls, of which each brings its answers."""
    with EmbeddedChatRoutes() as server:
        yield server


@pytest.mark.parametrize("kind", ["sync", "async"])
@pytest.mark.parametrize("recorded", RECORDED, ids=lambda one: f"{one['label']}, {' '.join(one['sdk'])}")
def test_a_recorded_call_gives_what_the_contract_calls_right(
    recorded: dict[str, Any], kind: str, server: EmbeddedChatRoutes
) -> None:
    server.reset()
    answers = [scripted(each) for each in recorded["answers"]]
    server.enqueue(*answers, *answers[-1:] * (len(recorded["requests"]) - len(answers)))
    seen = played(recorded["label"], kind, server)
    right = RIGHT.get(recorded["label"], Right("as recorded"))
    result = recorded["result"]
    told = result.get("returned")

    expected = recorded["requests"] if right.requests is None else right.requests
    expected = recorded["requests"][:expected] if isinstance(expected, int) else expected
    # The server tells paths as they are without quoting; tests/compat shows what an unquoted id does.
    assert seen.requests == [{**each, "path": unquote(each["path"])} for each in expected]
    if seen.chunks is not None:
        assert seen.chunks == (told["on_chunk"] if right.chunks is None else right.chunks)
        assert seen.completions == (told["on_complete"] if right.completions is None else right.completions)
        result = {"returned": None} if told["exception"] is None else {"raised": told["exception"].partition(":")[0]}
        came = "".join(each.get("content", "") for each in seen.chunks)
        assert seen.error is None or (seen.error.partial or "") == came
    raised = right.raised or result.get("raised")
    if raised is None:
        assert seen.error is None, seen.error
        assert seen.returned == result["returned"]
    else:
        attributes = right.says or {
            name: value for name, value in result.get("attributes", {}).items() if name in ATTRIBUTES
        }
        if raised.endswith("NetworkError"):  # its words are those of the library below
            attributes = {"status_code": 0, "code": "NETWORK_ERROR"}
        assert seen.error is not None
        assert type(seen.error).__name__ == raised.rpartition(".")[2]
        assert {name: getattr(seen.error, name) for name in attributes} == attributes


def test_every_difference_is_one_of_a_recorded_call() -> None:
    assert RIGHT.keys() | CALLS.keys() <= {one["label"] for one in RECORDED}
    contract = (Path(__file__).parents[2] / "docs" / "contract.md").read_text("utf-8")
    assert [right.section for right in RIGHT.values() if f" {right.section} " not in contract] == []


def scripted(answer: dict[str, Any]) -> faults.Fault:
    """A recorded answer, as the embedded server gives it."""
    if "drop" in answer:
        return faults.Hangup()
    if "sse" in answer:
        return faults.Events(answer["sse"], "end" if answer["terminated"] else "break", chunked=answer["chunked"])
    headers = dict(answer.get("headers", {}))
    if answer["status"] == 503:
        headers["Retry-After"] = f"{float(headers['Retry-After']) * SCALE}"
    if "content_type" in answer:
        headers["content-type"] = answer["content_type"]
    return faults.Answer(answer["status"], answer.get("json", answer.get("text")), headers)


def played(label: str, kind: str, server: EmbeddedChatRoutes) -> Seen:
    """Make a call, and see what becomes of it."""
    chunks: list[Any] = []
    completions: list[Any] = []
    streamed = label.startswith("stream-")

    def call(client: Any) -> Any:
        if streamed:
            data = {"content": "q", "model": "gpt-5"}
            return client.messages.stream("conv_1", data, chunks.append, completions.append)
        return CALLS.get(label, CALLS["conversations.get"])(client)

    async def called() -> Any:
        async with AsyncChatRoutes("test-key", server.url, **OPTIONS) as client:
            return await call(client)

    returned, error = None, None
    try:
        if kind == "async":
            returned = asyncio.run(called())
        else:
            with ChatRoutes("test-key", server.url, **OPTIONS) as client:
                returned = call(client)
    except chatroutes.ChatRoutesError as caught:
        error = caught
    requests = [
        {
            "method": each.method,
            "path": each.path + (f"?{each.query}" if each.query else ""),
            "body": json.loads(each.body) if each.body else None,
        }
        for each in server.requests
    ]
    return Seen(requests, returned, error, chunks if streamed else None, completions if streamed else None)
