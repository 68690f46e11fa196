"""The processes of a soak: the Cat, the users, and what they say."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.processes import Failed, started
from benchmarks.soak.plan import Plan
from benchmarks.soak.targets import Row, Target, targets

PATIENCE = 30.0
"""Seconds that a process has to end."""
ONE_ARENA = {"MALLOC_ARENA_MAX": "1"}
"""For the C library, which otherwise keeps one for each of several threads: what is free in them comes and goes by MiBs
and says nothing of the client."""


class Outcome(NamedTuple):
    """What came out."""

    targets: list[Target]
    notes: list[str]
    """What went wrong, in words; the first of it."""
    refused: dict[str, int]
    """How often each CatError was raised."""


def soak(plan: Plan, python: Path, tell: Callable[[Row], object]) -> Outcome:
    """Run one.

    Args:
        plan: how.
        python: the interpreter, of an environment with the client and what the embedded Cat needs.
        tell: gets each measure.

    Raises:
        Failed: one of the processes ended too early.
    """
    rows: list[Row] = []
    with _process([str(python), "-m", "benchmarks.soak.cat", plan.to_json()], errors=subprocess.DEVNULL) as cat:
        addresses = _line(cat, "the Cat")
        command = [str(python), "-m", "benchmarks.soak.worker", plan.to_json(), json.dumps(addresses)]
        with _process(command, errors=None, more=ONE_ARENA) as users:
            while "notes" not in (said := _line(users, "the users' process")):
                rows.append(said)
                tell(said)
    return Outcome(targets(plan, rows), said["notes"], said["refused"])


@contextmanager
def _process(
    command: list[str], errors: int | None, more: Mapping[str, str] | None = None
) -> Iterator[subprocess.Popen[str]]:
    process = started(command, errors, more)
    try:
        yield process
    finally:
        try:
            process.communicate(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()


def _line(process: subprocess.Popen[str], who: str) -> dict[str, Any]:
    assert process.stdout is not None
    said = process.stdout.readline()
    if not said:
        raise Failed(f"{who} ended too early")
    line: dict[str, Any] = json.loads(said)
    return line
