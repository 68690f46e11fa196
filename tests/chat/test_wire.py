"""The bytes of a connection, cut into TCP segments wherever: the same events on both clients as frame by frame.

Below the sockets, where every cut can be made: the synchronous connection reads from a socket of ours, and the
asynchronous one is fed by a transport of ours.
"""

from __future__ import annotations

import asyncio
import itertools
import struct
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from websockets.client import ClientProtocol
from websockets.protocol import State
from websockets.uri import parse_uri

from openapi_facade.websocket.address import Address
from openapi_facade.websocket.endings import EMPTY_PARTS
from openapi_facade.websocket.plain import take_plain
from openapi_facade.websocket.tasks.connection import AsyncConnection
from openapi_facade.websocket.threads.connection import Connection

from .parts import Taker, options

CONT, TEXT, BINARY, CLOSE, PING, PONG = 0, 1, 2, 8, 9, 10
LIMIT = 70_000  # bytes of a message


@dataclass(frozen=True)
class Frame:
    """A frame as a server may or may not send it; `claimed`: the length that its header tells."""

    opcode: int
    payload: bytes = b""
    fin: bool = True
    reserved: int = 0
    masked: bool = False
    claimed: int | None = None

    @property
    def length(self) -> int:
        return len(self.payload) if self.claimed is None else self.claimed

    def encode(self) -> bytes:
        head = bytes([self.fin << 7 | self.reserved << 4 | self.opcode])
        mask = 0x80 * self.masked
        if self.length <= 125:
            head += bytes([mask | self.length])
        elif self.length < 1 << 16:
            head += bytes([mask | 126]) + struct.pack(">H", self.length)
        else:
            head += bytes([mask | 127]) + struct.pack(">Q", self.length)
        return head + (bytes(4) if self.masked else b"") + self.payload


@dataclass
class Heard:
    """What came of it: the texts, the pongs that were sent, and how it ended."""

    texts: list[str] = field(default_factory=list)
    pongs: list[bytes] = field(default_factory=list)
    code: int = 1006
    reason: str = ""
    well: bool = False
    batches: list[int] = field(default_factory=list, compare=False)

    def take(self, texts: list[str]) -> None:
        self.texts += texts
        self.batches.append(len(texts))


def expected(frames: Sequence[Frame], limit: int = LIMIT) -> Heard:
    """What a client that takes one frame after the other hears."""
    heard = Heard()
    parts: list[Frame] = []
    for frame in frames:
        if frame.masked or frame.reserved or frame.opcode not in (CONT, TEXT, BINARY, CLOSE, PING, PONG):
            return heard
        if frame.opcode >= CLOSE:
            if not frame.fin or frame.length > 125:
                return heard
            if frame.opcode == PING:
                heard.pongs.append(frame.payload)
            elif frame.opcode == CLOSE:
                if frame.payload and int.from_bytes(frame.payload[:2], "big") < 1000:
                    return heard  # no close code, or half of one
                heard.code = int.from_bytes(frame.payload[:2], "big") if frame.payload else 1005
                heard.reason = frame.payload[2:].decode()
                heard.well = heard.code in (1000, 1001, 1005)
                return heard
            continue
        if (frame.opcode == CONT) is not bool(parts):
            return heard
        parts.append(frame)
        empty = sum(not part.length for part in parts)
        if sum(part.length for part in parts) > limit or empty > EMPTY_PARTS:
            return replace(heard, code=1009)
        if frame.fin:
            if parts[0].opcode == TEXT:
                try:
                    heard.texts.append(b"".join(part.payload for part in parts).decode())
                except UnicodeDecodeError:
                    return replace(heard, code=1007)
            parts = []
    return heard


# -- the two clients


class Segments:
    """A socket whose bytes come in the given pieces, and then its end."""

    def __init__(self, pieces: Sequence[bytes]) -> None:
        self._pieces = [piece for piece in pieces if piece]
        self.sent = b""

    def recv(self, size: int) -> bytes:
        if not self._pieces:
            return b""
        piece = self._pieces[0][:size]
        self._pieces[0] = self._pieces[0][size:]
        if not self._pieces[0]:
            del self._pieces[0]
        return piece

    def send(self, data: bytes) -> int:
        self.sent += data
        return len(data)

    def gettimeout(self) -> None:
        return None

    def settimeout(self, seconds: float) -> None: ...


