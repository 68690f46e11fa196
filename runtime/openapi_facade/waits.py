"""How long a server asks to wait, as it tells it in a body or a header. No input or output in here."""

from __future__ import annotations

import sys
import time


def seconds_of(value: object) -> float | None:
    """Return a wait in seconds, of a number or its text; None where it is no number that can be waited."""
    if isinstance(value, str):
        text = value.strip()
        if not text.isascii() or not text.replace(".", "", 1).isdigit():
            return None
        try:
            value = int(text) if text.isdigit() else float(text)
        except ValueError:  # of thousands of digits
            return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return value if 0 <= value <= sys.float_info.max else None  # a number of JSON may be longer than any float, or none


def retry_after(header: str) -> float | None:
    """Return the seconds of a header `Retry-After`: their number, or what is left until its date; None: it has neither.

    By the standard they are whole (RFC 9110 §10.2.3); some tell parts of them.
    """
    wait = seconds_of(header)
    if wait is not None or not header:
        return wait
    from email.utils import parsedate_to_datetime  # now: few need it, and its import takes long

    try:
        return max(0.0, parsedate_to_datetime(header).timestamp() - time.time())
    except (TypeError, ValueError, OverflowError):
        return None
