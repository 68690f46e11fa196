"""How much of each thing is done at a time: the same for all contestants."""

from __future__ import annotations

from tempfile import NamedTemporaryFile

CALLS = 100
TOKENS = 10_000
REPLY = 10_000_000
"""Bytes of text in a big reply."""
UPLOAD = 200
"""MiB of a big upload."""
DOCUMENTS = 100
"""Small ones, each waited for."""
ASKS = 50
THINKING = 4
"""Milliseconds: what a real Cat takes before the first token of a language model that answers at once."""
CLOSES = 200
CHATS = 1000
CHAT_TOKENS = 20
"""Tokens of each of many chats."""
PARTS = ((4096, 16 * 1024 * 1024), (64, 4 * 1024 * 1024))
"""Bytes of a part, and of the largest message in such parts."""
PATIENCE = 60.0
"""Seconds after which something has gone wrong."""
MIB = 1024 * 1024


def complete(count: int, expected: int) -> None:
    """Refuse a measurement of less than the whole work.

    Raises:
        ValueError: something is missing.
    """
    if count != expected:
        raise ValueError(f"{count} came where {expected} were expected")


def percentile_99(values: list[float]) -> float:
    """The value that one in a hundred exceeds."""
    return sorted(values)[-1 - len(values) // 100]


_files: list[object] = []  # each vanishes with its process


def file_of(size: int) -> str:
    """The path of a file of so many MiB, all zeros: it takes no place on the disk."""
    file = NamedTemporaryFile(suffix=".txt")  # noqa: SIM115
    file.truncate(size * MIB)
    _files.append(file)
    return file.name
