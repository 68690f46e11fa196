"""The soak itself: that it runs, and that it notices what it is there for."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import Any

import pytest
from benchmarks.soak import targets
from benchmarks.soak.book import Book
from benchmarks.soak.cat import page
from benchmarks.soak.faulty import PLANTABLE
from benchmarks.soak.hands import Tasks, Threads, drive
from benchmarks.soak.plan import MIB, Plan
from benchmarks.soak.run import Outcome, soak
from benchmarks.soak.script import echo
from benchmarks.soak.targets import Row
from benchmarks.soak.user import User

from cheshire_cat_api.testing import EmbeddedCat

PYTHON = Path(sys.executable)
SHORT = {"users": 3, "minutes": 0.05, "interval": 0.5, "thinking": 0.05, "weather": 1.0, "seed": 5}
"""A plan of three seconds, and then of what has begun by then; with this seed each user's first act is to ask."""


def run(**options: Any) -> tuple[Outcome, list[Row]]:
    """A short soak of this environment, and its table."""
    rows: list[Row] = []
    return soak(Plan(**{**SHORT, **options}), PYTHON, rows.append), rows


def missed(outcome: Outcome) -> set[str]:
    return {target.name for target in outcome.targets if not target.ok}


def test_a_short_soak_misses_nothing() -> None:
    """Of the memory, three seconds say nothing: all is done for the first time."""
    outcome, rows = run(allowed=64 * MIB)
    assert not missed(outcome), outcome
    assert not outcome.notes
    assert rows[-1]["done"] >= 3
    assert len(rows) == 2 + 6
    assert rows[0]["threads"] == 1
    assert max(row["threads"] for row in rows) > 3


def test_a_soak_notices_each_miss() -> None:
    outcome, _ = run(planted=PLANTABLE, margin=30.0, settling=1.0)
    assert missed(outcome) == set(PLANTABLE) == {target.name for target in outcome.targets}
    for words in ("a hang: planted", "a foreign exception: planted", "a wrong answer: user-"):
        assert any(note.startswith(words) for note in outcome.notes), outcome.notes


@pytest.mark.parametrize("hands", [Threads, Tasks])
def test_every_habit_succeeds_where_nothing_goes_wrong(hands: type[Threads] | type[Tasks]) -> None:
    book = Book(margin=60.0)

    async def live(urls: dict[str, str]) -> None:
        user = User("alice", urls, hands(), book, Plan())
        for habit in user.habits():
            await habit.act()
        await user.leave()

    with page() as shown, EmbeddedCat(answers=echo, exposed=True) as cat:
        alive = live({"url": cat.url, "page": shown})
        asyncio.run(alive) if hands is Tasks else drive(alive)
    assert not book.notes
    assert not book.refused


def rows(**last: int) -> list[Row]:
    """A table of thirty minutes without a fault, but for its last row."""
    whole = {"memory": 50 * MIB, "descriptors": 3, "threads": 1, "hangs": 0, "foreign": 0, "wrong": 0}
    during = [{**whole, "minute": minute, "descriptors": 90, "threads": 80} for minute in range(1, 31)]
    return [{**whole, "minute": 0, "memory": 20 * MIB}, *during, {**whole, "minute": 30, **last}]


def names_missed(table: list[Row]) -> list[str]:
    return [target.name for target in targets.targets(Plan(), table) if not target.ok]


@pytest.mark.parametrize(
    ("last", "name"),
    [
        ({}, None),
        ({"hangs": 1}, "hangs"),
        ({"foreign": 1}, "foreign exceptions"),
        ({"wrong": 1}, "wrong answers"),
        ({"descriptors": 4}, "descriptors"),
        ({"threads": 2}, "threads"),
    ],
)
def test_one_is_too_many(last: dict[str, int], name: str | None) -> None:
    assert names_missed(rows(**last)) == ([name] if name else [])


@pytest.mark.parametrize(("a_minute", "enough"), [(0, True), (0.09, True), (0.13, False), (3.6, False)])
def test_the_last_two_thirds_add_little(a_minute: float, enough: bool) -> None:
    table = rows()
    for row in table[1:-1]:
        row["memory"] += round(a_minute * MIB * row["minute"])
    assert names_missed(table) == ([] if enough else ["memory"])


def test_the_first_third_may_add_much() -> None:
    table = rows()
    for row in table[1:-1]:
        row["memory"] += 10 * MIB * min(10, row["minute"])
    assert names_missed(table) == []
