"""The recorded sockets, played through the protocol: each request has the outcome that it had."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from thread_chat._protocol import QUIET, ChatProtocol, Say
from thread_chat._requests import History, Request, Turn
from thread_chat.errors import EmptyReply, InvalidArgumentError, TurnFailed
from thread_chat.messages import Reply

from .recordings import RECORDED
from .test_recorded_sockets import expanded

CASES = [
    record
    for record in RECORDED
    if record["kind"] == "ws" and any(frame["dir"] == "send" for frame in record["frames"])
]
BROKEN_OFF = {"server-sigterm-mid-turn", "client-close-mid-reply"}


@pytest.mark.parametrize("record", CASES, ids=lambda record: record["label"])
@pytest.mark.parametrize("barriers", [True, False])
def test_each_recorded_request_has_its_outcome(record: dict[str, Any], barriers: bool) -> None:
    protocol, now = ChatProtocol(barriers=barriers), 0.0
    protocol.opened(now)
    for sent, came in exchanges(record["frames"]):
        try:
            request = made(sent)
        except InvalidArgumentError:
            assert all(frame["type"] == "error" for frame in came), "the server refuses it, too"
            continue
        protocol.submit(request)
        step = protocol.step(request, now)
        assert isinstance(step, Say)
        protocol.begun(request, now)
        if barriers:
            protocol.barred(request)
        no_agent = {"agent_id": None} if isinstance(request, Turn) else {}
        assert json.loads(step.text) == {**no_agent, **sent, "thread_id": request.thread_id}
        for frame in came:
            take(protocol, json.dumps(frame), now)
        if record["label"] in BROKEN_OFF:
            protocol.ended()
            assert "may or may not have arrived" in str(request.outcome)
            assert getattr(request.outcome, "partial", "") == said(came)
            return
        if barriers:
            assert request.outcome is None
            assert step.barrier is not None
            kind = json.loads(step.barrier)["type"]
            take(protocol, json.dumps({"type": "error", "message": f"Unknown message type: {kind}"}), now)
        elif isinstance(request, Turn) and not came:
            assert protocol.due() > now + 1e9, "nothing ends it but its deadline"
            return
        else:
            now += QUIET
            protocol.tick(now)
        judged(request, came)
    assert protocol.drained


def exchanges(frames: list[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], list[dict[str, Any]]]]:
    """Give what was sent, and what came for it; what was sent to mark an end, and its answer, is left out."""
    for number, frame in enumerate(frames):
        request = sent_in(frame)
        if request is not None:
            yield request, [each["data"] for each in came_for(request, frames[number + 1 :])]


def came_for(request: dict[str, Any], frames: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Give the frames of a request, up to the end that a barrier marks, or the next request."""
    for frame in frames:
        another = sent_in(frame)
        if another is not None and (another["type"] == "history" or another["thread_id"] == request["thread_id"]):
            return
        if frame["dir"] == "recv":
            data = frame["data"]
            if "sentinel" in data.get("message", ""):
                return
            if data.get("thread_id") in (None, request.get("thread_id")):
                yield frame


def sent_in(frame: dict[str, Any]) -> dict[str, Any] | None:
    """The request that a client sent; None for anything else."""
    if frame["dir"] != "send":
        return None
    found: dict[str, Any] = json.loads(expanded(frame["data"]))
    return None if found["type"].startswith("sentinel") else found


def made(sent: dict[str, Any]) -> Request[Any]:
    """The request as this client makes it."""
    if sent["type"] == "history":
        return History(sent.get("thread_id", ""), deadline=1e12, timeout=1.0)
    return Turn(sent["thread_id"], sent["content"], sent.get("agent_id"), deadline=1e12, timeout=1.0)


def take(protocol: ChatProtocol, text: str, now: float) -> None:
    event = protocol.read(text)
    assert event is not None
    protocol.receive(event, now)


def said(came: list[dict[str, Any]]) -> str:
    """What a recorded reply has in it."""
    return "".join(frame["content"] for frame in came if frame["type"] == "token")


def judged(request: Request[Any], came: list[dict[str, Any]]) -> None:
    outcome = request.outcome
    if any(frame["type"] == "error" for frame in came):
        assert isinstance(outcome, TurnFailed)
        assert str(outcome) == came[0]["message"]
    elif isinstance(request, History):
        assert [(each.role, each.content) for each in outcome] == [(each["role"], each["content"]) for each in came]
        assert [each.raw for each in outcome] == came
        assert {each.agent_id for each in outcome} <= {None}
    elif not came:
        assert isinstance(outcome, EmptyReply)
    else:
        assert isinstance(outcome, Reply)
        assert outcome.content == said(came) == "DAOs are fine."
        assert list(outcome.raw) == came
