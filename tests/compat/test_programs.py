"""Programs written for 1.4.9 run unchanged, and hear once of each thing that is deprecated."""

from __future__ import annotations

import re
import sys
from collections import Counter
from pathlib import Path

import pytest

from .programs_run import PROGRAMS, Outcome, names, run

# Those that use nothing but what is here to stay.
CURRENT = {
    "telegram_bridge",
    "console",
    "late_callbacks",
    "close_twice",
    "forgotten_close",
    "odd_users",
    "early_send",
    "own_names",
}


def test_the_shapes_that_programs_have_are_there() -> None:
    assert {
        "telegram_bridge",
        "console",
        "blocking_ask",
        "plugin_deployer",
        "user_headers",
        "hand_built",
        "positional",
        "late_callbacks",
        "connect_loop",
        "close_twice",
    } <= set(names())


SLOW = {"uploads"}
"""Its uploads wait for one another, for half a minute where there is no sign (docs/uploads.md)."""


@pytest.mark.parametrize("name", [pytest.param(name, marks=[pytest.mark.slow] * (name in SLOW)) for name in names()])
def test_a_program_runs_unchanged(name: str) -> None:
    outcome = run(Path(sys.executable), name, "-W", "always::DeprecationWarning")
    assert outcome.passed, outcome
    assert re.search(r"^(ok|AT THE END)", outcome.out, re.MULTILINE)
    told = deprecations(outcome)
    assert (not told) == (name in CURRENT), told
    assert set(told.values()) <= {1}, "each is said once"
    places = set(re.findall(r"^(.*?):\d+: DeprecationWarning", outcome.err, re.MULTILINE))
    assert places <= {str(PROGRAMS / f"{name}.py")}, "each points to the program's own line"


def deprecations(outcome: Outcome) -> Counter[str]:
    """What was said to be deprecated, and how often."""
    return Counter(
        re.findall(r"DeprecationWarning: (.*) is of cheshire-cat-api 1\.4\.9; .*docs/migrating\.md", outcome.err)
    )


def test_a_failure_names_its_defect() -> None:
    out = "ok: this\nFAILED by defect 12: that\nFAILED: something else\nFAILED by defect 3: more\n"
    failed = Outcome(1, out, "", 0.1)
    assert (failed.passed, failed.defects, failed.unexplained) == (False, {3, 12}, ["FAILED: something else"])
    hangs = Outcome(None, "ok: this\nAT THE END, else defect 4\n", "", 15.0)
    assert (hangs.how, hangs.defects, hangs.unexplained) == ("hangs", {4}, [])
    assert Outcome(None, "ok: this\n", "", 90.0).unexplained == ["FAILED: it hangs"]
    crashed = Outcome(1, "ok: this\n", "Traceback …\nImportError: no", 0.1)
    assert crashed.unexplained == ["FAILED: ImportError: no"]
    assert Outcome(0, "ok: this\n", "", 0.1).failures == []
