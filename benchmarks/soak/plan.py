"""What a soak is: how many users, for how long, and what is allowed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

MIB = 1024 * 1024


@dataclass(frozen=True)
class Plan:
    """A soak. Its first third is for warming up: caches fill, and each kind of fault happens for the first time.

    Args:
        minutes: how long.
        users: how many, half of them threads with a `CatClient`, half tasks with an `AsyncCatClient`.
        seed: of all that is drawn: what users do, when, and what goes wrong.
        thinking: seconds between two things that a user does, on average.
        interval: seconds between two measures.
        weather: seconds between two faults that hit everybody.
        margin: seconds beyond an operation's own limit after which it counts as a hang.
        settling: seconds after the end that descriptors and threads have to be gone.
        allowed: bytes of memory that may be added after the first third.
        planted: targets that this soak shall miss, to see that it is noticed; see `faulty`.
    """

    minutes: float = 30.0
    users: int = 50
    seed: int = 1
    thinking: float = 2.0
    interval: float = 60.0
    weather: float = 20.0
    margin: float = 10.0
    settling: float = 10.0
    allowed: int = 2 * MIB
    planted: Sequence[str] = ()

    def to_json(self) -> str:
        """As one line."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Plan:
        """From that line."""
        return cls(**json.loads(text))
