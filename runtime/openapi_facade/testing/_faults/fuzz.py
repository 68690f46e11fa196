"""Faults picked at random, and the same ones again for the same seed."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from typing import ClassVar, get_args

from .kinds import (
    Answer,
    Cut,
    CutBody,
    Delay,
    Direction,
    Edge,
    Fault,
    Frame,
    Freeze,
    How,
    Huge,
    Insert,
    OnRequest,
    OnResponse,
    Position,
)

_Make = Callable[[random.Random, bool, type[Huge]], Fault]


def _somewhere(rng: random.Random, websocket: bool) -> Position:
    edge: Edge = rng.choice(get_args(Edge))
    if websocket:
        direction: Direction = rng.choice(get_args(Direction))
        return Frame(rng.randint(1, 12), direction=direction, edge=edge)
    return rng.choice((OnRequest, OnResponse))(edge)


def _cut(rng: random.Random, websocket: bool, huge: type[Huge]) -> Fault:
    return Cut(by=rng.choice(get_args(How)), when=_somewhere(rng, websocket))


def _cut_body(rng: random.Random, websocket: bool, huge: type[Huge]) -> Fault:
    return CutBody(rng.randint(0, 200), by=rng.choice(get_args(How)))


def _answer(rng: random.Random, websocket: bool, huge: type[Huge]) -> Fault:
    return Answer(rng.choice((429, 502, 503)), retry_after=rng.choice((None, 0)))


def _delay(rng: random.Random, websocket: bool, huge: type[Huge]) -> Fault:
    return Delay(rng.uniform(0.0, 0.05), when=_somewhere(rng, websocket))


def _freeze(rng: random.Random, websocket: bool, huge: type[Huge]) -> Fault:
    return Freeze(when=_somewhere(rng, websocket))


def _insert(rng: random.Random, websocket: bool, huge: type[Huge]) -> Fault:
    frame = rng.choice(("this is not JSON", '{"type": "unheard-of"}', huge(rng.randint(1, 1 << 20))))
    return Insert(frame, when=Frame(rng.randint(1, 12), edge=rng.choice(("before", "after"))))


_MAKERS: dict[type[Fault], _Make] = {
    Cut: _cut,
    CutBody: _cut_body,
    Answer: _answer,
    Delay: _delay,
    Insert: _insert,
    Freeze: _freeze,
}
_HTTP_ONLY, _WEBSOCKET_ONLY = (CutBody,), (Insert,)


class RandomFaults:
    """A policy that gives each request, with probability `rate`, one fault; a WebSocket is the request that opens it.

    What it picks depends on nothing but the seed and on which request it is (the connection's number, and the request's
    on it), so a run with threads can be repeated. Without a seed it takes a fresh one: the `repr` shows it. `Freeze` is
    picked only if `kinds` names it: a frozen request costs its client a whole timeout. A subclass may say what kind of
    `Huge` is picked.
    """

    huge: ClassVar[type[Huge]] = Huge

    def __init__(
        self,
        seed: int | None = None,
        rate: float = 0.1,
        *,
        kinds: Iterable[type[Fault]] = (Cut, CutBody, Answer, Delay, Insert),
    ) -> None:
        self.seed = random.SystemRandom().getrandbits(32) if seed is None else seed
        self.rate = rate
        self.kinds = tuple(kinds)
        if not 0 <= rate <= 1:
            raise ValueError(f"rate is a probability, 0 … 1, not {rate!r}")
        if unknown := [kind for kind in self.kinds if kind not in _MAKERS]:
            raise ValueError(f"kinds may hold {', '.join(kind.__name__ for kind in _MAKERS)}, not {unknown!r}")

    def __repr__(self) -> str:
        kinds = ", ".join(kind.__name__ for kind in self.kinds)
        return f"RandomFaults(seed={self.seed!r}, rate={self.rate!r}, kinds=({kinds},))"

    def pick(self, connection: int, request: int, *, websocket: bool = False) -> Fault | None:
        """The fault for the `request`-th request of the `connection`-th connection (both from 1), or None."""
        rng = random.Random(f"{self.seed}/{connection}/{request}")
        apart = _HTTP_ONLY if websocket else _WEBSOCKET_ONLY
        kinds = [kind for kind in self.kinds if kind not in apart]
        if rng.random() >= self.rate or not kinds:
            return None
        return _MAKERS[rng.choice(kinds)](rng, websocket, self.huge)
