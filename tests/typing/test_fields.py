"""What type checkers make of the results: every right field is known, and every wrong one is an error."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from cheshire_cat_openapi.operations import OPERATIONS

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
ACCEPTED, REFUSED = HERE / "reads_every_result.py", HERE / "wrong_fields.py"
RIGHT_HANDLERS, WRONG_HANDLERS = HERE / "right_handlers.py", HERE / "wrong_handlers.py"
PROGRAMS = (ACCEPTED, REFUSED, RIGHT_HANDLERS, WRONG_HANDLERS)
ALL = Counter({(operation.tag, operation.name): 1 for operation in OPERATIONS.values()})


pytestmark = pytest.mark.xdist_group("typing")  # each type checker runs once


class Complaint(NamedTuple):
    """Of a type checker."""

    path: Path
    line: int
    rule: str


def run(tool: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A type checker with the project's settings."""
    command = [str(Path(sys.executable).parent / tool), *arguments]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False, timeout=110)


def mypy(_: Path) -> Iterator[Complaint]:
    """What `mypy --strict` complains of."""
    done = run("mypy", "--strict", "--output", "json", *map(str, PROGRAMS))
    assert done.returncode in (0, 1), done.stdout + done.stderr
    found = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    for each in found:
        if each["severity"] == "error":
            yield Complaint(ROOT / each["file"], each["line"], each["code"])


def basedpyright(scratch: Path) -> Iterator[Complaint]:
    """The same of basedpyright, with settings of its own, for it never reads what pyproject.toml excludes."""
    config = scratch / "pyrightconfig.json"
    paths = [str(ROOT / name) for name in ("facade", "generated")]
    settings = {"extraPaths": paths, "pythonVersion": "3.10", "typeCheckingMode": "standard"}
    config.write_text(json.dumps({"include": [*map(str, PROGRAMS)], **settings}))
    done = run("basedpyright", "--outputjson", "--project", str(config), "--pythonpath", sys.executable)
    assert done.returncode in (0, 1), done.stdout + done.stderr
    report = json.loads(done.stdout)
    assert report["summary"]["filesAnalyzed"] == len(PROGRAMS)
    for each in report["generalDiagnostics"]:
        yield Complaint(Path(each["file"]), each["range"]["start"]["line"] + 1, each.get("rule", "-"))


Check = Callable[[Path], list[tuple[int, str]]]


@pytest.fixture(scope="module", params=[mypy, basedpyright])
def check(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Check:
    """(line, rule) of each complaint of a type checker about one of the programs; it reads all of them at once."""
    found = list(request.param(tmp_path_factory.mktemp("settings")))
    assert {each.path for each in found} <= set(PROGRAMS)
    return lambda path: [(each.line, each.rule) for each in found if each.path == path]


@pytest.mark.parametrize("path", [ACCEPTED, REFUSED], ids=["accepted", "refused"])
def test_each_operation_is_called_once(path: Path) -> None:
    function = next(node for node in ast.parse(path.read_text("utf-8")).body if isinstance(node, ast.FunctionDef))
    called = Counter(
        (node.value.attr, node.attr)
        for node in ast.walk(function)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Attribute)
        if isinstance(node.value.value, ast.Name) and node.value.value.id == "cat"
    )
    assert called == ALL


def test_every_right_field_is_known(check: Check) -> None:
    assert check(ACCEPTED) == []


def test_every_wrong_field_is_an_error(check: Check) -> None:
    lines = REFUSED.read_text("utf-8").splitlines()
    marked = [number for number, line in enumerate(lines, 1) if line.endswith("# wrong")]
    assert len(marked) == len(OPERATIONS)
    found = check(REFUSED)
    assert sorted(line for line, _ in found) == marked
    assert {rule for _, rule in found} in ({"attr-defined"}, {"reportAttributeAccessIssue"})


def test_handlers_are_checked_for_what_their_kind_is_called_with(check: Check) -> None:
    lines = WRONG_HANDLERS.read_text("utf-8").splitlines()
    assert check(RIGHT_HANDLERS) == []
    assert sorted({line for line, _ in check(WRONG_HANDLERS)}) == [
        number for number, line in enumerate(lines, 1) if line.endswith("# wrong")
    ]
