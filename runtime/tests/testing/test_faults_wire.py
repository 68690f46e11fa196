"""The scanners of the fault proxy: what they find is the same however the bytes are cut, and no byte is lost."""

from __future__ import annotations

from collections import deque

import pytest

from openapi_facade.testing._faults.wire import (
    Data,
    End,
    Event,
    FrameHead,
    RequestHead,
    RequestScanner,
    ResponseHead,
    ResponseScanner,
    Scanner,
    Start,
    frame_header,
    http_response,
)

HANDSHAKE = b"GET /ws?token=s HTTP/1.1\r\nHost: api\r\nUpgrade: websocket\r\n\r\n"
SWITCHING = b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n"
CHUNKED = b"Transfer-Encoding: chunked\r\n\r\n4;note=1\r\nabcd\r\nA\r\n0123456789\r\n0\r\nTrailer: x\r\n\r\n"

in_pieces = pytest.mark.parametrize("size", [1, 2, 3, 7, 10_000])


def scan(scanner: Scanner, data: bytes, size: int) -> list[Event]:
    """Feed `data` in pieces of `size`; adjoining `Data` of one kind are joined."""
    events = [event for at in range(0, len(data), size) for event in scanner.feed(data[at : at + size])]
    joined: list[Event] = []
    for event in [*events, *scanner.finish()]:
        last = joined[-1] if joined else None
        if isinstance(event, Data) and isinstance(last, Data) and event.payload == last.payload:
            joined[-1] = Data(last.data + event.data, event.payload)
        else:
            joined.append(event)
    assert b"".join(event.data for event in joined if isinstance(event, Data)) == data
    return joined


def heads(events: list[Event]) -> list[object]:
    """What began; each of it has ended before the next, or not at all."""
    begun = [event.head for event in events if isinstance(event, Start)]
    assert [event.head for event in events if isinstance(event, End)] == begun
    return list(begun)


def payload(events: list[Event]) -> bytes:
    return b"".join(event.data for event in events if isinstance(event, Data) and event.payload)


@in_pieces
def test_requests_follow_each_other_on_one_connection(size: int) -> None:
    get = b"GET /plugins/?query=x HTTP/1.1\r\nHost: api\r\n\r\n"
    post = b"POST /message HTTP/1.1\r\ncontent-LENGTH:  5 \r\n\r\nhello"
    put = b"PUT /a HTTP/1.1\r\n" + CHUNKED
    events = scan(RequestScanner(), get + post + put + get, size)
    a_get = RequestHead("GET", "/plugins/", websocket=False, size=len(get))
    assert heads(events) == [
        a_get,
        RequestHead("POST", "/message", websocket=False, size=len(post) - 5),
        RequestHead("PUT", "/a", websocket=False, size=put.index(b"4;note")),
        a_get,
    ]
    assert payload(events) == b"helloabcd0123456789"


@in_pieces
def test_responses_end_where_their_body_does(size: int) -> None:
    methods = ["GET", "HEAD", "DELETE", "GET", "GET", "GET"]
    asked = deque(RequestHead(method, "/", websocket=False, size=0) for method in methods)
    parts = [
        b"HTTP/1.1 100 Continue\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc",
        b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n",
        b"HTTP/1.1 204 No Content\r\n\r\n",
        b"HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + CHUNKED,
        b"HTTP/1.0 500 \r\n\r\nuntil the end",
    ]
    events = scan(ResponseScanner(asked), b"".join(parts), size)
    statuses = [head.status for head in heads(events) if isinstance(head, ResponseHead)]
    assert statuses == [200, 200, 204, 304, 200, 500]
    assert payload(events) == b"abcabcd0123456789until the end"
    assert not asked


@in_pieces
def test_frames_follow_the_handshake_in_both_directions(size: int) -> None:
    sizes = [0, 1, 125, 126, 65_535, 65_536]
    frames = [frame_header(1, count) + b"x" * count for count in sizes]
    scanner = ResponseScanner(deque())
    events = scan(scanner, SWITCHING + b"".join(frames), size)
    begun = heads(events)
    assert begun[0] == ResponseHead(101, len(SWITCHING))
    assert begun[1:] == [
        FrameHead(number, opcode=1, last=True, size=len(frame)) for number, frame in enumerate(frames, 1)
    ]

    client = RequestScanner()
    assert heads(scan(client, HANDSHAKE, size)) == [RequestHead("GET", "/ws", websocket=True, size=len(HANDSHAKE))]
    client.upgraded = True
    masked = b"\x01\x83MASKabc" + b"\x89\x80MASK" + b"\x80\xfe\x00\x7eMASK" + b"d" * 126
    assert heads(scan(client, masked, size)) == [
        FrameHead(1, opcode=1, last=False, size=9),
        FrameHead(2, opcode=9, last=True, size=6),
        FrameHead(3, opcode=0, last=True, size=134),
    ]


@in_pieces
@pytest.mark.parametrize(
    "data",
    [
        b"SSH-2.0-OpenSSH\r\n\r\nbinary \x00\xff",
        b"GET / HTTP/1.1\r\nContent-Length: many\r\n\r\nabc",
        b"GET / HTTP/1.1\r\nHost: the head has no end",
        b"x" * 300_000,
    ],
)
def test_what_is_not_http_passes_as_it_is(data: bytes, size: int) -> None:
    for scanner in (RequestScanner(), ResponseScanner(deque())):
        assert heads(scan(scanner, data[: 500 * size], size)) == []


@in_pieces
def test_a_chunk_without_a_size_passes_as_it_is(size: int) -> None:
    data = b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\nnonsense\r\n more"
    events = scan(RequestScanner(), data, size)
    assert payload(events) == b"ab"
    assert [type(event) for event in events].count(Start) == 1


def test_a_head_without_an_end_is_not_held_for_ever() -> None:
    [event] = RequestScanner().feed(b"GET / HTTP/1.1\r\nCookie: " + b"x" * 300_000)
    assert isinstance(event, Data)


def test_bytes_are_passed_on_as_they_come() -> None:
    scanner = ResponseScanner(deque())
    list(scanner.feed(SWITCHING))
    assert list(scanner.feed(frame_header(1, 1 << 40) + b"abc"))[1:] == [Data(frame_header(1, 1 << 40) + b"abc", True)]
    assert list(scanner.feed(b"d")) == [Data(b"d", True)]


@pytest.mark.parametrize(("method", "status", "body"), [("GET", 503, b"no"), ("HEAD", 503, b""), ("GET", 204, b"")])
def test_the_response_of_our_own_is_one(method: str, status: int, body: bytes) -> None:
    asked = RequestHead(method, "/", websocket=False, size=0)
    response = http_response(status, {"Retry-After": "1"}, b"no", to=asked)
    events = scan(ResponseScanner(deque([asked, asked])), response + response, 10_000)
    assert [head.status for head in heads(events) if isinstance(head, ResponseHead)] == [status, status]
    assert payload(events) == body + body
    assert b"\r\nRetry-After: 1\r\n" in response
