"""The handshake: what a server says before its answer, and a proxy on the way."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pytest

import cheshire_cat_api as ccat
from cheshire_cat_api._chat.interim import MOST_BYTES, MOST_RESPONSES, Interim

from .conftest import Make
from .raw import RawServer, text

Quick = Callable[..., None]
HINTS = b"HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload\r\n\r\n"
GO_ON = b"HTTP/1.1 100 Continue\r\n\r\n"
LONG = b"HTTP/1.1 199 \r\nX: "


def connects(make: Make, *before: bytes) -> None:
    with RawServer(first=text("hello"), before=before) as server:
        chat = make(server.url)
        notes = chat.note("message")
        chat.connect(10)
        assert notes.wait_for("message") == [("hello",)]
        chat.close(0.2)


@pytest.mark.parametrize(
    "before",
    [
        pytest.param([HINTS], id="hints"),
        pytest.param([GO_ON + HINTS + b"HTTP/1.1 102\r\n\r\n"], id="several"),
        pytest.param([HINTS[at : at + 1] for at in range(len(HINTS))], id="by bytes"),
        pytest.param([HINTS * MOST_RESPONSES], id="many"),
        pytest.param([LONG, b"x" * (MOST_BYTES - len(LONG) - 4), b"\r\n\r\n"], id="long"),
    ],
)
def test_what_comes_before_the_answer_is_passed_over(make: Make, before: list[bytes]) -> None:
    connects(make, *before)


@pytest.mark.parametrize(
    "before",
    [
        pytest.param([HINTS] * (MOST_RESPONSES + 1), id="many"),
        pytest.param([LONG, b"x" * (MOST_BYTES - len(LONG) - 3), b"\r\n\r\n"], id="long"),
        pytest.param([LONG, *[b"x" * 10_000] * 100], id="endless"),
    ],
)
def test_there_is_an_end_to_it(make: Make, before: list[bytes]) -> None:
    with RawServer(before=before) as server:
        chat = make(server.url)
        with pytest.raises(ccat.ConnectionFailed, match="no WebSocket there"):
            chat.connect(10)


def test_it_takes_none_of_the_time_for_connecting(make: Make, quick: Quick) -> None:
    quick(connect=0.5)

    def slowly() -> Iterator[bytes]:
        for byte in HINTS:
            yield bytes([byte])
            server.pause(0.1)

    with RawServer(before=slowly()) as server:
        chat = make(server.url)
        begin = time.monotonic()
        with pytest.raises(ccat.TimedOut):
            chat.connect(10)
        assert time.monotonic() - begin < len(HINTS) * 0.1, "it waited for the end of it"


@pytest.mark.parametrize(
    "answer", [b"HTTP/1.1 101 Switching Protocols\r\n", b"HTTP/1.1 403 Forbidden\r\n", b"\x81\x02hi"]
)
def test_the_answer_itself_is_not_touched(answer: bytes) -> None:
    """Wherever it is cut; and what cannot be anything else is not held back."""
    for cut in range(len(answer) + 1):
        interim = Interim()
        assert interim.rest(HINTS) == b""
        assert interim.rest(answer[:cut]) + interim.rest(answer[cut:]) == answer
