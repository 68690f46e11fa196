"""The generated package at work, before it replaces anything: every module, model and operation is tried.

That a module compiles says little. So a process of its own imports all of them, builds every model from examples of its
schema, and calls every operation against a recorder (trial.py); what fails is refused with its place.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from openapi_facade.comparison.problems import Refused

_TIMEOUT = 120  # seconds; a package of 49 operations takes one or two


def verify(package: Path, told: Iterable[str] = ()) -> None:
    """Try the package in a folder, which has its document as openapi.json.

    Args:
        told: what the generator complained of, each line with its place: what does not work there follows from it.

    Raises:
        Refused: something does not work; with the place of each.
    """
    command = [sys.executable, "-I", "-B", str(Path(__file__).with_name("trial.py")), str(package)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=_TIMEOUT)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Refused(f"the generated package could not be tried: {error}") from None
    try:
        failures: list[str] = json.loads(done.stdout)
    except ValueError:
        raise Refused(f"the generated package could not be tried:\n{done.stderr.strip()[-2000:]}") from None
    known = {_place(line) for line in told}
    failures = [failure for failure in failures if _place(failure) not in known]
    if failures:
        raise Refused("the generated code does not work:", *failures)


def _place(line: str) -> str:
    return line.partition(": ")[0]
