"""Running a program of `programs/` against a fresh embedded Cat, with whichever client an interpreter has."""

from __future__ import annotations

import os
import re
import subprocess
import time
from pathlib import Path
from typing import NamedTuple

from cheshire_cat_api.testing import EmbeddedCat

PROGRAMS = Path(__file__).with_name("programs")
LIMIT = 90.0  # seconds for a program; 1.4.9 takes ten for many a close()
LIMIT_AT_THE_END = 15.0  # … for one of which only the end is in question


class Outcome(NamedTuple):
    """How a program ended."""

    code: int | None
    """Its exit status; None: it had to be ended."""
    out: str
    err: str
    seconds: float

    @property
    def passed(self) -> bool:
        """Whether all of it held."""
        return self.code == 0

    @property
    def how(self) -> str:
        """How it failed."""
        return "hangs" if self.code is None else "fails"

    @property
    def failures(self) -> list[str]:
        """What did not hold."""
        failed = [line for line in self.out.splitlines() if line.startswith("FAILED")]
        if self.code is None:
            at_the_end = re.search(r"AT THE END, else (defect \d+)", self.out)
            failed.append(f"FAILED by {at_the_end[1]}: it hangs at its end" if at_the_end else "FAILED: it hangs")
        elif self.code != 0 and not failed:
            failed.append(f"FAILED: {self.err.strip().splitlines()[-1] if self.err.strip() else self.code}")
        return failed

    @property
    def defects(self) -> set[int]:
        """By their numbers, what it failed by."""
        return {int(found[1]) for line in self.failures if (found := re.match(r"FAILED by defect (\d+):", line))}

    @property
    def unexplained(self) -> list[str]:
        """What failed by no defect that is known."""
        return [line for line in self.failures if not line.startswith("FAILED by defect ")]


def names() -> list[str]:
    """The programs."""
    return sorted(path.stem for path in PROGRAMS.glob("*.py") if path.stem != "checks")


def run(python: Path, name: str, *options: str) -> Outcome:
    """Run one, and end it if it does not end.

    Args:
        python: the interpreter.
        name: of the program.
        options: of the interpreter.
    """
    path = PROGRAMS / f"{name}.py"
    limit = LIMIT_AT_THE_END if "ends_by_itself" in path.read_text(encoding="utf-8") else LIMIT
    env = {key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", "PYTHONWARNINGS")}
    with EmbeddedCat(exposed=True) as cat:  # one of them has it fetch a page from this machine
        began = time.monotonic()
        command = [str(python), *options, str(path), cat.host, str(cat.port)]
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8", env={**env, "PYTHONUTF8": "1"}
        ) as process:
            try:
                out, err = process.communicate(timeout=limit)
                code: int | None = process.returncode
            except subprocess.TimeoutExpired:
                process.kill()
                out, err = process.communicate()
                code = None
        return Outcome(code, out, err, time.monotonic() - began)