def hear_sync(pieces: Sequence[bytes], limit: int = LIMIT) -> Heard:
    heard = Heard()
    connection = Connection(Address("ws://cat"), options(max_message=limit))
    wire = Segments(pieces)
    connection._socket.sock = wire  # type: ignore[assignment]
    connection._socket.connected = True
    error, closed = connection.read(Taker(heard.take))
    return replace(heard, pongs=pongs_in(wire.sent), code=closed.code, reason=closed.reason, well=error is None)


class Transport:
    """What asyncio gives to a protocol, as far as it is used."""

    def __init__(self) -> None:
        self.sent = b""
        self.aborted = False
        self.paused = False

    def write(self, data: bytes) -> None:
        self.sent += data

    def abort(self) -> None:
        self.aborted = True

    def pause_reading(self) -> None:
        self.paused = True

    def resume_reading(self) -> None:
        self.paused = False

    def set_write_buffer_limits(self, *_: Any) -> None: ...
    def can_write_eof(self) -> bool:
        return True

    def write_eof(self) -> None: ...
    def is_closing(self) -> bool:
        return self.aborted


async def hear_async(pieces: Sequence[bytes], limit: int = LIMIT, late: bool = False) -> Heard:
    """`late`: what comes with the handshake's response comes before anybody listens."""
    heard, transport = Heard(), Transport()
    protocol = ClientProtocol(parse_uri("ws://cat/"), state=State.OPEN, max_size=limit)
    connection = AsyncConnection(options(max_message=limit), protocol, ping_interval=None, max_queue=1)
    connection.connection_made(transport)  # type: ignore[arg-type]
    connection.response = object()  # type: ignore[assignment]
    if not late:
        connection.listen(Taker(heard.take))
    for piece in pieces:
        if piece and not transport.aborted:
            connection.data_received(piece)
            turns = len(piece)  # of the loop; each of them takes a byte at least
            while transport.paused and not transport.aborted:
                assert turns, "nobody resumes the reading"
                turns -= 1
                await asyncio.sleep(0)
    if late:
        connection.listen(Taker(heard.take))
    if not transport.aborted:
        connection.eof_received()
    connection.connection_lost(None)
    error, closed = connection.ending(by_us=False)
    return replace(heard, pongs=pongs_in(transport.sent), code=closed.code, reason=closed.reason, well=error is None)


def pongs_in(sent: bytes) -> list[bytes]:
    """The payloads of the pongs among short frames of a client."""
    found = []
    while sent:
        opcode, length = sent[0] & 15, sent[1] & 127
        mask, payload = sent[2:6], sent[6 : 6 + length]
        if opcode == PONG:
            found.append(bytes(byte ^ mask[at % 4] for at, byte in enumerate(payload)))
        sent = sent[6 + length :]
    return found


def hear(frames: Sequence[Frame], cuts: Sequence[int] = (), limit: int = LIMIT) -> Heard:
    """What both clients hear, and the same with every cut at a frame's edge, or with none."""
    whole = b"".join(frame.encode() for frame in frames)
    edges = sorted({0, len(whole), *(cut % (len(whole) + 1) for cut in cuts)})
    pieces = [whole[begin:end] for begin, end in itertools.pairwise(edges)]
    wanted = expected(frames, limit)

    async def over_asyncio() -> list[Heard]:
        return [
            await hear_async(pieces, limit),
            await hear_async(pieces, limit, late=True),
            await hear_async([frame.encode() for frame in frames], limit),
        ]

    ways = [hear_sync(pieces, limit), hear_sync([frame.encode() for frame in frames], limit)]
    for way in ways + asyncio.run(over_asyncio()):
        assert way == wanted
    return wanted


# -- what a server may send

texts = st.text(max_size=60).map(str.encode) | st.sampled_from([124, 125, 126, 127, 400]).map(lambda size: b"x" * size)


