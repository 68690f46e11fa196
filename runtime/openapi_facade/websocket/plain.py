"""Plain texts, cut out of the bytes of a WebSocket before its library sees them.

Tokens come by the thousand, each in a frame of its own. The libraries take ten times as long for a frame as it takes
to cut a short text out of the bytes (`make bench`: tokens). So that is done here, and everything else left to them.
"""

from __future__ import annotations

from contextlib import suppress

WHOLE_TEXT = 0x81  # the first byte of a frame that is a whole text
SHORT = 125  # bytes; so many, and no mask, are told by the second byte alone


def take_plain(ahead: bytearray, longest: int = SHORT) -> list[str]:
    """Take the short texts off the front of bytes that begin with a frame, up to any other frame or invalid text.

    Args:
        ahead: the bytes; what is taken is gone from them.
        longest: bytes of a text, `SHORT` at most; a longer one is another frame.
    """
    at, texts = 0, []
    with suppress(IndexError, UnicodeDecodeError):
        while ahead[at] == WHOLE_TEXT and ahead[at + 1] <= longest:
            end = at + 2 + ahead[at + 1]
            if end > len(ahead):
                break
            texts.append(ahead[at + 2 : end].decode())
            at = end
    del ahead[:at]
    return texts
