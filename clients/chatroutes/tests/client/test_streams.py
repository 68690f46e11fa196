"""Streams as callbacks and as an object: what comes of a good one, in both dialects (CONTRACT §6)."""

from __future__ import annotations

import asyncio
import gzip
import json
import sys
import threading
from typing import Any

import pytest

from chatroutes import AsyncChatRoutes, ChatRoutes, ChatRoutesError, InvalidArgumentError, NetworkError
from chatroutes.testing import EmbeddedChatRoutes, faults

from .kinds import KEY, PATIENCE, Kind

HELLO = {"content": "Hello there"}
SAID = "You said: Hello there"
COMPLETE = {"type": "complete", "message": {"id": "m", "content": "ab"}, "usage": {"totalTokens": 3}}


def content(text: str) -> dict[str, Any]:
    return {"type": "content", "content": text}


@pytest.fixture(params=["early", "modern"])
def either(request: pytest.FixtureRequest) -> Any:
    """A server of each dialect."""
    with EmbeddedChatRoutes(dialect=request.param, api_key=KEY) as server:
        yield server


def test_callbacks_hear_each_chunk_and_the_end_once(kind: Kind, either: EmbeddedChatRoutes) -> None:
    early: list[str] = []
    late: list[str] = []
    ends: list[Any] = []

    def on_chunk(chunk: Any) -> None:
        assert not ends
        if chunk["choices"][0]["delta"].get("content"):  # as programs for 0.1.0 do
            early.append(chunk["choices"][0]["delta"]["content"])
        if chunk.get("type") == "content" and chunk.get("content"):  # as those for 0.2.6
            late.append(chunk["content"])

    stream = kind.client(either).messages.stream
    assert kind.run(stream(conversation_id="conv_123", data=HELLO, on_chunk=on_chunk, on_complete=ends.append)) is None
    assert early == late == ["You ", "said: ", "Hello ", "there"]
    assert [(end["content"], end["assistantMessage"]["content"]) for end in ends] == [(SAID, SAID)]
    assert kind.run(stream("conv_123", HELLO, lambda chunk: None)) is None


def test_the_object_gives_texts_then_the_message(kind: Kind, either: EmbeddedChatRoutes) -> None:
    client = kind.client(either)
    with kind.opened(client.messages.stream("conv_123", HELLO)) as stream:
        with pytest.raises(InvalidArgumentError, match="read the stream to its end"):
            _ = stream.message
        assert kind.every(stream.text) == ["You ", "said: ", "Hello ", "there"]
        assert stream.message["content"] == SAID
    assert (stream.usage is None) == (
        either.conversation("conv_123")["messages"][-1]["metadata"].get("prompt_tokens") is None
    )
    assert kind.every(stream) == []
    with pytest.raises(InvalidArgumentError, match="the stream is closed"), kind.opened(stream):
        pass
    assert len(either.requests) == 1
    assert kind.run(client.conversations.list())["total"] == 1
    assert len({request.headers["host"] for request in either.requests}) == 1


def test_the_object_gives_chunks_without_a_block(kind: Kind, either: EmbeddedChatRoutes) -> None:
    stream = kind.client(either).messages.stream("conv_123", HELLO)
    assert either.requests == []  # nothing is sent before it is asked for
    chunks = kind.every(stream)
    assert "".join(chunk.get("content") or "" for chunk in chunks) == SAID
    assert chunks[-1]["type"] == "complete"
    assert stream.message["content"] == SAID


