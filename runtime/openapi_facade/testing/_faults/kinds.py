"""What can go wrong, and where: the faults a test asks for, and the positions at which they strike.

All of them are values: frozen, comparable, printable. What is left of a fault's `times` is kept by the proxy, so one
fault may be given to several proxies.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from fnmatch import fnmatchcase
from typing import ClassVar, Literal, get_args

from .wire import FrameHead, Head, RequestHead, ResponseHead

Direction = Literal["to_server", "to_client"]
Edge = Literal["before", "at", "after"]
How = Literal["fin", "rst"]


def _one_of(name: str, value: object, choices: object) -> None:
    allowed = get_args(choices)
    if value not in allowed:
        raise ValueError(f"{name} must be one of {', '.join(map(repr, allowed))}, not {value!r}")


def _at_least(name: str, value: float, least: int) -> None:
    if value < least:
        raise ValueError(f"{name} must be at least {least}, not {value!r}")


@dataclass(frozen=True)
class Bytes:
    """The `n`-th byte passed on in one direction of a connection, counted from 1 over its whole life.

    `before` strikes when that byte has arrived and is not yet passed on; `at` and `after` (a byte has no middle) as
    soon as it has been passed on. What the proxy itself puts in is not counted.
    """

    n: int
    direction: Direction
    edge: Edge = "at"

    def __post_init__(self) -> None:
        _at_least("n", self.n, 1)
        _one_of("direction", self.direction, Direction)
        _one_of("edge", self.edge, Edge)

    def meets(self, head: Head, direction: Direction) -> bool:
        return False


@dataclass(frozen=True)
class Frame:
    """The `n`-th WebSocket frame of one direction after the handshake, counted from 1.

    Control frames and each fragment of a message count. `before`: nothing of the frame has been passed on; `at`: the
    first half of its bytes has; `after`: all of it has.
    """

    n: int
    direction: Direction = "to_client"
    edge: Edge = "before"

    def __post_init__(self) -> None:
        _at_least("n", self.n, 1)
        _one_of("direction", self.direction, Direction)
        _one_of("edge", self.edge, Edge)

    def meets(self, head: Head, direction: Direction) -> bool:
        return isinstance(head, FrameHead) and direction == self.direction and head.number == self.n


@dataclass(frozen=True)
class OnRequest:
    """Any HTTP request. `before`: the server has seen nothing of it; `at`: half of its head; `after`: all of it."""

    edge: Edge = "after"

    def __post_init__(self) -> None:
        _one_of("edge", self.edge, Edge)

    def meets(self, head: Head, direction: Direction) -> bool:
        return isinstance(head, RequestHead)


@dataclass(frozen=True)
class OnResponse:
    """Any final HTTP response (101 is one, 100 is not). `before`: the server has answered, the client has nothing of
    it; `at`: the client has half of its head; `after`: all of it, body included."""

    edge: Edge = "before"

    def __post_init__(self) -> None:
        _one_of("edge", self.edge, Edge)

    def meets(self, head: Head, direction: Direction) -> bool:
        return isinstance(head, ResponseHead)


Position = Bytes | Frame | OnRequest | OnResponse


@dataclass(frozen=True, repr=False)
class Fault:
    """What all faults have in common.

    times: how often it strikes, over all connections; None: always.
    method, path: strike only where the connection's latest request had this method and this path. The path is compared
        without its query, and may hold the wildcards of `fnmatch` (`"/memory/*"`).
    """

    times: int | None = field(default=1, kw_only=True)
    method: str | None = field(default=None, kw_only=True)
    path: str | None = field(default=None, kw_only=True)

    def __post_init__(self) -> None:
        if self.times is not None:
            _at_least("times", self.times, 1)

    def __repr__(self) -> str:
        given = (f for f in fields(self) if getattr(self, f.name) != f.default)
        return f"{type(self).__name__}({', '.join(f'{f.name}={getattr(self, f.name)!r}' for f in given)})"

    def concerns(self, request: RequestHead | None) -> bool:
        """Whether a connection whose latest request is `request` is one that this fault is meant for."""
        if self.method is None and self.path is None:
            return True
        return (
            request is not None
            and (self.method is None or self.method.upper() == request.method)
            and (self.path is None or fnmatchcase(request.path, self.path))
        )


@dataclass(frozen=True, repr=False)
class Placed(Fault):
    """A fault that strikes at `when`; None: as soon as a connection has been accepted."""

    when: Position | None = field(default=None, kw_only=True)

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.when is None and (self.method is not None or self.path is not None):
            raise ValueError(
                "without `when` a fault strikes before any request: beside method= or path=, give when= too"
            )


@dataclass(frozen=True, repr=False)
class Cut(Placed):
    """End the connection, towards both sides: `fin` in good order (end of file), `rst` with a reset.

    A reset as a connection opens may reach a client within its `connect`, or at its first read.
    """

    by: How = field(default="fin", kw_only=True)

    def __post_init__(self) -> None:
        super().__post_init__()
        _one_of("by", self.by, How)


@dataclass(frozen=True, repr=False)
class Freeze(Placed):
    """Pass nothing on from here, in both directions or the given one, until `FaultProxy.thaw()`; the connection stays
    open, and not even its end is passed on."""

    direction: Direction | None = field(default=None, kw_only=True)

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.direction is not None:
            _one_of("direction", self.direction, Direction)


@dataclass(frozen=True, repr=False)
class Delay(Placed):
    """Wait `seconds` before passing on what comes next in the direction of `when` (None: before anything passes)."""

    seconds: float

    def __post_init__(self) -> None:
        super().__post_init__()
        _at_least("seconds", self.seconds, 0)


@dataclass(frozen=True, repr=False)
class Answer(Fault):
    """Answer a request in the server's place: it never sees it. The connection stays usable for the next one, except
    after a refused WebSocket handshake, which ends it.

    status: 200 … 599. retry_after: the `Retry-After` header: seconds, or an HTTP date as text; None: no such header.
    """

    status: int
    retry_after: float | str | None = field(default=None, kw_only=True)
    body: bytes | str = field(default=b"", kw_only=True)
    headers: Mapping[str, str] | None = field(default=None, kw_only=True, hash=False)

    def __post_init__(self) -> None:
        super().__post_init__()
        if not 200 <= self.status <= 599:
            raise ValueError(f"status must be 200 … 599, not {self.status!r}")


@dataclass(frozen=True, repr=False)
class CutBody(Fault):
    """Cut the connection after `after` bytes of a response's body, which has more: a chunked one is counted without
    its framing. A body that has no more than `after` bytes passes, and leaves the fault for the next."""

    after: int
    by: How = field(default="fin", kw_only=True)

    def __post_init__(self) -> None:
        super().__post_init__()
        _at_least("after", self.after, 0)
        _one_of("by", self.by, How)


@dataclass(frozen=True)
class Huge:
    """A text frame of `size` bytes, made while it is sent, so `Huge(1 << 40)` costs no memory.

    It is the letter x over and over. A subclass may be a message of an API: it says what comes before and after that.
    """

    size: int
    opening: ClassVar[bytes] = b""
    closing: ClassVar[bytes] = b""

    def __post_init__(self) -> None:
        _at_least("size", self.size, 0)


def _between_frames(when: object) -> bool:
    return isinstance(when, Frame) and when.direction == "to_client" and when.edge != "at"


@dataclass(frozen=True, repr=False)
class Insert(Placed):
    """Put a well-formed frame between two of the server's: text, bytes (a binary frame) or `Huge`.

    A message that is being sent in fragments is not interrupted: the frame follows it. `opcode` is for other frames:
    `Insert(b"\\x03\\xf5", opcode=8)` closes with code 1013.
    """

    frame: str | bytes | Huge
    when: Frame = field(default=Frame(1), kw_only=True)
    opcode: int | None = field(default=None, kw_only=True)

    def __post_init__(self) -> None:
        super().__post_init__()
        if not _between_frames(self.when):
            raise ValueError("a frame is put in before or after one that goes to_client: when=Frame(n, edge='before')")
        if self.opcode is not None and not 0 <= self.opcode <= 15:
            raise ValueError(f"opcode must be 0 … 15, not {self.opcode!r}")
