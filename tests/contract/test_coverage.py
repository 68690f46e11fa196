"""That nothing of the contract goes without a case: fails with the name of each pair and row that has none."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from .seen import OPERATIONS, PAIRS, ROWS, operation_of
from .shapes import DOCUMENT


def marks() -> Iterator[pytest.Mark]:
    """Give the marks of all cases here, those of single parameters included."""
    for file in sorted(Path(__file__).parent.glob("test_*.py")):
        module = importlib.import_module(f".{file.stem}", __package__)
        for name, case in vars(module).items():
            if name.startswith("test_"):
                for mark in getattr(case, "pytestmark", []):
                    yield mark
                    if mark.name == "parametrize":
                        yield from marks_of_parameters(mark.args[1])


def marks_of_parameters(parameters: Any) -> Iterator[pytest.Mark]:
    """Give the marks in the arguments of pytest.param."""
    for parameter in parameters:
        for mark in getattr(parameter, "marks", ()):
            yield mark.mark if isinstance(mark, pytest.MarkDecorator) else mark


def test_each_status_of_each_operation_has_a_case() -> None:
    shown = {(mark.args[0], status) for mark in marks() if mark.name == "covers" for status in mark.args[1:]}
    assert sorted(PAIRS - shown) == []


def test_each_row_has_a_case() -> None:
    shown = {mark.args for mark in marks() if mark.name == "covers_row"}
    assert sorted(ROWS - shown) == []
    assert sorted(shown - ROWS) == [], "rows that seen.py does not know"


def test_the_table_is_whole() -> None:
    documented = [operation["operationId"] for path in DOCUMENT["paths"].values() for operation in path.values()]
    assert sorted(operation.name for operation in OPERATIONS) == sorted(documented)
    for operation in OPERATIONS:
        path = "/".join("x" if part.startswith("{") else part for part in operation.path.split("/"))
        assert operation_of(operation.method, path) == operation.name