@pytest.mark.parametrize("way", ["break", "raise", "callback", "close", "last"])
def test_leaving_early_closes_the_connection_at_once(kind: Kind, service: EmbeddedChatRoutes, way: str) -> None:
    service.enqueue(faults.Events([content("a"), content("b")], "stall"))
    client = kind.client(service)
    if way == "callback":

        def on_chunk(chunk: Any) -> None:
            raise ZeroDivisionError(chunk["content"])

        with pytest.raises(ZeroDivisionError, match=r"^a$") as kept:  # with its frames, which nothing else ends
            kind.run(client.messages.stream("conv_123", HELLO, on_chunk))
    elif way == "raise":
        with pytest.raises(AssertionError), kind.opened(client.messages.stream("conv_123", HELLO)) as stream:
            assert kind.next(stream) == {}
    else:
        with kind.opened(client.messages.stream("conv_123", HELLO)) as stream:
            assert kind.next(stream.text) == "a"
            assert service.open_streams == 1
            if way == "close":
                kind.close(stream)
                assert service.wait_for(lambda: service.open_streams == 0, PATIENCE)
                assert kind.every(stream) == []
            if way == "last":
                assert kind.next(stream)["content"] == "b"
        with pytest.raises(InvalidArgumentError):
            _ = stream.message
    assert service.wait_for(lambda: service.open_streams == 0, PATIENCE)
    assert kind.run(client.conversations.list())["total"] == 1
    if way == "callback":
        assert kept.traceback


MINE = [json.JSONDecodeError("mine", "", 0), NetworkError("mine")]


@pytest.mark.parametrize("problem", MINE, ids=lambda problem: type(problem).__name__)
@pytest.mark.parametrize("failing", ["on_chunk", "on_complete"])
def test_what_a_callback_raises_passes_as_it_is(
    kind: Kind, service: EmbeddedChatRoutes, failing: str, problem: Exception
) -> None:
    """An error like those of a stream, too."""

    def fail(_: Any) -> None:
        raise problem

    ends: list[Any] = []
    callbacks = {"on_chunk": ends.append, "on_complete": ends.append, failing: fail}
    with pytest.raises(type(problem)) as caught:
        kind.run(kind.client(service).messages.stream("conv_123", HELLO, **callbacks))
    assert caught.value is problem
    assert (problem.__cause__, problem.__context__) == (None, None)
    assert getattr(problem, "partial", None) is None
    assert service.wait_for(lambda: service.open_streams == 0, PATIENCE)


def together(*events: Any) -> faults.Events:
    """Events in one piece, as they come over a quick network."""
    return faults.Events([b"".join(b"data: %s\n\n" % json.dumps(event).encode() for event in events)], "stall")


@pytest.mark.parametrize("number", [0, 1, 2])
def test_a_callback_may_raise_at_any_of_the_chunks_that_came_together(
    kind: Kind, service: EmbeddedChatRoutes, number: int
) -> None:
    service.enqueue(together(content("0"), content("1"), content("2"), COMPLETE))
    problem = NetworkError("mine")
    heard: list[Any] = []

    def on_chunk(chunk: Any) -> None:
        heard.append(chunk["content"])
        if len(heard) > number:
            raise problem

    with pytest.raises(NetworkError) as caught:
        kind.run(kind.client(service).messages.stream("conv_123", HELLO, on_chunk))
    assert caught.value is problem
    assert (problem.partial, problem.__context__, heard) == (None, None, ["0", "1", "2"][: number + 1])
    assert service.wait_for(lambda: service.open_streams == 0, PATIENCE)


@pytest.mark.parametrize("number", [0, 1, 2])
def test_an_error_among_chunks_that_came_together_is_raised_in_its_place(
    kind: Kind, service: EmbeddedChatRoutes, number: int
) -> None:
    events: list[Any] = [content("0"), {}, COMPLETE]
    service.enqueue(together(*events[:number], {"error": "broken"}, *events[number:]))
    heard: list[Any] = []
    with pytest.raises(ChatRoutesError, match="broken") as caught:
        kind.run(kind.client(service).messages.stream("conv_123", HELLO, heard.append))
    assert heard == events[:number]
    assert caught.value.partial == "0"[:number]


