"""What goes wrong becomes one of our errors, with the facts, and with nothing of the libraries below (CONTRACT §5)."""

from __future__ import annotations

import pickle
import socket
import threading
import traceback
from typing import Any

import pytest

import chatroutes
from chatroutes import ChatRoutesError, InvalidArgumentError, NetworkError, NetworkTimeoutError, RateLimitError
from chatroutes.testing import EmbeddedChatRoutes, faults

from .kinds import KEY, Kind


def failing(kind: Kind, call: Any, *arguments: Any) -> ChatRoutesError:
    """The error of a call, which pickles, and whose chain and traceback show ours alone."""
    with pytest.raises(ChatRoutesError) as caught:
        kind.run(call(*arguments))
    error = caught.value
    assert error.__cause__ is None
    assert error.__context__ is None
    again = pickle.loads(pickle.dumps(error))
    assert (type(again), str(again), vars(again)) == (type(error), str(error), vars(error))
    shown = "".join(traceback.format_exception(error))
    assert "httpx." not in shown
    assert "httpcore." not in shown
    assert "Failure" not in shown
    return error


STATUSES = {
    400: "ValidationError",
    401: "AuthenticationError",
    402: "ChatRoutesError",
    403: "PermissionDeniedError",
    404: "NotFoundError",
    409: "ConflictError",
    422: "ValidationError",
    429: "RateLimitError",
    500: "ServerError",
    502: "ServerError",
    529: "ServerError",
}


def test_each_status_has_its_class_and_its_facts(kind: Kind, service: EmbeddedChatRoutes) -> None:
    client = kind.client(service, retry_attempts=0)
    for status, name in STATUSES.items():
        told = {"x-request-id": f"id-{status}"}
        service.enqueue(faults.error(status, "Said so", code="MINE", details=[{"a": 1}], headers=told), times=2)
        plain = failing(kind, client.conversations.get, "conv_123")
        streamed = failing(kind, client.messages.stream, "conv_123", {"content": "x"}, print)
        for error in (plain, streamed):
            assert type(error) is getattr(chatroutes, name)
            facts = (error.message, str(error), error.status_code, error.code, error.details, error.request_id)
            assert facts == ("Said so", "Said so", status, "MINE", [{"a": 1}], f"id-{status}")
    service.enqueue(faults.Answer(404, {"error": {"message": "inner", "code": "C"}}))
    error = failing(kind, client.conversations.get, "conv_123")
    assert (error.message, error.code) == ("inner", "C")


def test_the_servers_own_refusals_are_told(kind: Kind, service: EmbeddedChatRoutes) -> None:
    client = kind.client(service)
    assert failing(kind, client.conversations.get, "none").message == "Conversation not found"
    refused = failing(kind, client.conversations.create, {})
    assert (refused.status_code, refused.details) == (400, [{"field": "title", "message": "is required"}])
    assert refused.request_id == "req_2"
    stranger = kind.client(service, api_key="another")
    assert failing(kind, stranger.conversations.list).status_code == 401


@pytest.mark.parametrize("told", ["body", "header", "both", "nowhere"])
def test_a_limit_says_how_long_to_wait(kind: Kind, service: EmbeddedChatRoutes, told: Any) -> None:
    service.enqueue(faults.rate_limited(2.5, told=told))
    error = failing(kind, kind.client(service, retry_attempts=0).conversations.list)
    assert isinstance(error, RateLimitError)
    assert error.retry_after == (None if told == "nowhere" else 2.5)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (faults.unsuccessful("nope"), "nope"),
        (faults.html(), "Invalid JSON response"),
        (faults.Answer(200, [1]), "The answer has no conversation: it is list as JSON"),
        (faults.Answer(200, b"\xff"), "Invalid JSON response"),
        (faults.Answer(200, "[" * 100_000), "Invalid JSON response"),
        (faults.Answer(200, {"success": True}), "The answer has no conversation: it is an object with ['success']"),
        (faults.Answer(204), "Invalid JSON response"),
    ],
)
def test_a_success_without_a_result_is_an_error(
    kind: Kind, service: EmbeddedChatRoutes, answer: Any, words: str
) -> None:
    service.enqueue(answer)
    error = failing(kind, kind.client(service).conversations.get, "conv_123")
    assert (type(error), error.message, error.status_code) == (ChatRoutesError, words, answer.status)
    assert len(service.requests) == 1


def test_details_may_be_nested_as_deep_as_they_come(kind: Kind, service: EmbeddedChatRoutes) -> None:
    deep = '{"success": false, "message": "deep", "details": ' + "[" * 900 + "]" * 900 + "}"
    service.enqueue(faults.Answer(200, deep))
    assert failing_plainly(kind, kind.client(service).conversations.get, "conv_123").message == "deep"


