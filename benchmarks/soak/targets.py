"""What a soak has to reach, and its table."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from typing import Any, NamedTuple

from benchmarks.soak.plan import MIB, Plan

Row = dict[str, Any]
"""The fields of a `Measure`."""

_COLUMNS = (
    "minute",
    "memory, MiB",
    "blocks",
    "objects",
    "descriptors",
    "threads",
    "done",
    "refused",
    "hangs",
    "foreign",
    "wrong",
)
TOGETHER = 3
"""So many measures at each end are taken together, by their median."""


class Target(NamedTuple):
    """One of them."""

    name: str
    found: float
    limit: float
    unit: str = ""

    @property
    def ok(self) -> bool:
        """Whether it is reached."""
        return self.found <= self.limit

    def __str__(self) -> str:
        unit = f" {self.unit}" if self.unit else ""
        return f"{self.name:<20} {self.found:g}{unit}, at most {self.limit:g}{unit}: {'ok' if self.ok else 'MISSED'}"


def targets(plan: Plan, rows: Sequence[Row]) -> list[Target]:
    """Of all measures: the first before the users came, the last after they had gone."""
    start, *during, end = rows
    return [
        Target("memory", round(added(plan, during) / MIB, 2), plan.allowed / MIB, "MiB"),
        Target("hangs", end["hangs"], 0),
        Target("foreign exceptions", end["foreign"], 0),
        Target("wrong answers", end["wrong"], 0),
        Target("descriptors", end["descriptors"], start["descriptors"]),
        Target("threads", end["threads"], start["threads"]),
    ]


def added(plan: Plan, rows: Sequence[Row]) -> float:
    """Bytes of memory that came in the last two thirds."""
    late: list[float] = [row["memory"] for row in rows if row["minute"] >= plan.minutes / 3]
    return statistics.median(late[-TOGETHER:]) - statistics.median(late[:TOGETHER])


def heading() -> str:
    """The table's."""
    return "  ".join(_COLUMNS)


def line(row: Row) -> str:
    """One of the table's."""
    cells = [f"{row['minute']:g}", f"{row['memory'] / MIB:.2f}", *(f"{value:,}" for value in list(row.values())[2:])]
    return "  ".join(cell.rjust(len(column)) for cell, column in zip(cells, _COLUMNS, strict=True))
