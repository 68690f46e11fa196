"""Server-sent events out of bytes: by the standard, however the bytes are cut."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openapi_facade.failure import Failure
from openapi_facade.sse import EventDecoder, ServerSentEvent

WHOLE = [
    (b"data: a\n\n", [("", "a")]),
    (b"data:a\n\ndata:  a\n\n", [("", "a"), ("", " a")]),
    (b"data: a\ndata\ndata:\ndata: b\n\n", [("", "a\n\n\nb")]),
    (b"event: error\ndata: a\n\ndata: b\n\n", [("error", "a"), ("", "b")]),
    (b"event: ping\n\n", [("ping", "")]),
    (b"event: a\nevent:b\ndata: x\n\n", [("b", "x")]),
    (b": comment\nid: 3\nretry: 9\nother: x\nodd\n\ndata: a\n\n", [("", "a")]),
    (b"\n\n\n\r\n\r\rdata: a\r\n\r\ndata: b\r\rdata: c\n\n", [("", "a"), ("", "b"), ("", "c")]),
    (b"data: a\r\ndata: b\rdata: c\n\r\n", [("", "a\nb\nc")]),
    (b"\xef\xbb\xbfdata: a\n\n", [("", "a")]),
    (b"data: \xef\xbb\xbf\xe2\x80\xa8\xc2\x85\x0b\x0c\n\n", [("", "\ufeff\u2028\x85\x0b\x0c")]),
    (b"data: \xff\xf0\x9f\x8c\n\n", [("", "\ufffd\ufffd")]),
    (b" data: a\nDATA: a\ndata : a\n\n", []),
    (b"data: a\n", []),
    (b"data: a", []),
]


def events(pieces: list[bytes], limit: int = 1_000_000) -> list[ServerSentEvent]:
    decoder = EventDecoder(limit)
    return [event for piece in pieces for event in decoder.feed(piece)]


@pytest.mark.parametrize(("body", "expected"), WHOLE)
def test_events_are_those_of_the_standard_whole_or_byte_by_byte(body: bytes, expected: list[tuple[str, str]]) -> None:
    assert events([body]) == expected
    assert events([bytes([each]) for each in body]) == expected
    assert events([each for byte in body for each in (b"", bytes([byte]))]) == expected


WORDS = [
    b"data",
    b"data: ",
    b"data:",
    b"event: e",
    b":",
    b" ",
    b"x",
    b"\n",
    b"\r",
    b"\r\n",
    b"\xc3\xa9",
    b"\xff",
    b"\xef\xbb\xbf",
]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=40).map(b"".join), st.data())
def test_where_the_bytes_are_cut_changes_nothing(body: bytes, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(body)), max_size=10)))
    pieces = [body[start:end] for start, end in zip([0, *cuts], [*cuts, len(body)], strict=True)]
    expected = events([body])
    assert events(pieces) == expected
    assert events([bytes([each]) for each in body]) == expected
    assert expected == standard(body)


def standard(body: bytes) -> list[tuple[str, str]]:
    """The same by the letter of the standard, but that an event with a name and without data is given as well."""
    text = body.decode("utf-8", "replace").removeprefix("\ufeff")
    found, name, lines = [], "", []
    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")[:-1]:
        field, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if not line:
            if name or lines:
                found.append((name, "\n".join(lines)))
            name, lines = "", []
        elif field == "data":
            lines.append(value)
        elif field == "event":
            name = value
    return found


def test_an_event_is_never_longer_than_the_limit() -> None:
    assert events([b"data: " + b"x" * 90 + b"\n\n"] * 50, 100) == [("", "x" * 90)] * 50
    for pieces in (
        [b"data: " + b"x" * 101 + b"\n\n"],
        [b"data: ", *[b"x" * 50] * 3],
        [b"data: xxxxxxxxx\n"] * 11,
        [b"data\n"] * 102,
        [b"data:\n"] * 102,
        [b": ", *[b"x" * 50] * 3],
    ):
        with pytest.raises(Failure, match="an event is longer than 100 bytes") as caught:
            events(pieces, 100)
        assert caught.value.kind == "decode"


def test_it_tells_whether_an_event_has_begun() -> None:
    decoder = EventDecoder(100)
    for piece, partial in ((b"", False), (b"da", True), (b"ta: a\n", True), (b"\n", False), (b"event: x\n", True)):
        list(decoder.feed(piece))
        assert decoder.partial is partial
