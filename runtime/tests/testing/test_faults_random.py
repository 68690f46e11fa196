"""`RandomFaults`: the same picks for the same seed. And the faults themselves: they refuse bad arguments."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from openapi_facade.testing.faults import (
    Answer,
    Bytes,
    Cut,
    CutBody,
    Delay,
    Fault,
    FaultProxy,
    Frame,
    Freeze,
    Huge,
    Insert,
    OnRequest,
    OnResponse,
    RandomFaults,
)

ALL = (Cut, CutBody, Answer, Delay, Insert, Freeze)


def picks(policy: RandomFaults) -> list[Fault | None]:
    return [policy.pick(1 + number // 10, 1 + number % 10, websocket=number % 3 == 0) for number in range(1_000)]


def test_a_thousand_picks_are_the_same_for_the_same_seed() -> None:
    first = picks(RandomFaults(7, 0.5, kinds=ALL))
    assert picks(RandomFaults(7, 0.5, kinds=ALL)) == first
    assert picks(RandomFaults(8, 0.5, kinds=ALL)) != first
    assert {type(pick) for pick in first} == {*ALL, type(None)}
    assert 400 < sum(pick is not None for pick in first) < 600


def test_a_pick_depends_on_no_other() -> None:
    whole, single = RandomFaults(7, 0.5), RandomFaults(7, 0.5)
    assert picks(whole)[-1:] == [single.pick(100, 10, websocket=True)]


def test_a_fresh_seed_is_shown_and_can_be_used_again() -> None:
    policy = RandomFaults(rate=1.0, kinds=(Cut, Answer))
    again = eval(repr(policy), {"RandomFaults": RandomFaults, "Cut": Cut, "Answer": Answer})
    assert picks(again) == picks(policy)
    assert RandomFaults().seed != RandomFaults().seed


def test_the_rate_is_a_probability() -> None:
    assert set(picks(RandomFaults(7, 0.0))) == {None}
    assert None not in picks(RandomFaults(7, 1.0))


def test_a_request_gets_only_what_can_happen_to_it() -> None:
    assert {RandomFaults(7, 1.0, kinds=(Insert,)).pick(1, n) for n in range(1, 50)} == {None}
    assert {RandomFaults(7, 1.0, kinds=(CutBody,)).pick(1, n, websocket=True) for n in range(1, 50)} == {None}
    placed = [RandomFaults(7, 1.0, kinds=(Cut,)).pick(1, n, websocket=True) for n in range(1, 50)]
    assert all(isinstance(pick, Cut) and isinstance(pick.when, Frame) for pick in placed)


def test_a_subclass_says_which_huge_frames_are_picked() -> None:
    class Whole(Huge):
        pass

    class Own(RandomFaults):
        huge = Whole

    def frames(kind: type[RandomFaults]) -> set[type[object]]:
        policy = kind(7, 1.0, kinds=(Insert,))
        picked = [policy.pick(1, number, websocket=True) for number in range(50)]
        return {type(pick.frame) for pick in picked if isinstance(pick, Insert)}

    assert frames(RandomFaults) == {str, Huge}
    assert frames(Own) == {str, Whole}


def test_a_repr_shows_what_was_given() -> None:
    assert repr(Cut(by="rst", when=Frame(3, edge="at"))) == (
        "Cut(when=Frame(n=3, direction='to_client', edge='at'), by='rst')"
    )
    assert repr(Answer(503, times=None, path="/plugins/")) == "Answer(times=None, path='/plugins/', status=503)"


@pytest.mark.parametrize(
    ("kind", "arguments", "complaint"),
    [
        (Cut, {"by": "kill"}, "by must be one of 'fin', 'rst', not 'kill'"),
        (Cut, {"times": 0}, "times must be at least 1"),
        (Cut, {"path": "/x"}, "give when= too"),
        (CutBody, {"after": 3, "by": "kill"}, "by must be one of"),
        (CutBody, {"after": -1}, "after must be at least 0"),
        (Freeze, {"direction": "up"}, "direction must be one of 'to_server', 'to_client'"),
        (Frame, {"n": 0}, "n must be at least 1"),
        (Frame, {"n": 1, "edge": "middle"}, "edge must be one of 'before', 'at', 'after'"),
        (Frame, {"n": 1, "direction": "up"}, "direction must be one of"),
        (Bytes, {"n": 0, "direction": "to_client"}, "n must be at least 1"),
        (Bytes, {"n": 1, "direction": "up"}, "direction must be one of"),
        (Bytes, {"n": 1, "direction": "to_client", "edge": "in"}, "edge must be one of"),
        (OnRequest, {"edge": "in"}, "edge must be one of"),
        (OnResponse, {"edge": "in"}, "edge must be one of"),
        (Delay, {"seconds": -1}, "seconds must be at least 0"),
        (Huge, {"size": -1}, "size must be at least 0"),
        (Answer, {"status": 101}, "status must be 200 … 599"),
        (Insert, {"frame": "x", "when": Frame(1, edge="at")}, "before or after one that goes to_client"),
        (Insert, {"frame": "x", "when": Frame(1, "to_server")}, "before or after one that goes to_client"),
        (Insert, {"frame": "x", "opcode": 16}, "opcode must be 0 … 15"),
        (RandomFaults, {"rate": 2}, "rate is a probability"),
        (RandomFaults, {"kinds": (int,)}, "kinds may hold Cut, CutBody"),
        (FaultProxy, {"server": "https://api.example"}, "give the server's plain address"),
        (FaultProxy, {"server": "localhost:1865"}, "give the server's plain address"),
    ],
)
def test_bad_arguments_are_refused(kind: Callable[..., object], arguments: dict[str, Any], complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        kind(**arguments)
