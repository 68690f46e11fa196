"""Measure the client beside its peers and print one table of ratios.

Each ratio comes from two contestants in alternation, in processes of their own, until its median is known to 5 %: so
two runs agree within 10 %. Exit status: 0 every target was reached, 1 not every one, 2 an environment or the server
could not be set up.
"""

from __future__ import annotations

import argparse
import platform
import subprocess
import sys
import time
from pathlib import Path

from benchmarks import table
from benchmarks.environments import CLIENTS, python_of
from benchmarks.processes import Contestant, Failed, Job, Script, server, start
from benchmarks.rounds import Ratio, compare
from benchmarks.rows import Limit, Measure, measures

PATIENCE = 12.0
"""Seconds for a measure, so that the whole takes less than ten minutes."""


def main(arguments: list[str] | None = None) -> int:
    """Run the command line."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--json", type=Path, metavar="PATH", help="write the table for machines there too")
    parser.add_argument("--only", metavar="TEXT", default="", help="those rows only whose name or measure has this")
    parser.add_argument("--client", choices=CLIENTS, default=next(iter(CLIENTS)), help="whose rows")
    options = parser.parse_args(arguments)
    environment = CLIENTS[options.client]
    try:
        chosen = [each for each in measures(environment) if options.only in f"{each.row}: {each.measure}"]
        python_of(environment)
        with server() as url:
            lines = [_line(each, url) for each in chosen]
    except (OSError, ValueError, subprocess.SubprocessError) as error:
        print(f"failed: {error}", file=sys.stderr)
        return 2
    print(f"CPython {platform.python_version()}, {platform.machine()}; ± is half the interval of the median\n")
    print(table.shown(lines))
    if options.json is not None:
        options.json.write_text(table.for_machines(lines), encoding="utf-8")
    return 0 if all(line.ok for line in lines) else 1


def _line(measure: Measure, url: str) -> table.Line:
    began = time.monotonic()
    print(f"{measure.row}: {measure.measure}", end=" … ", file=sys.stderr, flush=True)
    try:
        line = table.Line(measure, _measured(measure, url))
    except Failed as failure:
        print(f"not measured: {failure}", file=sys.stderr, flush=True)
        return table.Line(measure, None)
    assert line.found is not None
    print(
        f"{line.found.ratio:.3g}, {line.found.rounds} rounds in {time.monotonic() - began:.0f} s"
        f"{'' if line.settled else ', not settled'}",
        file=sys.stderr,
        flush=True,
    )
    return line


def _measured(measure: Measure, url: str) -> Ratio:
    ours = _started(measure.ours, url)
    try:
        peer = _started(measure.against, url)
        try:
            return compare(ours, peer, PATIENCE, measure.speeds)
        finally:
            peer.end()
    finally:
        ours.end()


def _started(job: Job | Script | Limit, url: str) -> Contestant:
    if isinstance(job, Limit):
        return _Constant(job.cost)
    return start(job, python_of(job.environment), url)


class _Constant:
    """In the place of a contestant: a limit."""

    def __init__(self, cost: float) -> None:
        self._cost = cost

    def measure(self) -> float:
        return self._cost

    def end(self) -> None:
        pass


if __name__ == "__main__":
    sys.exit(main())
