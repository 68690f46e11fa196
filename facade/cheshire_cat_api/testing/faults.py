"""A proxy that makes a network go wrong, for tests: it stands in front of any Cat, and does what the test asks for.

    with FaultProxy("http://127.0.0.1:1865") as proxy:
        proxy.add(Cut(by="rst", when=Frame(3, edge="at")))  # the third frame to the client stops in its middle
        proxy.add(Answer(503, retry_after=1, path="/plugins/", times=2))
        ...  # point the client at proxy.host and proxy.port
        proxy.wait_for(lambda: proxy.fired)

It is that of `openapi_facade.testing.faults`, which says what it can do. Headers pass as they are: the Cat's redirects
are built from the client's `Host` (CONTRACT §1.9). A handshake that it refuses ends the connection, as one that the
Cat refuses does (CONTRACT §4.1).
"""

from __future__ import annotations

from openapi_facade.testing import faults
from openapi_facade.testing.faults import (
    Answer,
    Bytes,
    Connection,
    Cut,
    CutBody,
    Delay,
    Direction,
    Edge,
    Fault,
    FaultProxy,
    Fired,
    Frame,
    Freeze,
    How,
    Insert,
    OnRequest,
    OnResponse,
    Position,
    Traffic,
)

__all__ = [
    "Answer",
    "Bytes",
    "Connection",
    "Cut",
    "CutBody",
    "Delay",
    "Direction",
    "Edge",
    "Fault",
    "FaultProxy",
    "Fired",
    "Frame",
    "Freeze",
    "How",
    "Huge",
    "Insert",
    "OnRequest",
    "OnResponse",
    "Position",
    "RandomFaults",
    "Traffic",
]


class Huge(faults.Huge):
    """A text frame of `size` bytes: a JSON notification, made while it is sent, so `Huge(1 << 40)` costs no memory."""

    opening = b'{"type": "notification", "content": "'
    closing = b'"}'


class RandomFaults(faults.RandomFaults):
    """A policy that gives each request, with probability `rate`, one fault: that of `openapi_facade.testing.faults`.

    The huge frames that it picks are notifications of a Cat.
    """

    huge = Huge
