"""What the clients answer, with a close frame of their own, to a server's close frame and to what it may not send.

The cases are those of the public conformance suite of WebSockets, Autobahn, of its sections 3 to 7.
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Sequence

import pytest

from .conftest import Make
from .raw import RawServer, heard
from .test_wire import BINARY, CLOSE, CONT, PING, PONG, TEXT, Frame

Quick = Callable[..., None]
NONE = b""  # instead of a code
REPLY = Frame(TEXT, b"reply")


def closing(code: int, reason: bytes = b"") -> Frame:
    return Frame(CLOSE, code.to_bytes(2, "big") + reason)


def talk(make: Make, frames: Sequence[Frame]) -> tuple[bytes, list[tuple[int, bytes]], tuple[int, str], list[str]]:
    """Send this; the code of the close frame that came back, the frames before it, and what `on_close` and `on_message`
    were told."""
    came: list[tuple[int, bytes]] = []

    def serve(client: socket.socket) -> None:
        client.sendall(b"".join(frame.encode() for frame in frames))
        came.extend(heard(client))

    with RawServer(serve) as server:
        chat = make(server.url)
        notes = chat.note("message", "close")
        chat.connect(10)
        [(code, reason)] = notes.wait_for("close")
        chat.close()
    *before, (opcode, payload) = came
    assert opcode == CLOSE
    assert CLOSE not in dict(before)
    return payload[:2], before, (code, reason), [message for (message,) in notes.of("message")]


def codes(*accepted: int) -> list[bytes]:
    return [code.to_bytes(2, "big") for code in accepted]


@pytest.mark.parametrize("code", [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999])
@pytest.mark.parametrize("reason", ["", "bye è", "*" * 123])
def test_a_close_frame_is_answered_with_its_code_or_a_normal_one(make: Make, code: int, reason: str) -> None:
    answer, _, told, texts = talk(make, [REPLY, closing(code, reason.encode()), Frame(PING), Frame(TEXT, b"unheard")])
    assert answer in codes(1000, code)
    assert told == (code, reason)
    assert texts == ["reply"]


def test_a_close_frame_without_a_code_is_answered(make: Make) -> None:
    answer, _, told, _ = talk(make, [Frame(CLOSE), Frame(CLOSE)])
    assert answer in [NONE, *codes(1000)]
    assert told == (1005, "")


@pytest.mark.parametrize("parts", [1, 2])
def test_a_close_frame_may_come_in_the_middle_of_a_message(make: Make, parts: int) -> None:
    begun = [Frame(TEXT, b"begun", fin=False), *[Frame(CONT, b"more", fin=False)] * (parts - 1)]
    answer, _, told, texts = talk(make, [REPLY, *begun, closing(1000, b"bye"), Frame(CONT, b"rest")])
    assert answer in codes(1000)
    assert told == (1000, "bye")
    assert texts == ["reply"]


@pytest.mark.parametrize("reason", [b"\xff", b"\xed\xa0\x80", "è".encode()[:1], b"*" * 122 + b"\xc3"], ids=repr)
def test_a_reason_that_is_no_utf_8_is_against_the_protocol(make: Make, reason: bytes) -> None:
    answer, _, told, texts = talk(make, [REPLY, closing(1000, reason)])
    assert answer in codes(1002, 1007)
    assert told == (1006, "")
    assert texts == ["reply"]


AGAINST_THE_PROTOCOL = {
    **{f"the code {code}": [closing(code)] for code in (0, 999, 1004, 1005, 1006, 1016, 1100, 2000, 2999, 5000, 65535)},
    "half a code": [Frame(CLOSE, b"\x03")],
    "a reason too long": [closing(1000, b"*" * 124)],
    **{f"reserved bits {bits}": [Frame(TEXT, b"?", reserved=bits)] for bits in range(1, 8)},
    "a ping with reserved bits": [Frame(PING, reserved=6)],
    "a close frame with reserved bits": [Frame(CLOSE, reserved=7)],
    **{f"opcode {opcode}": [Frame(opcode, b"?")] for opcode in (3, 4, 5, 6, 7, 11, 12, 13, 14, 15)},
    "a ping too long": [Frame(PING, b"p" * 126)],
    "a ping in parts": [Frame(PING, b"p", fin=False), Frame(CONT, b"q")],
    "a pong in parts": [Frame(PONG, b"p", fin=False), Frame(CONT, b"q")],
    "the rest of no message": [Frame(CONT, b"?")],
    "a part of no message": [Frame(CONT, b"?", fin=False)],
    "a part behind a whole message": [
        Frame(TEXT, b"a", fin=False),
        Frame(CONT, b"b"),
        Frame(CONT, b"c", fin=False),
        Frame(TEXT, b"d"),
    ],
    "a message in another": [Frame(TEXT, b"a", fin=False), Frame(TEXT, b"b")],
    "bytes in a text": [Frame(TEXT, b"a", fin=False), Frame(BINARY, b"b")],
    "a mask": [Frame(TEXT, b"?", masked=True)],
}


@pytest.mark.parametrize("frames", AGAINST_THE_PROTOCOL.values(), ids=AGAINST_THE_PROTOCOL)
def test_what_is_against_the_protocol_is_answered_with_1002(make: Make, frames: list[Frame]) -> None:
    answer, before, told, texts = talk(make, [REPLY, *frames, Frame(PING)])
    assert answer in codes(1002)
    assert not before, "the ping was not to be answered"
    assert told == (1006, "")
    assert texts[0] == "reply"


NOT_UTF_8 = [
    b"\x80",
    b"\xc0\xaf",
    b"\xed\xa0\x80",
    b"\xf4\x90\x80\x80",
    b"\xf8\x88\x80\x80\x80",
    b"\xfe",
    "è".encode()[:1],
]


@pytest.mark.parametrize("payload", NOT_UTF_8, ids=repr)
@pytest.mark.parametrize("size", [1, 60], ids=["in parts", "at once"])
def test_a_text_that_is_no_utf_8_is_answered_with_1007(make: Make, payload: bytes, size: int) -> None:
    whole = "so far κόσμε ".encode() + payload
    pieces = [whole[at : at + size] for at in range(0, len(whole), size)]
    frames = [Frame(CONT if at else TEXT, piece, fin=at == len(pieces) - 1) for at, piece in enumerate(pieces)]
    answer, _, told, texts = talk(make, [REPLY, *frames, REPLY])
    assert answer in codes(1007)
    assert told == (1007, "")
    assert texts == ["reply"]


@pytest.mark.parametrize(
    "payload", ["\0", "\x7f", "\x80", "\ud7ff", "\ue000", "\uffff", "\U00010000", "\U0010ffff"], ids=ascii
)
def test_a_text_may_be_cut_within_its_characters(make: Make, payload: str) -> None:
    whole = payload.encode() * 2
    parts = [Frame(CONT if at else TEXT, whole[at : at + 1], fin=at == len(whole) - 1) for at in range(len(whole))]
    pings = [Frame(PING, b"%d" % number) for number in range(len(parts))]
    frames = [frame for both in zip(parts, pings, strict=True) for frame in both]
    _, before, _, texts = talk(make, [*frames, Frame(PONG, b"unasked"), closing(1000)])
    assert texts == [payload * 2]
    assert before == [(PONG, b"%d" % number) for number in range(len(parts))]


def test_parts_that_trickle_in_are_a_sign_of_life(make: Make, quick: Quick) -> None:
    """Each comes when the client asks whether anybody is there, and no pong with it."""
    quick(ping=2.0)
    parts = [
        Frame(TEXT, b"s", fin=False),
        Frame(CONT, b"l", fin=False),
        Frame(CONT, b"o", fin=False),
        Frame(CONT, b"w"),
    ]

    def serve(client: socket.socket) -> None:
        for part in parts:
            assert client.recv(4096)[0] & 15 == PING
            client.sendall(part.encode())

    with RawServer(serve) as server:
        chat = make(server.url)
        notes = chat.note("message", "close", "error")
        chat.connect(10)
        notes.wait_for("message")
        assert notes.all == [("message", "slow")]
        chat.close(0.2)
