"""The one exception of the pipeline: what is wrong, and where."""

from __future__ import annotations


class Refused(Exception):
    """The pipeline stops and nothing is written. The message names the place and what to do."""


def short(value: object) -> str:
    """A value of a stranger's document as a message shows it: ASCII, without control characters, not long."""
    text = ascii(value)
    return text if len(text) <= 80 else f"{text[:77]}..."
