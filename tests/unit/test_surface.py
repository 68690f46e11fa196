"""The public surface is what was recorded: names, kinds, signatures and bases, wherever they are defined."""

from __future__ import annotations

import difflib
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
RECORDED = Path(__file__).with_name("surface.txt")
RECORD = ("-m", "tests.unit.surface")


def test_the_public_surface_is_what_was_recorded() -> None:
    # In an interpreter of its own: asking for a name of 1.4.9 warns once in a process.
    done = subprocess.run(
        [sys.executable, *RECORD], cwd=ROOT, capture_output=True, text=True, encoding="utf-8", timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    recorded = RECORDED.read_text(encoding="utf-8")
    difference = "".join(
        difflib.unified_diff(recorded.splitlines(True), done.stdout.splitlines(True), "recorded", "now", n=0)
    )
    assert not difference, f"{difference}\nif that is meant: python {' '.join(RECORD)} > {RECORDED.relative_to(ROOT)}"
