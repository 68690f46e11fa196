"""A stream that does not come to its end raises, and tells what had come (CONTRACT §6.5)."""

from __future__ import annotations

import pickle
from typing import Any

import pytest

from chatroutes import ChatRoutesError, NetworkError, NetworkTimeoutError
from chatroutes.testing import EmbeddedChatRoutes, faults

from .kinds import KEY, Kind

HELLO = {"content": "Hello there"}
A = {"type": "content", "content": "a"}


def failing(kind: Kind, service: EmbeddedChatRoutes, way: str, **options: Any) -> ChatRoutesError:
    """The error of a stream, read in one way."""
    client = kind.client(service, **options)
    ends: list[Any] = []

    def read() -> None:
        if way == "callbacks":
            kind.run(client.messages.stream("conv_123", HELLO, lambda _: None, ends.append))
        else:
            with kind.opened(client.messages.stream("conv_123", HELLO)) as stream:
                kind.every(stream.text if way == "text" else stream)

    with pytest.raises(ChatRoutesError) as caught:
        read()
    assert ends == []
    error = caught.value
    assert (error.__cause__, error.__context__) == (None, None)
    assert vars(pickle.loads(pickle.dumps(error))) == vars(error)
    assert service.wait_for(lambda: service.open_streams == 0, 5)
    return error


WAYS = ["callbacks", "text", "chunks"]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("dialect", ["early", "modern"])
@pytest.mark.parametrize("then", ["break", "end", "stall", "error", "error_event"])
def test_a_stream_without_its_end_raises_with_what_had_come(kind: Kind, dialect: Any, then: Any, way: str) -> None:
    with EmbeddedChatRoutes(dialect=dialect, api_key=KEY) as service:
        service.enqueue(faults.Interrupted(2, then, "Quota exceeded"))
        error = failing(kind, service, way, **({"timeout": 0.2} if then == "stall" else {}))
        assert error.partial == "You said: "
        expected = {"stall": NetworkTimeoutError, "break": NetworkError, "end": NetworkError}.get(then, ChatRoutesError)
        assert type(error) is expected
        assert error.status_code == (200 if expected is ChatRoutesError else 0)
        if expected is ChatRoutesError:
            assert error.message == "Quota exceeded"
        assert len(service.requests) == 1


@pytest.mark.parametrize(
    ("last", "words", "code"),
    [
        ({"type": "error", "error": {"message": "inner", "code": "C"}}, "inner", "C"),
        ({"error": "bare"}, "bare", "bare"),
        ({"success": False, "message": "nope"}, "nope", None),
        (b"event: error\ndata: in words\n\n", "in words", None),
        (b"data: no JSON\n\n", "An event of the stream has no JSON object but 'no JSON'", None),
        (b"data: [1]\n\n", "An event of the stream has no JSON object but '[1]'", None),
        (b"data: " + b"[" * 100_000 + b"\n\n", "An event of the stream has no JSON object", None),
    ],
)
def test_an_event_may_be_an_error(
    kind: Kind, service: EmbeddedChatRoutes, last: Any, words: str, code: str | None
) -> None:
    service.enqueue(faults.Events([A, last], "stall"))
    error = failing(kind, service, "callbacks")
    assert error.message.startswith(words)
    assert (type(error), error.status_code, error.code, error.partial) == (ChatRoutesError, 200, code, "a")


@pytest.mark.parametrize(
    ("answer", "words", "code"),
    [
        (faults.html(), "The answer is no stream of events: it is text/html; charset=utf-8", None),
        (
            faults.Answer(200, {"success": True, "data": {}}),
            "The answer is no stream of events: it is application/json; charset=utf-8",
            None,
        ),
        (faults.unsuccessful("nope"), "nope", None),
        (faults.Answer(200, {"success": False, "message": "m" * 5_000, "code": "C"}), "m" * 5_000, "C"),
        (faults.Answer(204), "The answer is no stream of events", None),
    ],
)
def test_an_answer_that_is_no_stream_is_an_error(
    kind: Kind, service: EmbeddedChatRoutes, answer: Any, words: str, code: str | None
) -> None:
    service.enqueue(answer)
    error = failing(kind, service, "callbacks")
    assert error.message.startswith(words)
    assert (type(error), error.status_code, error.code) == (ChatRoutesError, answer.status, code)


def test_an_event_without_end_is_refused(kind: Kind, service: EmbeddedChatRoutes) -> None:
    service.enqueue(faults.Events([A, b"data: ", *[b"x" * 1_000] * 100], "stall"))
    error = failing(kind, service, "callbacks", max_body=10_000)
    assert "max_body" in error.message
    assert (type(error), error.status_code, error.partial) == (ChatRoutesError, 200, "a")


def test_a_whole_stream_may_be_longer_than_an_event_may_be(kind: Kind, service: EmbeddedChatRoutes) -> None:
    service.enqueue(faults.Events([{"type": "content", "content": "x" * 500}] * 50 + [{"type": "complete"}]))
    stream = kind.client(service, max_body=1_000).messages.stream("conv_123", HELLO)
    assert len("".join(kind.every(stream.text))) == 25_000


@pytest.mark.parametrize("then", ["break", "end"])
def test_a_break_after_the_sign_of_the_end_breaks_nothing(kind: Kind, service: EmbeddedChatRoutes, then: Any) -> None:
    service.enqueue(faults.Events([A, {"type": "complete", "message": {"id": "m", "content": "a"}}], then))
    ends: list[Any] = []
    kind.run(kind.client(service).messages.stream("conv_123", HELLO, lambda _: None, ends.append))
    assert ends == [{"id": "m", "content": "a"}]


def test_silence_is_limited_and_a_long_answer_is_not(kind: Kind, service: EmbeddedChatRoutes) -> None:
    service.enqueue(faults.Events([A] * 12 + [{"type": "complete"}], pause=0.1))
    stream = kind.client(service, timeout=1, total_timeout=1).messages.stream("conv_123", HELLO)
    assert len(kind.every(stream)) == 13