@st.composite
def messages(draw: st.DrawFn) -> list[Frame]:
    """A message in one frame or in several, with control frames between them."""
    opcode = draw(st.sampled_from([TEXT, TEXT, TEXT, BINARY]))
    payload = draw(texts)
    frames = [Frame(opcode, payload)]
    if draw(st.integers(0, 3)) == 0:
        cuts = [0, *sorted(draw(st.lists(st.integers(0, len(payload)), max_size=3))), len(payload)]
        parts = [payload[begin:end] for begin, end in itertools.pairwise(cuts)]
        frames = []
        for number, part in enumerate(parts):
            frames.append(Frame(CONT if number else opcode, part, fin=number == len(parts) - 1))
            if number < len(parts) - 1:
                frames += draw(st.lists(control, max_size=2))
    return frames


control = st.builds(Frame, st.sampled_from([PING, PONG]), st.binary(max_size=12) | st.just(b"p" * 125))
ENDS = [
    [Frame(CLOSE, b"")],
    *([Frame(CLOSE, code.to_bytes(2, "big") + "warum è".encode())] for code in (1000, 1001, 1011, 1012, 4001)),
    [Frame(TEXT, b"ok \xff")],
    [Frame(TEXT, b"\xc3", fin=False), Frame(CONT, b"(")],
    [Frame(TEXT, b"\xff"), Frame(CLOSE, b"\x03\xe8")],
    [Frame(TEXT, claimed=1 << 40)],
    [Frame(TEXT, b"x" * 40_000, fin=False), Frame(CONT, b"x" * 40_000)],
    [Frame(TEXT, b"masked", masked=True)],
    *([Frame(TEXT, b"reserved", reserved=bits)] for bits in (1, 2, 4)),
    [Frame(3, b"?")],
    [Frame(11)],
    [Frame(CONT, b"of nothing")],
    [Frame(TEXT, b"a", fin=False), Frame(TEXT, b"b")],
    [Frame(PING, b"p" * 126)],
    [Frame(PING, b"p", fin=False)],
    [Frame(CLOSE, b"\x03")],
    [Frame(CLOSE, b"\x00\x01")],
]


@st.composite
def conversations(draw: st.DrawFn) -> list[Frame]:
    frames = [
        frame for part in draw(st.lists(messages() | control.map(lambda one: [one]), max_size=12)) for frame in part
    ]
    if draw(st.booleans()):
        frames += draw(st.sampled_from(ENDS))
        frames += draw(st.lists(st.builds(Frame, st.just(TEXT), texts), max_size=3))  # goes unheard
    return frames


@given(conversations(), st.lists(st.integers(0, 1 << 20), max_size=30))
@settings(deadline=None, max_examples=300)
@example([Frame(TEXT, b""), Frame(TEXT, b"")], [])
@example([Frame(TEXT, b"a"), Frame(PING, b"1"), Frame(TEXT, b"b"), Frame(CLOSE, b"\x03\xe8")], [])
def test_the_same_wherever_it_is_cut(frames: list[Frame], cuts: list[int]) -> None:
    hear(frames, cuts)


FEW = [
    Frame(TEXT, b"one"),
    Frame(PING, b"p"),
    Frame(TEXT, "è".encode(), fin=False),
    Frame(PONG),
    Frame(CONT, "😺".encode()),
    Frame(TEXT, b"x" * 130),
    Frame(TEXT),
    Frame(CLOSE, b"\x03\xf3because"),
]


@pytest.mark.parametrize("cut", range(len(b"".join(frame.encode() for frame in FEW)) + 1))
def test_a_cut_at_each_byte(cut: int) -> None:
    assert hear(FEW, [cut]).texts == ["one", "è😺", "x" * 130, ""]


def test_a_byte_at_a_time() -> None:
    hear(FEW, range(1000))


