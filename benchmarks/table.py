"""The table, for people and for machines."""

from __future__ import annotations

import json
import math
from typing import NamedTuple

from benchmarks.rounds import CLOSE_ENOUGH, Ratio
from benchmarks.rows import Measure

HEADINGS = ("row", "measure", "ours", "peer", "its value", "ratio", "±", "target", "ok")


class Line(NamedTuple):
    """What came out of a measure."""

    measure: Measure
    found: Ratio | None
    """None: it could not be measured."""

    @property
    def ok(self) -> bool:
        """Whether the target is reached."""
        if self.found is None:
            return False
        if self.measure.cap is not None and self.found.ours > self.measure.cap:
            return False
        ratio = self.found.ratio
        return ratio >= self.measure.target if self.measure.speeds else ratio <= self.measure.target

    @property
    def settled(self) -> bool:
        """Whether another run would say the same within 10 %."""
        return self.found is not None and self.found.spread <= CLOSE_ENOUGH

    def cells(self) -> tuple[str, ...]:
        """For people."""
        unit, found = self.measure.unit, self.found
        target = f"{'≥' if self.measure.speeds else '≤'} {self.measure.target:g}"
        if self.measure.cap is not None:
            target += f", {_short(unit.of(self.measure.cap))} {unit.name}"
        row, measure, peer, ok = self.measure.row, self.measure.measure, self.measure.peer, "yes" if self.ok else "NO"
        if found is None:
            return row, measure, "", peer, "", "not measured", "", target, ok
        ours, theirs = (f"{_short(unit.of(cost))} {unit.name}" for cost in (found.ours, found.peer))
        spread = f"{found.spread:.0%}" if math.isfinite(found.spread) else "?"
        return row, measure, ours, peer, theirs, _short(found.ratio), spread, target, ok

    def facts(self) -> dict[str, object]:
        """For machines."""
        unit, found = self.measure.unit, self.found
        return {
            "row": self.measure.row,
            "measure": f"{self.measure.measure} [{unit.name}]",
            "ours": unit.of(found.ours) if found else None,
            "peer": self.measure.peer,
            "peer_value": unit.of(found.peer) if found else None,
            "ratio": found.ratio if found else None,
            "target": self.measure.target,
            "ok": self.ok,
        }


def shown(lines: list[Line]) -> str:
    """As a table in Markdown, aligned."""
    rows = [HEADINGS, *(line.cells() for line in lines)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    drawn = [f"| {' | '.join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))} |" for row in rows]
    return "\n".join([drawn[0], f"|{'|'.join('-' * (width + 2) for width in widths)}|", *drawn[1:]])


def for_machines(lines: list[Line]) -> str:
    """As a list of objects, in JSON."""
    return json.dumps([line.facts() for line in lines], indent=2, ensure_ascii=False) + "\n"


def _short(value: float) -> str:
    """Three digits."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:#.3g}"
