"""What type checkers say of programs that use a client, for tests that hold its types to what it has."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeAlias

Checker: TypeAlias = Callable[[Sequence[Path], Sequence[Path], Path], "dict[str, list[int]]"]
"""Takes programs, the folders of their sources, and one for its own files; gives the lines complained of, by file."""


def mypy(programs: Sequence[Path], sources: Sequence[Path], scratch: Path) -> dict[str, list[int]]:
    """Return the lines of each program that `mypy --strict` complains of."""
    options = ("--strict", "--python-version", "3.10", "--config-file=", "--output", "json")
    done = _run("mypy", *options, *map(str, programs), sources=sources)
    found = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    return _by_file(programs, [(Path(each["file"]), each["line"]) for each in found if each["severity"] == "error"])


def basedpyright(programs: Sequence[Path], sources: Sequence[Path], scratch: Path) -> dict[str, list[int]]:
    """Return the lines of each program that basedpyright complains of."""
    config = scratch / "pyrightconfig.json"
    settings = {
        "include": [*map(str, programs)],
        "extraPaths": [*map(str, sources)],
        "pythonVersion": "3.10",
        "typeCheckingMode": "standard",
    }
    config.write_text(json.dumps(settings))
    arguments = ("--outputjson", "--project", str(config), "--pythonpath", sys.executable)
    report = json.loads(_run("basedpyright", *arguments, sources=sources).stdout)
    assert report["summary"]["filesAnalyzed"] == len(programs)
    found = [(Path(each["file"]), each["range"]["start"]["line"] + 1) for each in report["generalDiagnostics"]]
    return _by_file(programs, found)


def wrong_lines(program: Path) -> list[int]:
    """Return the lines of a program that end with `# wrong`."""
    return [
        number for number, line in enumerate(program.read_text("utf-8").splitlines(), 1) if line.endswith("# wrong")
    ]


def _run(tool: str, *arguments: str, sources: Sequence[Path]) -> subprocess.CompletedProcess[str]:
    """A type checker, without the settings of the project."""
    command = [str(Path(sys.executable).parent / tool), *arguments]
    environment = {**os.environ, "MYPYPATH": os.pathsep.join(map(str, sources))}
    folder = sources[0].parent
    done = subprocess.run(
        command, capture_output=True, text=True, cwd=folder, env=environment, check=False, timeout=110
    )
    assert done.returncode in (0, 1), done.stdout + done.stderr
    return done


def _by_file(programs: Sequence[Path], found: Sequence[tuple[Path, int]]) -> dict[str, list[int]]:
    """The lines by file, of which each is one of these."""
    assert {path.name for path, _ in found} <= {path.name for path in programs}
    return {path.name: sorted({line for each, line in found if each.name == path.name}) for path in programs}