@pytest.mark.parametrize("size", [0, 1, 124, 125, 126, 127, 65_534, 65_535, 65_536, 65_537, LIMIT, LIMIT + 1])
@pytest.mark.parametrize("cuts", [[], [1], [2, 3, 9], [65_536], [65_546, 65_547]], ids=str)
def test_lengths(size: int, cuts: list[int]) -> None:
    heard = hear([Frame(TEXT, b"before"), Frame(TEXT, b"x" * size), Frame(TEXT, b"after")], cuts)
    assert heard.texts == (["before", "x" * size, "after"] if size <= LIMIT else ["before"])


def test_a_large_message_that_begins_in_what_was_read_ahead() -> None:
    large = b"x" * 300_000
    frames = [Frame(TEXT, b"a"), Frame(TEXT, large), Frame(TEXT, b"b"), Frame(TEXT, large), Frame(CLOSE, b"\x03\xe8")]
    assert hear(frames, limit=300_000).texts == ["a", large.decode(), "b", large.decode()]


@pytest.mark.parametrize("end", ENDS, ids=str)
@pytest.mark.parametrize("cuts", [[], [4], range(1000)], ids=["at once", "in two", "by bytes"])
def test_each_end_behind_a_reply(end: list[Frame], cuts: Sequence[int]) -> None:
    """In one segment too: the reply is heard, and what follows the end is not."""
    frames = [Frame(TEXT, b"reply"), *end, Frame(TEXT, b"unheard")]
    assert hear(frames, cuts).texts[0] == "reply"


@pytest.mark.parametrize("size", [100, 101, 125, 126])
def test_a_limit_below_what_is_cut_out_beforehand(size: int) -> None:
    heard = hear([Frame(TEXT, b"a"), Frame(TEXT, b"x" * size)], limit=100)
    assert heard.code == (1006 if size == 100 else 1009)


def test_control_frames_do_not_count_as_parts_of_a_message() -> None:
    """A server pings for ever; a message just below the limit must not make one of its pings too many."""
    pings = [Frame(PING, b"p" * 100)] * 10
    frames = [Frame(TEXT, b"x" * LIMIT), *pings, Frame(TEXT, b"x" * 200, fin=False), *pings, Frame(CONT, b"y")]
    assert hear(frames).texts == ["x" * LIMIT, "x" * 200 + "y"]


@pytest.mark.parametrize("opcode", [3, PING, CLOSE])
def test_what_is_against_the_protocol_is_not_read_to_its_end(opcode: int) -> None:
    """The synchronous library would read its payload first."""

    class Endless(Segments):
        def recv(self, size: int) -> bytes:
            assert self._pieces, "it was read on"
            return super().recv(size)

    connection = Connection(Address("ws://cat"), options())
    connection._socket.sock = Endless([Frame(opcode, claimed=1 << 20).encode()])  # type: ignore[assignment]
    connection._socket.connected = True
    error, closed = connection.read(Taker())
    assert closed.code == 1006
    assert "broke" in str(error)


def test_what_comes_together_is_handed_over_together() -> None:
    tokens = b"".join(Frame(TEXT, b"token").encode() for _ in range(1000))
    assert hear_sync([tokens]).batches == [1000]
    assert asyncio.run(hear_async([tokens])).batches == [1000]


def test_plain_texts_are_taken_up_to_anything_else() -> None:
    def left(*frames: Frame, more: bytes = b"") -> tuple[list[str], bytes]:
        ahead = bytearray(b"".join(frame.encode() for frame in frames) + more)
        return take_plain(ahead), bytes(ahead)

    plain = [Frame(TEXT, "è😺".encode()), Frame(TEXT)]
    for other in (
        Frame(TEXT, b"x" * 126),
        Frame(TEXT, b"x", masked=True),
        Frame(TEXT, b"x", reserved=4),
        Frame(TEXT, b"x", fin=False),
        Frame(TEXT, b"\xff"),
        Frame(BINARY, b"x"),
        Frame(PING),
        Frame(CLOSE),
    ):
        assert left(*plain, other, *plain) == (["è😺", ""], b"".join(each.encode() for each in [other, *plain]))
    for begun in (b"", b"\x81", b"\x81\x02", b"\x81\x02x"):
        assert left(*plain, more=begun) == (["è😺", ""], begun)
