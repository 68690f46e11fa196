"""What a server may say before it answers the handshake: responses with a 1xx status (RFC 9110 §15.2)."""

from __future__ import annotations

import re

MOST_RESPONSES = 16
MOST_BYTES = 65536

_BEGIN = b"HTTP/1.1 1"
_INTERIM = re.compile(rb"HTTP/1\.1 1(?!01)[0-9]{2}[ \r]")  # 101 is the answer itself
_STATUS = len(b"HTTP/1.1 103 ")
_END = b"\r\n\r\n"


class TooMuch(Exception):
    """The answer does not come."""


class Interim:
    """Takes such responses off the front of what a server sends."""

    def __init__(self) -> None:
        self._held = bytearray()
        self._responses = 0
        self._bytes = 0
        self._over = False

    def rest(self, data: bytes) -> bytes:
        """Return what is left of the bytes that have come: nothing, while they may be of such a response.

        Raises:
            TooMuch: there are more than `MOST_RESPONSES` or `MOST_BYTES` of them.
        """
        if self._over:
            return data
        looked = max(0, len(self._held) - len(_END))
        self._held += data
        while _INTERIM.match(self._held):
            end = self._held.find(_END, looked)
            size = len(self._held) if end < 0 else end + len(_END)
            if self._responses == MOST_RESPONSES or self._bytes + size > MOST_BYTES:
                raise TooMuch(f"more than {MOST_RESPONSES} responses or {MOST_BYTES} bytes before the handshake's")
            if end < 0:
                return b""
            del self._held[:size]
            looked, self._responses, self._bytes = 0, self._responses + 1, self._bytes + size
        if len(self._held) < _STATUS and _BEGIN.startswith(bytes(self._held[: len(_BEGIN)])):
            return b""
        self._over = True
        return bytes(self._held)
