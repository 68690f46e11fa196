"""What is sent again, how often, after which wait, and within which time (CONTRACT §7)."""

from __future__ import annotations

import logging
import re
from typing import Any

import pytest

from chatroutes import ChatRoutesError, RateLimitError, ServerError
from chatroutes.testing import EmbeddedChatRoutes, faults

from .kinds import Kind

SENT_TWICE: dict[str, tuple[Any, ...]] = {
    "conversations.list": (),
    "conversations.get": ("conv_123",),
    "conversations.update": ("conv_123", {"title": "T"}),
    "conversations.get_tree": ("conv_123",),
    "messages.list": ("conv_123",),
    "branches.list": ("conv_123",),
    "branches.update": ("conv_123", "b", {"title": "T"}),
    "branches.get_messages": ("conv_123", "b"),
    "checkpoints.list": ("conv_123",),
    "autobranch.suggest_branches": ("Either, or",),
    "autobranch.health": (),
}
SENT_ONCE: dict[str, tuple[Any, ...]] = {
    "conversations.create": ({"title": "T"},),
    "messages.send": ("conv_123", {"content": "x"}),
    "branches.create": ("conv_123", {"title": "T"}),
    "branches.fork": ("conv_123", {"title": "T"}),
    "branches.merge": ("conv_123", "b"),
    "branches.send_message": ("conv_123", "b", {"content": "x"}),
    "messages.update": ("msg_456", "x"),
    "messages.delete": ("msg_456",),
    "branches.delete": ("conv_123", "b"),
    "conversations.delete": ("conv_123",),
    "checkpoints.delete": ("c",),
    "checkpoints.recreate": ("c",),
    "checkpoints.create": ("conv_123", "b", "msg_456"),
    "messages.stream": ("conv_123", {"content": "x"}, print),
}
MESSAGES = ("messages.send", "branches.send_message")


def times_sent(kind: Kind, service: EmbeddedChatRoutes, client: Any, name: str, fault: Any) -> int:
    """How many requests a call makes that fails for ever."""
    resource, method = name.split(".")
    service.reset()
    service.enqueue(fault, times=10)
    before = len(service.requests)
    with pytest.raises(ChatRoutesError):
        kind.run(getattr(getattr(client, resource), method)(*{**SENT_TWICE, **SENT_ONCE}[name]))
    return len(service.requests) - before


@pytest.mark.parametrize("fault", [faults.error(503, "no"), faults.Hangup()], ids=["503", "hangup"])
def test_what_may_be_repeated_is_and_nothing_else(kind: Kind, service: EmbeddedChatRoutes, fault: Any) -> None:
    client = kind.client(service, retry_attempts=2)
    sent = {name: times_sent(kind, service, client, name, fault) for name in (*SENT_TWICE, *SENT_ONCE)}
    assert sent == {**dict.fromkeys(SENT_TWICE, 3), **dict.fromkeys(SENT_ONCE, 1)}
    willing = client.with_options(retry_messages=True)
    assert [times_sent(kind, service, willing, name, fault) for name in (*MESSAGES, "messages.stream")] == [3, 3, 1]
    never = client.with_options(retry_attempts=0)
    assert times_sent(kind, service, never, "conversations.list", fault) == 1


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 422])
def test_a_refusal_is_not_repeated(kind: Kind, service: EmbeddedChatRoutes, status: int) -> None:
    client = kind.client(service)
    assert times_sent(kind, service, client, "conversations.list", faults.error(status, "no")) == 1


def waits(caplog: pytest.LogCaptureFixture) -> list[float]:
    """The seconds between attempts, as they were logged."""
    return [float(found[1]) for each in caplog.messages if (found := re.search(r"trying again in ([\d.]+) s", each))]


def test_waits_grow_and_have_jitter(
    kind: Kind, service: EmbeddedChatRoutes, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    bounds: list[tuple[float, float]] = []

    def least(low: float, high: float) -> float:
        bounds.append((low, high))
        return low

    monkeypatch.setattr("openapi_facade.transport.retry.random.uniform", least)
    service.enqueue(faults.error(500, "no"), times=8)
    # of a view, whose options count
    view = kind.client(service, retry_delay=7).with_options(retry_attempts=7, timeout=60, retry_delay=1)
    with caplog.at_level(logging.WARNING, "chatroutes"), pytest.raises(ServerError):
        kind.run(view.conversations.list())
    assert bounds == [(0, 1), (0, 2), (0, 4), (0, 8), (0, 16), (0, 30), (0, 30)]
    assert waits(caplog) == [0] * 7


@pytest.mark.parametrize("told", ["body", "header", "both"])
def test_a_limit_is_waited_out_where_it_is_told(
    kind: Kind, service: EmbeddedChatRoutes, caplog: pytest.LogCaptureFixture, told: Any
) -> None:
    service.enqueue(faults.rate_limited(0.05, told=told))
    with caplog.at_level(logging.WARNING, "chatroutes"):
        assert kind.run(kind.client(service).conversations.list())["total"] == 1
    assert waits(caplog) == [0.05]


def test_the_body_tells_the_wait_before_the_header(
    kind: Kind, service: EmbeddedChatRoutes, caplog: pytest.LogCaptureFixture
) -> None:
    body = {"success": False, "error": "Too many requests", "retryAfter": 0.05}
    service.enqueue(faults.Answer(429, body, {"retry-after": "3600"}))
    with caplog.at_level(logging.WARNING, "chatroutes"):
        kind.run(kind.client(service).conversations.list())
    assert waits(caplog) == [0.05]


@pytest.mark.parametrize("fault", [faults.rate_limited(told="nowhere"), faults.quota_exceeded()])
def test_a_limit_without_a_wait_is_not_repeated(kind: Kind, service: EmbeddedChatRoutes, fault: Any) -> None:
    assert times_sent(kind, service, kind.client(service), "conversations.list", fault) == 1


def test_a_limit_that_outlasts_the_total_time_is_not_waited_out(kind: Kind, service: EmbeddedChatRoutes) -> None:
    service.enqueue(faults.rate_limited(81), faults.rate_limited(79), times=1)
    with pytest.raises(RateLimitError) as caught:
        kind.run(kind.client(service, timeout=20).conversations.list())  # four attempts of 20 s
    assert caught.value.retry_after == 81
    with pytest.raises(RateLimitError) as caught:
        kind.run(kind.client(service, timeout=20, total_timeout=60).conversations.list())
    assert caught.value.retry_after == 79
    assert len(service.requests) == 2


def test_a_limit_does_not_send_a_message_twice(kind: Kind, service: EmbeddedChatRoutes) -> None:
    client = kind.client(service)
    assert times_sent(kind, service, client, "messages.send", faults.rate_limited(0.01)) == 1


def test_all_attempts_together_end_in_time(kind: Kind, service: EmbeddedChatRoutes) -> None:
    service.enqueue(faults.Delay(60), times=4)
    client = kind.client(service, timeout=0.2, total_timeout=0.3)
    with pytest.raises(ChatRoutesError) as caught:
        kind.run(client.conversations.list())
    assert caught.value.status_code == 0
    assert len(service.requests) < 4
