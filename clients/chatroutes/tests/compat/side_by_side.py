"""Run programs and the defects on the published SDK and on this client, and show both side by side.

    python clients/chatroutes/tests/compat/side_by_side.py [name …]

Each published version gets an environment of its own, `.venvs/compat-chatroutes-<version>`; the service is an embedded
one, in the dialect that the version was written for. Exit status: 0 all programs pass on both, and all defects are
theirs alone; 1 not so; 2 there is no published version to be had.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[3]
if __name__ == "__main__":
    sys.path.insert(0, str(HERE.parent))
    __package__ = HERE.name

from chatroutes.testing import EmbeddedChatRoutes  # noqa: E402

from .defects import DEFECTS, NEW, OLD, Defect, Outcome  # noqa: E402

DIALECTS: dict[str, Any] = {OLD: "early", NEW: "modern"}
LIMIT = 60.0
"""Seconds for a program."""


def published(version: str) -> Path:
    """The interpreter of an environment with a published version, which is made if need be.

    Raises:
        CalledProcessError: venv or pip failed.
    """
    folder = ROOT / ".venvs" / f"compat-chatroutes-{version}"
    python, stamp = folder / "bin" / "python", folder / "made-of"
    wanted = hashlib.sha256(sys.version.encode() + (ROOT / "constraints.txt").read_bytes()).hexdigest()
    if not python.exists() or not stamp.exists() or stamp.read_text(encoding="ascii") != wanted:
        shutil.rmtree(folder, ignore_errors=True)
        print(f"setting up {folder.relative_to(ROOT)}", file=sys.stderr, flush=True)
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        pip = [str(python), "-m", "pip", "--disable-pip-version-check", "--quiet", "install"]
        pip += ["--constraint", "constraints.txt"]
        subprocess.run([*pip, "pip"], cwd=ROOT, check=True)
        subprocess.run([*pip, f"chatroutes=={version}"], cwd=ROOT, check=True)
        stamp.write_text(wanted, encoding="ascii")
    return python


def programs(version: str) -> list[Path]:
    """The programs that were written for a version."""
    return sorted((HERE / "programs" / version).glob("*.py"))


def run(python: Path, program: Path, dialect: Any) -> str:
    """Run a program on a fresh service; what went wrong, or nothing."""
    with EmbeddedChatRoutes(dialect=dialect) as server:
        command = [str(python), str(program), server.url]
        try:
            done = subprocess.run(
                command, capture_output=True, encoding="utf-8", timeout=LIMIT, env=_environment(), check=False
            )
        except subprocess.TimeoutExpired:
            return "it hangs"
    return "" if done.returncode == 0 else (done.stderr.strip().splitlines() or [str(done.returncode)])[-1]


class Driver:
    """Makes the calls of defects with the client of an interpreter, on a service of its own for each dialect."""

    def __init__(self, python: Path, dialect: Any) -> None:
        self._server = EmbeddedChatRoutes(dialect=dialect)
        self._server.start()
        command = [str(python), str(HERE / "driver.py"), self._server.url]
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(
            command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, encoding="utf-8", env=_environment()
        )

    def outcome(self, defect: Defect) -> tuple[bool, Outcome]:
        """Whether a call went right, and what became of it."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._server.reset()
        self._server.enqueue(*defect.faults)
        self._process.stdin.write(json.dumps(defect.call) + "\n")
        self._process.stdin.flush()
        outcome = json.loads(self._process.stdout.readline())
        return bool(defect.right(outcome, self._server)), outcome

    def end(self) -> None:
        """Leave."""
        self._process.communicate(timeout=LIMIT)
        self._server.stop()


def _environment() -> dict[str, str]:
    """Ours, without what would reach into a program."""
    mine = ("http_proxy", "https_proxy", "all_proxy", "no_proxy", "netrc", "pythonpath", "pythonwarnings")
    kept = {name: value for name, value in os.environ.items() if name.lower() not in mine}
    return {**kept, "PYTHONUTF8": "1"}


def _programs(version: str, theirs: Path, chosen: list[str]) -> Iterator[tuple[str, str, str]]:
    """Of each program what went wrong: its name, on theirs, on ours."""
    for program in programs(version):
        if not chosen or program.stem in chosen:
            names = [run(theirs, program, DIALECTS[version])]
            names += [run(Path(sys.executable), program, each) for each in sorted(DIALECTS.values())]
            yield program.stem, names[0], "; ".join(filter(None, names[1:]))


def _defects(version: str, theirs: Path, chosen: list[str]) -> Iterator[tuple[str, str, str]]:
    """Of each defect, the same; that theirs has it is right."""
    pairs = {dialect: (Driver(theirs, dialect), Driver(Path(sys.executable), dialect)) for dialect in DIALECTS.values()}
    try:
        for defect in DEFECTS:
            if version in defect.versions and (not chosen or defect.name.split()[0] in chosen):
                old, new = (each.outcome(defect) for each in pairs[defect.dialect or DIALECTS[version]])
                yield (
                    defect.name,
                    f"it has no such defect: {old[1]}" if old[0] else "",
                    "" if new[0] else f"it has this defect: {new[1]}",
                )
    finally:
        for pair in pairs.values():
            for each in pair:
                each.end()


def main(chosen: list[str]) -> int:
    """Run, print the table, give the exit status."""
    fine = True
    for version in DIALECTS:
        try:
            theirs = published(version)
        except (OSError, subprocess.CalledProcessError) as error:
            print(f"chatroutes {version} cannot be set up: {error}", file=sys.stderr)
            return 2
        for kind, rows in (("program", _programs), ("defect", _defects)):
            for name, old, new in rows(version, theirs, chosen):
                fine = fine and not old and not new
                shown = "as expected" if not old and not new else f"{version}: {old or 'fine'}; here: {new or 'fine'}"
                print(f"{version}  {kind:8} {name:24} {shown}", flush=True)
    return 0 if fine else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
