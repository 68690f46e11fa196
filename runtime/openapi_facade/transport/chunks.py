"""The chunks of an HTTP body, all that have come at once.

h11 gives a body chunk by chunk, each through a dozen calls: of an event stream, where a chunk is an event of some fifty
bytes, that is nine tenths of the cost. Here whole chunks that have come together are given together; for everything
else, such as chunks that have not come whole, extensions, the end and whatever is wrong, h11's own reader stays.

The names by which its reader is found and put back are not public (httpcore 1.0.0 to 1.0.9, h11 0.13.0 to 0.16.0).
Where they are others, all stays as it is.
"""

from __future__ import annotations

import re
from typing import Any

import h11

_DIGITS = b"0123456789abcdefABCDEF"
_HEAD = re.compile(rb"([0-9A-Fa-f]{1,15})\r\n")


def take_at_once(stream: object) -> None:
    """Let the body of an answer of httpcore's give its chunks so, if it has chunks.

    Args:
        stream: the body, of which nothing has been read.
    """
    connection = getattr(getattr(stream, "_stream", None), "_connection", None)
    state = getattr(connection, "_h11_state", None)
    reader = getattr(state, "_reader", None)
    if type(reader).__name__ == "ChunkedReader":
        state._reader = _WholeChunks(reader)  # type: ignore[union-attr]


class _WholeChunks:
    """In the place of h11's reader.

    Args:
        reader: h11's, of a body of which nothing has been read.
    """

    def __init__(self, reader: Any) -> None:
        self._reader = reader
        self._kind = type(reader)
        self.read_eof = reader.read_eof
        self._between = True
        """Whether a chunk, or the end, comes next, and h11's reader knows of nothing before it."""
        self._footer = False
        """Whether h11's reader has given a chunk to its end, but for the line that ends it."""

    def __call__(self, buffer: Any) -> Any:
        """Return the next event of what has come, and take that out of the buffer; None: more must come."""
        if self._footer and bytes(buffer).startswith(b"\r\n"):
            buffer.maybe_extract_at_most(2)
            self._reader, self._between, self._footer = self._kind(), True, False
        if self._between:
            data, size = _whole(bytes(buffer))
            if size:
                buffer.maybe_extract_at_most(size)
                return h11.Data(data=data)
        before = len(buffer)
        event = self._reader(buffer)
        if len(buffer) != before:
            self._between = False
            self._footer = isinstance(event, h11.Data) and event.chunk_end
        return event


def _whole(come: bytes) -> tuple[bytes, int]:
    """What is in the whole chunks at the beginning, and how many bytes they are with their frames."""
    parts = come.split(b"\r\n")
    last = (len(parts) - 1) // 2 * 2  # behind it there is no whole pair of head and chunk
    heads, pieces = parts[0:last:2], parts[1:last:2]
    if _are(heads, pieces):
        return b"".join(pieces), len(come) - len(b"\r\n".join(parts[last:]))
    pieces, begin = [], 0
    while head := _HEAD.match(come, begin):  # one has a line in it, or is the end
        size = int(head[1], 16)
        end = head.end() + size
        if not size or come[end : end + 2] != b"\r\n":
            break
        pieces.append(come[head.end() : end])
        begin = end + 2
    return b"".join(pieces), begin


def _are(heads: list[bytes], pieces: list[bytes]) -> bool:
    """Whether these are the heads of these chunks, none of which is the end."""
    different = set(heads)  # a few, as a rule: to read each once is half of the time
    if b"" in different or b"".join(different).translate(None, _DIGITS):
        return False
    sizes = {head: int(head, 16) for head in different}
    return 0 not in sizes.values() and list(map(sizes.__getitem__, heads)) == list(map(len, pieces))