def test_a_chunk_that_came_with_others_takes_one_call_of_ours(service: EmbeddedChatRoutes) -> None:
    """And another one is the callback's; what the pieces of the network cost besides is less than half of one."""
    client = ChatRoutes(KEY, service.url)

    def calls(chunks: int) -> int:
        service.enqueue(together(*[content("a")] * chunks, COMPLETE))
        counted = 0

        def count(frame: Any, event: str, arg: Any) -> None:
            nonlocal counted
            counted += event == "call"

        sys.setprofile(count)
        try:
            client.messages.stream("conv_123", HELLO, lambda chunk: None)
        finally:
            sys.setprofile(None)
        return counted

    calls(1)  # the first one imports
    assert calls(300) - calls(100) < 2.5 * 200


FRAMES: dict[str, tuple[list[Any], str]] = {
    "CRLF": ([b'data: {"type":"content","content":"a"}\r\n\r\ndata: {"type":"complete"}\r\n\r\n'], "a"),
    "CR": ([b'data: {"type":"content","content":"a"}\r\rdata: {"type":"complete"}\r\r'], "a"),
    "several lines": ([b'data: {"type":"content",\ndata: "content":"a"}\n\n', {"type": "complete"}], "a"),
    "no space": ([b'data:{"type":"content","content":"a"}\n\n', b"data:[DONE]\n\n"], "a"),
    "comments": ([b": hi\n\n:\n\n", content("a"), b"id: 3\nretry: 5\n\n", b": hi\n\n", b"data: [DONE]\n\n"], "a"),
    "names": ([b'event: delta\ndata: {"type":"content","content":"a"}\n\n', b"data: [DONE]\n\n"], "a"),
    "separators": ([content("a\u2028b\u2029c\x85d\x0ce"), b"data: [DONE]\n\n"], "a\u2028b\u2029c\x85d\x0ce"),
    "invalid UTF-8": ([b'data: {"type":"content","content":"a\xffb"}\n\n', b"data: [DONE]\n\n"], "a\ufffdb"),
    "byte by byte": (
        [
            b"%c" % each
            for each in b'\xef\xbb\xbfdata: {"content":"\xf0\x9f\x8c\xb3","type":"content"}\r\n\r\ndata: [DONE]\n\n'
        ],
        "\U0001f333",
    ),
    "both dialects": (
        [content("a"), {"choices": [{"index": 0, "delta": {"content": "b"}, "finish_reason": "stop"}]}],
        "ab",
    ),
    "unknown types": ([{"type": "thinking", "content": "?"}, content("a"), {"n": 1}, {"type": "complete"}], "a"),
    "after the end": ([content("a"), b"data: [DONE]\n\n", content("b")], "a"),
    "many comments": ([content("a"), *[b": hi\n\n"] * 1_500, {"type": "complete"}], "a"),
}


@pytest.mark.parametrize("name", FRAMES)
def test_events_are_read_as_the_standard_has_them(kind: Kind, service: EmbeddedChatRoutes, name: str) -> None:
    pieces, text = FRAMES[name]
    service.enqueue(faults.Events(pieces))
    with kind.opened(kind.client(service).messages.stream("conv_123", HELLO)) as stream:
        assert "".join(kind.every(stream.text)) == text
    assert stream.message["content"] == text
    assert "id" not in stream.message


