"""What type checkers make of the results: every right field is known, and every wrong one is an error."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from cheshire_cat_openapi.operations import OPERATIONS

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
ACCEPTED, REFUSED = HERE / "reads_every_result.py", HERE / "wrong_fields.py"
RIGHT_HANDLERS, WRONG_HANDLERS = HERE / "right_handlers.py", HERE / "wrong_handlers.py"
ALL = Counter({(operation.tag, operation.name): 1 for operation in OPERATIONS.values()})


def run(tool: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A type checker with the project's settings."""
    command = [str(Path(sys.executable).parent / tool), *arguments]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False, timeout=110)


def mypy(path: Path, _: Path) -> list[tuple[int, str]]:
    """(line, rule) of each complaint of `mypy --strict`."""
    done = run("mypy", "--strict", "--output", "json", str(path))
    assert done.returncode in (0, 1), done.stdout + done.stderr
    found = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    assert {each["file"] for each in found} <= {path.relative_to(ROOT).as_posix()}, done.stdout
    return [(each["line"], each["code"]) for each in found if each["severity"] == "error"]


def basedpyright(path: Path, scratch: Path) -> list[tuple[int, str]]:
    """The same of basedpyright, with settings of its own, for it never reads what pyproject.toml excludes."""
    config = scratch / "pyrightconfig.json"
    paths = [str(ROOT / name) for name in ("facade", "generated")]
    settings = {"include": [str(path)], "extraPaths": paths, "pythonVersion": "3.10", "typeCheckingMode": "standard"}
    config.write_text(json.dumps(settings))
    done = run("basedpyright", "--outputjson", "--project", str(config), "--pythonpath", sys.executable)
    assert done.returncode in (0, 1), done.stdout + done.stderr
    report = json.loads(done.stdout)
    assert report["summary"]["filesAnalyzed"] == 1
    return [(each["range"]["start"]["line"] + 1, each.get("rule", "-")) for each in report["generalDiagnostics"]]


Checker = Callable[[Path, Path], list[tuple[int, str]]]


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


@pytest.mark.parametrize("check", [mypy, basedpyright])
def test_every_right_field_is_known(check: Checker, tmp_path: Path) -> None:
    assert check(ACCEPTED, tmp_path) == []


@pytest.mark.parametrize(
    ("check", "rule"), [(mypy, "attr-defined"), (basedpyright, "reportAttributeAccessIssue")], ids=["mypy", "pyright"]
)
def test_every_wrong_field_is_an_error(check: Checker, rule: str, tmp_path: Path) -> None:
    lines = REFUSED.read_text("utf-8").splitlines()
    marked = [number for number, line in enumerate(lines, 1) if line.endswith("# wrong")]
    assert len(marked) == len(OPERATIONS)
    assert sorted(check(REFUSED, tmp_path)) == [(number, rule) for number in marked]


@pytest.mark.parametrize("check", [mypy, basedpyright])
def test_handlers_are_checked_for_what_their_kind_is_called_with(check: Checker, tmp_path: Path) -> None:
    lines = WRONG_HANDLERS.read_text("utf-8").splitlines()
    assert check(RIGHT_HANDLERS, tmp_path) == []
    assert sorted({line for line, _ in check(WRONG_HANDLERS, tmp_path)}) == [
        number for number, line in enumerate(lines, 1) if line.endswith("# wrong")
    ]
