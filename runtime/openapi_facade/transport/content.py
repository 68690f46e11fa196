"""The body of an answer as it comes in: decompressed, within a limit, and in time. No input or output in here."""

from __future__ import annotations

import time
import zlib
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

import httpx

from openapi_facade.transport.failures import READ_AT_MOST

if TYPE_CHECKING:
    from openapi_facade.transport.call import Call

PIECE = 262_144
"""Bytes that are decompressed at a time; of a hostile body, a thousandth of that makes as many."""

NOT_ENCODED = ("", "identity")
GZIP = 0x1F  # the first byte of each member


class Content:
    """What has come of one body so far.

    Args:
        call: in whose time it must come.
        limit: bytes of it, decompressed.
        headers: of its answer, which say how it is compressed.
    """

    cuts = False
    """Whether what is beyond the limit is left out; otherwise that is an error."""

    def __init__(self, call: Call, limit: int, headers: httpx.Headers) -> None:
        self._call = call
        self._limit = self._left = limit
        self.pieces: list[bytes] = []
        self.decoders: list[_Decoder] = []
        if "content-encoding" in headers:
            names = headers.get("content-encoding", "").lower().split(",")
            self.decoders = [_decoder(name) for each in reversed(names) if (name := each.strip()) not in NOT_ENCODED]

    def take(self, piece: bytes) -> bool:
        """Take in the next bytes; whether there is room for more.

        Raises:
            ReadTimeout: the time is over.
            DecodingError: they are not what the encoding says, or more than the limit.
        """
        for each in self.decoded(piece):
            if time.monotonic() > (self._call.ends or self._call.answer_due()):
                raise httpx.ReadTimeout("the answer came too slowly")
            self._left -= len(each)
            if self._left < 0 and not self.cuts:
                raise httpx.DecodingError(f"it is longer than {self._limit} bytes; max_body can allow more")
            self.pieces.append(each)
            if self._left <= 0 and self.cuts:
                break
        return self._left > 0 or not self.cuts

    def check_end(self) -> None:
        """Look whether what is compressed has its end.

        Raises:
            DecodingError: it is missing.
        """
        if not self.cuts and not all(each.ended for each in self.decoders):
            raise httpx.DecodingError("it is compressed, and ends in the middle")

    def decoded(self, data: bytes) -> Iterable[bytes]:
        """Give the next bytes as they are without compression, whatever their limit.

        Raises:
            DecodingError: they are not what the encoding says.
        """
        return self._decoded(data) if self.decoders else (data,)

    def _decoded(self, data: bytes) -> Iterator[bytes]:
        pieces: Iterable[bytes] = (data,)
        for decoder in self.decoders:
            pieces = decoder.feed(pieces)
        try:
            yield from pieces
        except zlib.error as error:
            raise httpx.DecodingError(str(error)) from None


class ErrorContent(Content):
    """The body of an error, of which the beginning is enough."""

    cuts = True

    def __init__(self, call: Call, headers: httpx.Headers) -> None:
        super().__init__(call, READ_AT_MOST, headers)


class _Decoder:
    """One step of decompression, which makes no more than a piece at a time."""

    def __init__(self, begin: Callable[[bytes], zlib._Decompress]) -> None:
        self._begin = begin
        self._stream: zlib._Decompress | None = None

    @property
    def ended(self) -> bool:
        """Whether all that began has ended."""
        return self._stream is None or self._stream.eof

    def feed(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        for data in pieces:
            while data:
                if self._stream is None or self._stream.eof:
                    if self._stream is not None and data[0] != GZIP:
                        break  # what is behind the end is nothing; but gzip may have several members
                    self._stream = self._begin(data)
                stream = self._stream
                made = stream.decompress(data, PIECE)
                data = stream.unused_data if stream.eof else stream.unconsumed_tail
                yield made
                while len(made) == PIECE and not data and not stream.eof:
                    made = stream.decompress(b"", PIECE)
                    yield made


def _gzip(first: bytes) -> zlib._Decompress:
    return zlib.decompressobj(zlib.MAX_WBITS | 16)


def _deflate(first: bytes) -> zlib._Decompress:
    """What is called so is in a zlib envelope, or, of some servers, is not."""
    plain = first[0] & 0x0F != zlib.DEFLATED
    return zlib.decompressobj(-zlib.MAX_WBITS if plain else zlib.MAX_WBITS)


def _decoder(name: str) -> _Decoder:
    if name in ("gzip", "x-gzip"):
        return _Decoder(_gzip)
    if name == "deflate":
        return _Decoder(_deflate)
    raise httpx.DecodingError(f"its encoding, {name!r}, was not asked for")