def test_the_servers_own_message_and_usage_are_given(kind: Kind, service: EmbeddedChatRoutes) -> None:
    usage = {"choices": [], "usage": {"totalTokens": 7}}
    finish = {"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}
    service.enqueue(
        faults.Events([content("x"), COMPLETE]), faults.Events([content("x"), finish, usage, b"data: [DONE]\n\n"])
    )
    ends: list[Any] = []
    client = kind.client(service)
    kind.run(client.messages.stream("conv_123", HELLO, lambda _: None, ends.append))
    assert ends == [{"id": "m", "content": "ab"}]
    stream = client.messages.stream("conv_123", HELLO)
    assert [chunk.get("usage") for chunk in kind.every(stream)] == [None, None, {"totalTokens": 7}]
    assert stream.usage == {"totalTokens": 7}


@pytest.mark.parametrize("after", [[], [*[b": still here\n\n"] * 60, content("b")]], ids=["silent", "with comments"])
def test_a_connection_that_stays_open_after_the_end_is_not_waited_for(
    kind: Kind, service: EmbeddedChatRoutes, monkeypatch: pytest.MonkeyPatch, after: list[Any]
) -> None:
    for module in ("_async", "_sync"):
        monkeypatch.setattr(f"chatroutes.{module}.stream.AFTER_THE_END", 0.2)
    service.enqueue(faults.Events([content("a"), COMPLETE, *after], "stall", pause=0.05))
    stream = kind.client(service, timeout=PATIENCE).messages.stream("conv_123", HELLO)
    assert len(kind.every(stream)) == 2
    assert stream.message["id"] == "m"
    assert service.wait_for(lambda: service.open_streams == 0, 5)


def test_a_stream_may_be_compressed(kind: Kind, service: EmbeddedChatRoutes) -> None:
    body = gzip.compress(
        b"".join(b'data: {"type":"content","content":"%d "}\n\n' % n for n in range(50)) + b"data: [DONE]\n\n"
    )
    headers = {"content-type": "text/event-stream", "content-encoding": "gzip"}
    service.enqueue(faults.Answer(200, body, headers))
    stream = kind.client(service).messages.stream("conv_123", HELLO)
    assert "".join(kind.every(stream.text)).split() == [str(n) for n in range(50)]


def test_ten_thousand_chunks(kind: Kind, service: EmbeddedChatRoutes) -> None:
    some = b"".join(b'data: {"type":"content","content":"%d "}\n\n' % n for n in range(10_000))
    service.enqueue(faults.Events([some[at : at + 1_000] for at in range(0, len(some), 1_000)] + [b"data: [DONE]\n\n"]))
    stream = kind.client(service).messages.stream("conv_123", HELLO)
    assert len(kind.every(stream)) == 10_000
    assert stream.message["content"].split() == [str(n) for n in range(10_000)]


def test_closing_the_client_ends_a_stream_in_another_thread(service: EmbeddedChatRoutes) -> None:
    service.enqueue(faults.Events([content("a")], "stall"))
    client = ChatRoutes(KEY, service.url, timeout=60)
    caught: list[BaseException] = []
    chunks: list[Any] = []
    begun = threading.Event()

    def read() -> None:
        try:
            client.messages.stream("conv_123", HELLO, lambda chunk: (chunks.append(chunk), begun.set()))  # type: ignore[arg-type]
        except NetworkError as error:
            caught.append(error)

    thread = threading.Thread(target=read)
    thread.start()
    assert begun.wait(PATIENCE)
    client.close()
    thread.join(PATIENCE)
    assert not thread.is_alive()
    assert (len(chunks), [error.partial for error in caught]) == (1, ["a"])  # type: ignore[attr-defined]
    assert service.wait_for(lambda: service.open_streams == 0, PATIENCE)


def test_a_cancelled_task_closes_its_stream(service: EmbeddedChatRoutes) -> None:
    service.enqueue(faults.Events([content("a")], "stall"), times=2)

    async def main() -> None:
        async with AsyncChatRoutes(KEY, service.url) as client:
            for as_object in (False, True):
                begun = asyncio.Event()

                async def read(as_object: bool = as_object, begun: asyncio.Event = begun) -> None:
                    if as_object:
                        async with client.messages.stream("conv_123", HELLO) as stream:
                            async for _ in stream.text:
                                begun.set()
                    else:
                        await client.messages.stream("conv_123", HELLO, lambda _: begun.set())

                task = asyncio.ensure_future(read())
                await asyncio.wait_for(begun.wait(), PATIENCE)
                task.cancel()
                with pytest.raises(asyncio.CancelledError):
                    await task
                gone = await asyncio.to_thread(service.wait_for, lambda: service.open_streams == 0, PATIENCE)
                assert gone
            assert (await client.conversations.list())["total"] == 1

    asyncio.run(main())