def failing_plainly(kind: Kind, call: Any, *arguments: Any) -> ChatRoutesError:
    with pytest.raises(ChatRoutesError) as caught:
        kind.run(call(*arguments))
    return caught.value


def test_nobody_there_is_a_network_error(kind: Kind) -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        client = kind.client(f"http://127.0.0.1:{held.getsockname()[1]}")
        error = failing(kind, client.messages.send, "c", {"content": "x"})
        streamed = failing(kind, client.messages.stream, "c", {"content": "x"}, print)
    assert (type(error), error.status_code, error.code) == (NetworkError, 0, "NETWORK_ERROR")
    assert error.details == {"error": error.message, "attempts": 4}  # nothing was sent, so it may be tried again
    assert type(streamed) is NetworkError


def test_no_answer_in_time_is_a_timeout(kind: Kind, service: EmbeddedChatRoutes) -> None:
    service.enqueue(faults.Delay(60), times=2)
    client = kind.client(service, timeout=0.1, retry_attempts=0)
    for error in (
        failing(kind, client.conversations.list),
        failing(kind, client.messages.stream, "conv_123", {"content": "x"}, print),
    ):
        assert type(error) is NetworkTimeoutError
        assert isinstance(error, TimeoutError)
        assert error.status_code == 0


def test_a_lost_answer_is_a_network_error(kind: Kind, service: EmbeddedChatRoutes) -> None:
    service.enqueue(faults.Hangup(performed=True))
    assert type(failing(kind, kind.client(service).messages.send, "conv_123", {"content": "x"})) is NetworkError
    assert len(service.requests) == 1


def test_what_cannot_be_sent_is_not(kind: Kind, service: EmbeddedChatRoutes) -> None:
    client = kind.client(service)
    for id in ("..", ".", "", "a/../b", "a\nb", None, 1.5, True):
        for call, arguments in (
            (client.conversations.delete, (id,)),
            (client.branches.delete, ("conv_123", id)),
            (client.messages.stream, (id, {"content": "x"}, print)),
        ):
            error = failing(kind, call, *arguments)
            assert isinstance(error, InvalidArgumentError)
            assert isinstance(error, ValueError)
            assert (error.status_code, error.code) == (0, "INVALID_ARGUMENT")
    for call, arguments in (
        (client.conversations.create, (None,)),
        (client.conversations.create, ([("title", "x")],)),
        (client.conversations.create, ({"title": object()},)),
        (client.conversations.create, ({"title": float("nan")},)),
        (client.conversations.list, (3,)),
        (client.conversations.list, ({"page": [1]},)),
        (client.messages.send, ("conv_123", "Hello")),
        (client.messages.stream, ("conv_123", "Hello", print)),
    ):
        assert isinstance(failing(kind, call, *arguments), InvalidArgumentError)
    assert service.requests == []


@pytest.mark.parametrize(
    "options",
    [
        {"api_key": ""},
        {"api_key": " key"},
        {"api_key": "k\u00e9y"},
        {"api_key": None},
        {"retry_attempts": -1},
        {"retry_attempts": 1.5},
        {"retry_delay": -1},
        {"retry_delay": float("nan")},
        {"timeout": 0},
        {"timeout": None},
        {"total_timeout": 0},
        {"max_body": 0},
        {"base_url": "api.chatroutes.com"},
        {"base_url": "ftp://api.chatroutes.com"},
        {"base_url": ""},
        {"autobranch_base_url": "nowhere"},
        {"proxy": "proxy"},
        {"verify": 3},
    ],
    ids=str,
)
def test_a_client_that_cannot_work_is_not_made(kind: Kind, options: dict[str, Any]) -> None:
    with pytest.raises(InvalidArgumentError) as caught:
        kind.client("http://127.0.0.1:1", **options)
    assert caught.value.__context__ is None
    [name] = options
    assert name in str(caught.value)
    if name in ("timeout", "total_timeout", "retry_attempts", "retry_delay") and options[name] is not None:
        with pytest.raises(InvalidArgumentError, match=name):
            kind.client("http://127.0.0.1:1").with_options(**options)


def test_a_client_may_be_closed_while_it_waits(service: EmbeddedChatRoutes) -> None:
    service.enqueue(faults.Delay(60))
    with chatroutes.ChatRoutes(KEY, service.url) as client:
        caught: list[BaseException] = []

        def call() -> None:
            try:
                client.conversations.list()
            except ChatRoutesError as error:
                caught.append(error)

        thread = threading.Thread(target=call)
        thread.start()
        assert service.wait_for(lambda: service.requests, 20)
        client.close()
        thread.join(20)
        assert not thread.is_alive()
        assert type(caught[0]) is NetworkError
        assert client.conversations.list()["total"] == 1
