"""Server-sent events out of the bytes of an answer, as they come. No input or output in here.

As the HTML standard has it (§9.2.6, "Interpreting an event stream"), but that an event with a name and without data is
given as well, and that no event may grow without end. Written here because what comes must be bounded, and because it
is most of what a stream costs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import repeat
from typing import NamedTuple, TypeAlias

from openapi_facade.failure import Failure

_DATA, _END = b"data: ", b"\n\n"
Pair: TypeAlias = tuple[str, str]
"""The name and the data of an event."""
BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class ServerSentEvent(NamedTuple):
    """One event."""

    name: str
    """Empty where it has none."""
    data: str
    """Its data lines, joined by line feeds."""


event_of: Callable[[Pair], ServerSentEvent] = partial(tuple.__new__, ServerSentEvent)  # half the time of calling it


class EventDecoder:
    """Makes events of bytes.

    Args:
        limit: bytes of an event at most.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._rest = bytearray()
        """The line that has not ended."""
        self._name = ""
        self._data: list[str] = []
        self._size = 0
        self._begun = False
        self._after_return = False
        """Whether the last line ended in a carriage return, whose line feed may be still to come."""

    @property
    def partial(self) -> bool:
        """Whether an event has begun and not ended."""
        return bool(self._rest or self._data or self._name)

    def feed(self, piece: bytes) -> Iterator[ServerSentEvent]:
        """Return the events that end in these bytes, to be gone through before the next ones are given.

        Raises, as they are gone through:
            Failure: decode: an event is longer than the limit.
        """
        return map(event_of, self.pairs(piece))

    def pairs(self, piece: bytes) -> Iterable[Pair]:
        """Return the same as pairs of name and data, for those to whom half a microsecond counts.

        Raises, as they are gone through:
            Failure: decode: an event is longer than the limit.
        """
        if not self._begun:
            self._rest += piece
            if len(self._rest) < len(BYTE_ORDER_MARK) and BYTE_ORDER_MARK.startswith(self._rest):
                return ()
            self._begun = True
            piece = bytes(self._rest).removeprefix(BYTE_ORDER_MARK)
            self._rest.clear()
        if self._after_return and piece:
            piece, self._after_return = piece.removeprefix(b"\n"), False
        if not self.partial and (plain := self._plain(piece)):
            return plain
        return self._by_line(piece)

    def _by_line(self, piece: bytes) -> Iterator[Pair]:
        for line in self._lines(piece):
            if line:
                self._take(line)
            elif self._data or self._name:
                event = self._name, "\n".join(self._data)
                self._name, self._data, self._size = "", [], 0
                yield event
        self._check(len(self._rest))

    def _plain(self, piece: bytes) -> list[Pair]:
        """The events of a piece in which each is one line of data, as in most streams; none of any other.

        A few steps for all of them: to go through them line by line takes four times as long.
        """
        if not piece.startswith(_DATA) or not piece.endswith(_END) or b"\r" in piece or len(piece) > self._limit:
            return []
        data = piece[len(_DATA) : -len(_END)].decode("utf-8", "replace").split("\n\ndata: ")
        if piece.count(b"\n") != len(data) * len(_END):  # there is a line more somewhere
            return []
        return list(zip(repeat(""), data))

    def _lines(self, piece: bytes) -> list[bytes]:
        """The lines that end in a piece, without their ends."""
        if b"\r" in piece:
            self._after_return = piece.endswith(b"\r")
            piece = piece.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        first, *others = piece.split(b"\n")
        if not others:
            self._rest += first
            return []
        if self._rest:
            self._rest += first
            first = bytes(self._rest)
            self._rest.clear()
        self._rest += others.pop()
        return [first, *others]

    def _take(self, line: bytes) -> None:
        if line.startswith(b"data:"):
            value = line[6:] if line.startswith(b"data: ") else line[5:]
            self._size += len(value) + 1  # with what joins it to the next: many empty lines are long as well
            self._check(self._size - 1)
            self._data.append(value.decode("utf-8", "replace"))
            return
        name, _, value = line.partition(b":")
        if name == b"event":
            self._name = value.removeprefix(b" ").decode("utf-8", "replace")
        elif name == b"data":
            self._size += 1
            self._check(self._size - 1)
            self._data.append("")

    def _check(self, size: int) -> None:
        if size > self._limit:
            raise Failure("decode", f"an event is longer than {self._limit} bytes; max_body allows more")
