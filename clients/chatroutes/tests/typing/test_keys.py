"""What type checkers make of the results: the keys of both dialects are known, and every other one is an error."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

HERE = Path(__file__).parent
CLIENT = HERE.parent.parent
SOURCES = [str(CLIENT / "facade"), str(CLIENT.parent.parent / "runtime")]
RIGHT, WRONG = HERE / "right_keys.py", HERE / "wrong_keys.py"


def run(tool: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A type checker, without the settings of the project."""
    command = [str(Path(sys.executable).parent / tool), *arguments]
    environment = {**os.environ, "MYPYPATH": os.pathsep.join(SOURCES)}
    return subprocess.run(
        command, capture_output=True, text=True, cwd=CLIENT, env=environment, check=False, timeout=110
    )


def mypy(path: Path, _: Path) -> list[int]:
    """The lines that `mypy --strict` complains of."""
    done = run("mypy", "--strict", "--python-version", "3.10", "--config-file=", "--output", "json", str(path))
    assert done.returncode in (0, 1), done.stdout + done.stderr
    found = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    assert {each["file"] for each in found} <= {path.relative_to(CLIENT).as_posix()}, done.stdout
    return sorted({each["line"] for each in found if each["severity"] == "error"})


def basedpyright(path: Path, scratch: Path) -> list[int]:
    """The lines that basedpyright complains of."""
    config = scratch / "pyrightconfig.json"
    settings = {
        "include": [str(path)],
        "extraPaths": SOURCES,
        "pythonVersion": "3.10",
        "typeCheckingMode": "standard",
    }
    config.write_text(json.dumps(settings))
    done = run("basedpyright", "--outputjson", "--project", str(config), "--pythonpath", sys.executable)
    assert done.returncode in (0, 1), done.stdout + done.stderr
    report = json.loads(done.stdout)
    assert report["summary"]["filesAnalyzed"] == 1
    return sorted({each["range"]["start"]["line"] + 1 for each in report["generalDiagnostics"]})


@pytest.mark.parametrize("check", [mypy, basedpyright])
def test_right_keys_are_known_and_wrong_ones_are_errors(
    check: Callable[[Path, Path], list[int]], tmp_path: Path
) -> None:
    lines = WRONG.read_text("utf-8").splitlines()
    assert check(RIGHT, tmp_path) == []
    assert check(WRONG, tmp_path) == [number for number, line in enumerate(lines, 1) if line.endswith("# wrong")]
