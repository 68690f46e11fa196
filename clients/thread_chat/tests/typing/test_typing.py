"""What type checkers make of the client: what is there is known, and every other name is an error."""

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
SOURCES = [*(str(CLIENT / name) for name in ("facade", "generated")), str(CLIENT.parent.parent / "runtime")]
RIGHT, WRONG = HERE / "right_use.py", HERE / "wrong_use.py"


def run(tool: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A type checker, without the settings of the project."""
    command = [str(Path(sys.executable).parent / tool), *arguments]
    environment = {**os.environ, "MYPYPATH": os.pathsep.join(SOURCES)}
    return subprocess.run(
        command, capture_output=True, text=True, cwd=CLIENT, env=environment, check=False, timeout=110
    )


def mypy(paths: list[Path], _: Path) -> dict[str, list[int]]:
    """The lines of each file that `mypy --strict` complains of."""
    done = run("mypy", "--strict", "--python-version", "3.10", "--config-file=", "--output", "json", *map(str, paths))
    assert done.returncode in (0, 1), done.stdout + done.stderr
    found = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    return lines(paths, [(Path(each["file"]).name, each["line"]) for each in found if each["severity"] == "error"])


def basedpyright(paths: list[Path], scratch: Path) -> dict[str, list[int]]:
    """The lines of each file that basedpyright complains of."""
    config = scratch / "pyrightconfig.json"
    settings = {
        "include": [*map(str, paths)],
        "extraPaths": SOURCES,
        "pythonVersion": "3.10",
        "typeCheckingMode": "standard",
    }
    config.write_text(json.dumps(settings))
    done = run("basedpyright", "--outputjson", "--project", str(config), "--pythonpath", sys.executable)
    assert done.returncode in (0, 1), done.stdout + done.stderr
    report = json.loads(done.stdout)
    assert report["summary"]["filesAnalyzed"] == len(paths)
    found = [(Path(each["file"]).name, each["range"]["start"]["line"] + 1) for each in report["generalDiagnostics"]]
    return lines(paths, found)


def lines(paths: list[Path], found: list[tuple[str, int]]) -> dict[str, list[int]]:
    """The lines by file, of which each is one of these."""
    assert {name for name, _ in found} <= {path.name for path in paths}
    return {path.name: sorted({line for name, line in found if name == path.name}) for path in paths}


@pytest.mark.parametrize("check", [mypy, basedpyright])
def test_what_is_there_is_accepted_and_what_is_not_is_an_error(
    check: Callable[[list[Path], Path], dict[str, list[int]]], tmp_path: Path
) -> None:
    wrong = [number for number, line in enumerate(WRONG.read_text("utf-8").splitlines(), 1) if line.endswith("# wrong")]
    assert check([RIGHT, WRONG], tmp_path) == {RIGHT.name: [], WRONG.name: wrong}
