"""Programs for the published SDK run on this client, whatever the dialect, and it has none of the SDK's defects.

That these are the SDK's, and that the programs run on it, is shown by `make compat CLIENT=chatroutes`.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from .defects import DEFECTS, NEW, OLD, Defect
from .side_by_side import DIALECTS, Driver, programs, run

HERE = Path(sys.executable)


ALL = [(program, dialect) for version in DIALECTS for program in programs(version) for dialect in DIALECTS.values()]
OTHERS = [(program, dialect) for program, dialect in ALL if dialect != DIALECTS[program.parent.name]]
"""In the dialect that a program was not written for."""


@pytest.mark.parametrize(
    ("program", "dialect"), ALL if os.environ.get("TEST_ALL") else OTHERS, ids=lambda one: getattr(one, "stem", one)
)
def test_a_program_runs_unchanged(program: Path, dialect: str) -> None:
    assert run(HERE, program, dialect) == ""


@pytest.fixture(scope="module")
def drivers() -> Iterator[dict[str, Driver]]:
    """One for each dialect."""
    made = {dialect: Driver(HERE, dialect) for dialect in DIALECTS.values()}
    yield made
    for each in made.values():
        each.end()


@pytest.mark.parametrize("defect", DEFECTS, ids=lambda defect: defect.name)
def test_a_defect_is_not_here(defect: Defect, drivers: dict[str, Driver]) -> None:
    for version in defect.versions or (OLD, NEW):
        right, outcome = drivers[defect.dialect or DIALECTS[version]].outcome(defect)
        assert right, outcome


def test_every_defect_of_the_contract_is_tried() -> None:
    contract = (Path(__file__).parents[2] / "docs" / "contract.md").read_text("utf-8")
    known = set(re.findall(r"^\| (X\d+) \|", contract, re.M))
    assert known - {defect.name.split()[0] for defect in DEFECTS} == {"X15"}
