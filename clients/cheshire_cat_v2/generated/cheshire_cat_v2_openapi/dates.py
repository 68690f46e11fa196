"""Dates, as RFC 3339 writes them. Only models that have some load this."""

from __future__ import annotations

import datetime
import re
from typing import Any

from dateutil.parser import isoparse as isoparse  # type: ignore[import-untyped]

_DATE = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME = re.compile(r"([01][0-9]|2[0-3]):[0-9]{2}:[0-9]{2}(\.[0-9]+)?(z|[+-][0-9]{2}:?[0-9]{2})?", re.IGNORECASE)


def as_date(value: Any) -> datetime.date:
    """A date such as 2024-12-31.

    Raises:
        ValueError: it is written in another way, or no such day.
    """
    if not isinstance(value, str) or not _DATE.fullmatch(value):
        raise ValueError("no date")
    return datetime.date.fromisoformat(value)


def as_datetime(value: Any) -> datetime.datetime:
    """A date with a time such as 2024-12-31T23:59:59Z; without an offset too, which many servers leave out.

    Raises:
        ValueError: it is written in another way, or no such time.
    """
    if (
        not isinstance(value, str)
        or not _DATE.fullmatch(value[:10])
        or value[10:11] not in ("T", "t", " ")
        or not _TIME.fullmatch(value[11:])
    ):
        raise ValueError("no date with a time")
    read: datetime.datetime = isoparse(value)
    return read
